import { validateIngress } from '@tunnel-manager/core';
import type { IngressDocument } from '@tunnel-manager/core';
import type { TunnelState } from '../world/state.ts';
import { refuse } from './api-refusal.ts';
import { route } from './api-route.ts';
import type { ApiAnswer, ApiRequest, ApiRoute } from './api-route.ts';
import { READ, tunnelOf, WRITE } from './tunnels.ts';

/** Reading and replacing a tunnel's configuration. There is no precondition: the last write wins. */
export const CONFIGURATION_ROUTES: readonly ApiRoute[] = [
  route('GET', '/accounts/{}/cfd_tunnel/{}/configurations', READ, (request) => ({
    result: configurationJson(tunnelOf(request)),
  })),
  route('PUT', '/accounts/{}/cfd_tunnel/{}/configurations', WRITE, replace),
];

function replace(request: ApiRequest): ApiAnswer {
  const tunnel = tunnelOf({ ...request, state: request.world.state });
  if (tunnel.source === 'local') throw refuse(400, 1056, 'The tunnel is locally managed: its configuration is a file.');
  const config = (request.body as { config?: unknown } | null)?.config;
  if (typeof config !== 'object' || config === null) throw refuse(400, 1056, 'Bad Configuration: config is missing.');
  const document = config as IngressDocument;
  const problem = validateIngress(document, 'json').find((issue) => issue.severity === 'error');
  if (problem !== undefined) throw refuse(400, 1056, `Bad Configuration: Validation failed: ${problem.message}`);
  return { result: configurationJson(request.world.configure(tunnel.id, document)) };
}

const configurationJson = (tunnel: TunnelState): unknown => ({
  tunnel_id: tunnel.id,
  version: tunnel.version,
  config: tunnel.config,
  source: tunnel.source,
  created_at: tunnel.configuredAt,
});
