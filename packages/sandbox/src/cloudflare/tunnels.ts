import type { TunnelState, WorldState } from '../world/state.ts';
import { noRoute, refuse } from './api-refusal.ts';
import { route } from './api-route.ts';
import type { ApiRequest, ApiRoute } from './api-route.ts';
import { pageOf } from './paging.ts';

/** A connector as Cloudflare's edge sees it. */
export interface ConnectedClient {
  readonly connectorId: string;
  readonly tunnelId: string;
  readonly connections: number;
  readonly configVersion: number;
  readonly startedAt: string;
}

/** The routes of the account's tunnels; `clients` tells which connectors are connected now. */
export const tunnelRoutes = (clients: () => readonly ConnectedClient[]): readonly ApiRoute[] => [
  route('GET', '/accounts/{}/cfd_tunnel', READ, (request) => {
    const wanted = accountOf(request).tunnels.filter((tunnel) => isWanted(tunnel, request.query));
    const json = wanted.map((tunnel) => tunnelJson(tunnel, request.state, clients()));
    return pageOf(json, request.query, TUNNELS_PER_PAGE);
  }),
  route('GET', '/accounts/{}/cfd_tunnel/{}', READ, (request) => ({
    result: tunnelJson(tunnelOf(request), request.state, clients()),
  })),
  route('GET', '/accounts/{}/cfd_tunnel/{}/connections', READ, (request) => {
    const { id } = tunnelOf(request);
    return {
      result: clients()
        .filter((client) => client.tunnelId === id)
        .map(clientJson),
    };
  }),
  route('GET', '/accounts/{}/cfd_tunnel/{}/token', WRITE, (request) => {
    const tunnel = tunnelOf(request);
    const token = { a: request.state.account.id, t: tunnel.id, s: tunnel.secret };
    return { result: Buffer.from(JSON.stringify(token)).toString('base64') };
  }),
];

export const READ = ['tunnel:read', 'tunnel:edit'] as const;
export const WRITE = ['tunnel:edit'] as const;

/** The tunnel that the path names. Refuses another account, an id that is none, and an unknown tunnel. */
export function tunnelOf(request: ApiRequest): TunnelState {
  const id = request.ids[1] ?? '';
  if (!/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(id)) throw noRoute(400, request.path);
  const found = accountOf(request).tunnels.find((tunnel) => tunnel.id === id);
  if (found === undefined) throw refuse(404, 1002, 'tunnel not found');
  return found;
}

/** Refuses with 7003 for text that is no account id, and as an authentication error for another account's. */
export function accountOf({ ids, path, state }: ApiRequest): WorldState {
  if (!/^[\da-f]{32}$/.test(ids[0] ?? '')) throw noRoute(400, path);
  if (ids[0] !== state.account.id) throw refuse(403, 10000, 'Authentication error');
  return state;
}

function isWanted(tunnel: TunnelState, query: URLSearchParams): boolean {
  const name = query.get('name') ?? tunnel.name;
  const id = query.get('uuid') ?? tunnel.id;
  return tunnel.name === name && tunnel.id === id && query.get('is_deleted') !== 'true';
}

function tunnelJson(tunnel: TunnelState, state: WorldState, clients: readonly ConnectedClient[]): unknown {
  const connected = clients.filter((client) => client.tunnelId === tunnel.id);
  const connections = connected.reduce((sum, client) => sum + client.connections, 0);
  return {
    id: tunnel.id,
    account_tag: state.account.id,
    name: tunnel.name,
    created_at: tunnel.createdAt,
    deleted_at: null,
    connections: [],
    conns_active_at: connected[0]?.startedAt ?? null,
    conns_inactive_at: connections === 0 ? tunnel.createdAt : null,
    tun_type: 'cfd_tunnel',
    metadata: {},
    status: connections === 0 ? 'down' : connections < 4 ? 'degraded' : 'healthy',
    config_src: tunnel.source,
    remote_config: tunnel.source === 'cloudflare',
  };
}

const clientJson = (client: ConnectedClient): unknown => ({
  id: client.connectorId,
  arch: 'linux_amd64',
  version: '2026.8.2',
  config_version: client.configVersion,
  run_at: client.startedAt,
  features: ['allow_remote_config', 'serialized_headers'],
  conns: Array.from({ length: client.connections }, (_, index) => ({
    id: `${client.connectorId.slice(0, -1)}${index}`,
    client_id: client.connectorId,
    client_version: '2026.8.2',
    colo_name: `sim0${index + 1}`,
    is_pending_reconnect: false,
    opened_at: client.startedAt,
    origin_ip: '192.0.2.1',
    uuid: `${client.connectorId.slice(0, -1)}${index}`,
  })),
});

const TUNNELS_PER_PAGE = { least: 1, most: 1000, usual: 20 };
