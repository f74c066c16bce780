import type { SandboxWorld } from '../sandbox-world.ts';

/** An answer of the API with its envelope opened. */
export interface CallAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly success: boolean;
  readonly result: Json;
  readonly resultInfo: Json;
  /** Each error as `1004`, or as `1004/9300` with what is in its chain. */
  readonly codes: readonly string[];
}

/** As loose as `JSON.parse` has it, so that a test can point into an answer. */
export type Json = ReturnType<typeof JSON.parse>;

/** One request to the API with the sandbox's token, or with other headers. `path` begins after `/client/v4`. */
export async function callApi(
  sandbox: SandboxWorld,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = { authorization: `Bearer ${sandbox.cloudflare.token}` },
): Promise<CallAnswer> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(sandbox.cloudflare.baseUrl + path, { method, headers, ...sent });
  const envelope = JSON.parse(await response.text()) as {
    success: boolean;
    result: Json;
    result_info: Json;
    errors: readonly { code: number; error_chain?: readonly { code: number }[] }[];
  };
  return {
    status: response.status,
    headers: response.headers,
    success: envelope.success,
    result: envelope.result,
    resultInfo: envelope.result_info,
    codes: envelope.errors.map(({ code, error_chain = [] }) =>
      [code, ...error_chain.map((link) => link.code)].join('/'),
    ),
  };
}

/** The path of a zone's records. */
export function recordsPath(sandbox: SandboxWorld, zoneName = 'example.com'): string {
  const zone = sandbox.world.state.zones.find(({ name }) => name === zoneName);
  return `/zones/${zone?.id}/dns_records`;
}

/** The path of the tunnel. */
export const tunnelPath = ({ cloudflare }: SandboxWorld): string =>
  `/accounts/${cloudflare.accountId}/cfd_tunnel/${cloudflare.tunnelId}`;
