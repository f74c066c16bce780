import { startSandboxWorld, type SandboxOptions, type SandboxWorld } from '@tunnel-manager/sandbox';
import { CloudflareApi } from '../cloudflare-api.ts';
import { CloudflareDns } from '../cloudflare-dns.ts';
import { CloudflareIngress } from '../cloudflare-ingress.ts';
import { openApiProblems } from './openapi-check.ts';
import { accessTo } from './stub-api.ts';

export interface SandboxedAccount extends SandboxWorld {
  readonly dns: CloudflareDns;
  readonly ingress: CloudflareIngress;
  zoneId(name: string): string;
  /** How many requests with this method arrived. */
  requests(method: string): number;
}

/** A stand-in for a Cloudflare account, and the adapters that use it. `tryMs` ends a single exchange. */
export async function sandboxedAccount(
  options: SandboxOptions & { readonly tryMs?: number } = {},
): Promise<SandboxedAccount> {
  const world = await startSandboxWorld({ connectors: 0, ...options });
  const { baseUrl, token, accountId, tunnelId } = world.cloudflare;
  const tryMs = options.tryMs ?? 5000;
  const deadlines = { readTryMs: tryMs, writeTryMs: tryMs };
  const api = new CloudflareApi(accessTo(baseUrl, { apiToken: { reveal: () => token }, deadlines }));
  return {
    ...world,
    dns: new CloudflareDns(api, { accountId }),
    ingress: new CloudflareIngress(api, { accountId, tunnelId }),
    zoneId: (name) => world.world.state.zones.find((zone) => zone.name === name)?.id ?? '',
    requests: (method) => world.journal.entries().filter((entry) => entry.method === method).length,
    close: async () => {
      await world.close();
      const problems = world.journal.entries().flatMap(({ method, path, query, body }) =>
        openApiProblems({
          method,
          path: path.replace('/client/v4', ''),
          query: Object.fromEntries(new URLSearchParams(query)),
          body: body ?? undefined,
        }),
      );
      if (problems.length > 0) throw new Error(problems.join('\n'));
    },
  };
}
