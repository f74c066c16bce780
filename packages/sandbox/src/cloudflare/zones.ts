import type { WorldState, ZoneState } from '../world/state.ts';
import { noRoute } from './api-refusal.ts';
import { route } from './api-route.ts';
import type { ApiRequest, ApiRoute } from './api-route.ts';
import { pageOf } from './paging.ts';

export const ZONE_ROUTES: readonly ApiRoute[] = [
  route('GET', '/zones', ['zone:read'], ({ query, state }) =>
    pageOf(
      wantedZones(state, query).map((zone) => zoneJson(zone, state)),
      query,
      ZONES_PER_PAGE,
    ),
  ),
  route('GET', '/zones/{}', ['zone:read'], (request) => ({ result: zoneJson(zoneOf(request), request.state) })),
  route('GET', '/accounts', [], ({ query, state }) =>
    pageOf([{ ...state.account, type: 'standard', settings: {} }], query, ZONES_PER_PAGE),
  ),
];

/** The zone whose id is the first in the path. Refuses an id that is none, or that nothing has. */
export function zoneOf({ ids, path, state }: ApiRequest): ZoneState {
  if (!/^[\da-f]{32}$/.test(ids[0] ?? '')) throw noRoute(400, path);
  const found = state.zones.find((zone) => zone.id === ids[0]);
  if (found === undefined) throw noRoute(404, path);
  return found;
}

function wantedZones(state: WorldState, query: URLSearchParams): readonly ZoneState[] {
  if ((query.get('account.id') ?? state.account.id) !== state.account.id) return [];
  const name = query.get('name')?.toLowerCase();
  const status = query.get('status');
  const wanted = state.zones.filter(
    (zone) => (name === undefined || zone.name === name) && (status === null || zone.status === status),
  );
  if (query.get('order') !== 'name') return wanted;
  const direction = query.get('direction') === 'desc' ? -1 : 1;
  return wanted.sort((a, b) => (a.name < b.name ? -direction : direction));
}

const zoneJson = (zone: ZoneState, state: WorldState): unknown => ({
  id: zone.id,
  name: zone.name,
  status: zone.status,
  paused: zone.paused,
  type: 'full',
  development_mode: 0,
  name_servers: ['ada.ns.example', 'bob.ns.example'],
  original_name_servers: null,
  original_registrar: null,
  original_dnshost: null,
  created_on: '2024-01-01T00:00:00.000000Z',
  modified_on: '2024-01-01T00:00:00.000000Z',
  activated_on: '2024-01-01T00:00:00.000000Z',
  meta: { step: 2, custom_certificate_quota: 0, page_rule_quota: 3, phishing_detected: false },
  owner: { id: state.account.id, type: 'organization', name: state.account.name },
  account: state.account,
  permissions: ['#dns_records:edit', '#dns_records:read', '#zone:read'],
  plan: { id: zone.plan, name: `${zone.plan} plan`, legacy_id: zone.plan },
});

const ZONES_PER_PAGE = { least: 5, most: 50, usual: 20 };
