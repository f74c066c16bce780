import {
  PortFailure,
  type IngressDocument,
  type IngressRule,
  type IngressSource,
  type PublishedIngress,
} from '@tunnel-manager/core';
import type { ConfigurationUpdateParams } from 'cloudflare/resources/zero-trust/tunnels/cloudflared/configurations';
import type { CloudflareApi } from './cloudflare-api.ts';
import { noUsableAnswer, type Call, type Verdict } from './failures.ts';

/** The configuration of one remotely managed tunnel, read and replaced through the Cloudflare API. */
export class CloudflareIngress implements IngressSource {
  readonly confirmedBy = 'connectors';
  readonly #api: CloudflareApi;
  readonly #accountId: string;
  readonly #tunnelId: string;

  constructor(api: CloudflareApi, tunnel: { readonly accountId: string; readonly tunnelId: string }) {
    if (!tunnel.accountId || !tunnel.tunnelId) throw new TypeError('A tunnel needs an account id and a tunnel id.');
    this.#api = api;
    this.#accountId = tunnel.accountId;
    this.#tunnelId = tunnel.tunnelId;
  }

  async read(): Promise<PublishedIngress> {
    const found = await this.#api.ask(READ, (client, timely) =>
      client.zeroTrust.tunnels.cloudflared.configurations.get(this.#tunnelId, { account_id: this.#accountId }, timely),
    );
    const { config, version, source } = Object(found) as Readonly<Record<string, unknown>>;
    if (source === 'local') throw managedLocally();
    // A tunnel that was never configured has no configuration at all.
    return {
      document: documentOf(config ?? {}),
      version: config === null ? versionOf(READ, version ?? 0) : versionOf(READ, version),
    };
  }

  async replace(document: IngressDocument): Promise<{ readonly version: number }> {
    // The SDK's type leaves out keys that Cloudflare knows, such as `warp-routing`; what is not sent is wiped.
    const config = document as unknown as ConfigurationUpdateParams.Config;
    const replaced = await this.#api.ask(REPLACE, (client, timely) =>
      client.zeroTrust.tunnels.cloudflared.configurations.update(
        this.#tunnelId,
        { account_id: this.#accountId, config },
        timely,
      ),
    );
    return { version: versionOf(REPLACE, (Object(replaced) as { version?: unknown }).version) };
  }
}

const UNKNOWN_TUNNEL: Verdict = {
  code: 'internal',
  kind: 'other',
  message: 'Cloudflare does not know the tunnel, or the API token may not see it.',
  advice: 'Correct `cloudflare.accountId` and `cloudflare.tunnelId`, and see that the token covers the account.',
};

const EDIT_TUNNEL = '"Account:Cloudflare Tunnel:Edit" for this account';
const READ: Call = {
  operation: 'ingress.read',
  writes: false,
  tries: 3,
  scope: EDIT_TUNNEL,
  unknownId: UNKNOWN_TUNNEL,
};
const REPLACE: Call = {
  operation: 'ingress.replace',
  writes: true,
  tries: 1,
  scope: EDIT_TUNNEL,
  unknownId: UNKNOWN_TUNNEL,
};

const managedLocally = (): PortFailure =>
  new PortFailure({
    operation: 'ingress.read',
    code: 'ingress-local',
    message: "The tunnel takes its rules from a file on the connector's host, so nothing can be published remotely.",
    advice:
      'Migrate the tunnel to remote management in the Cloudflare dashboard (one way), or set `ingress.mode: file`.',
    outcome: 'none',
  });

function documentOf(config: unknown): IngressDocument {
  const known = Object(config) as Readonly<Record<string, unknown>>;
  const rules: unknown = known['ingress'] ?? [];
  if (!Array.isArray(rules) || !rules.every(isRule)) throw noUsableAnswer(READ, 'a malformed configuration');
  return { ...known, ingress: rules };
}

const isRule = (rule: unknown): rule is IngressRule =>
  typeof (Object(rule) as { service?: unknown }).service === 'string';

function versionOf(call: Call, version: unknown): number {
  if (typeof version === 'number' && Number.isSafeInteger(version)) return version;
  throw noUsableAnswer(call, 'a configuration without its version');
}
