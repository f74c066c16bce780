import type { RecordState, ZoneState } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { refuse } from './api-refusal.ts';
import { route } from './api-route.ts';
import type { ApiAnswer, ApiRequest, ApiRoute } from './api-route.ts';
import { parseRecordDraft } from './dns-record-draft.ts';
import { filterRecords } from './dns-record-filter.ts';
import { pageOf } from './paging.ts';
import { RecordSet } from './record-set.ts';
import { zoneOf } from './zones.ts';

export const DNS_RECORD_ROUTES: readonly ApiRoute[] = [
  route('GET', '/zones/{}/dns_records', ['dns:read', 'dns:edit'], list),
  route('POST', '/zones/{}/dns_records', ['dns:edit'], (request) =>
    change(request, (set, zone) => post(set, zone, request.body, request.world)),
  ),
  route('POST', '/zones/{}/dns_records/batch', ['dns:edit'], batch),
  route('GET', '/zones/{}/dns_records/{}', ['dns:read', 'dns:edit'], (request) => {
    return { result: recordJson(new RecordSet(zoneOf(request)).find(request.ids[1] ?? '')) };
  }),
  route('PATCH', '/zones/{}/dns_records/{}', ['dns:edit'], (request) =>
    change(request, (set, zone) => patch(set, zone, withId(request), request.world)),
  ),
  route('PUT', '/zones/{}/dns_records/{}', ['dns:edit'], (request) =>
    change(request, (set, zone) => put(set, zone, withId(request), request.world)),
  ),
  route('DELETE', '/zones/{}/dns_records/{}', ['dns:edit'], (request) =>
    change(request, (set) => ({ id: set.delete(request.ids[1] ?? '').id })),
  ),
];

function list(request: ApiRequest): ApiAnswer {
  const found = filterRecords(zoneOf(request).records, request.query);
  const { result, ...rest } = pageOf(found, request.query, RECORDS_PER_PAGE);
  return { ...rest, result: (result as readonly RecordState[]).map(recordJson) };
}

/** Writes go by the present state, whatever reads are shown. */
function change(request: ApiRequest, act: (set: RecordSet, zone: ZoneState) => unknown): ApiAnswer {
  const zone = zoneOf({ ...request, state: request.world.state });
  const set = new RecordSet(zone);
  const result = act(set, zone);
  request.world.updateRecords(zone.id, () => set.records);
  return { result };
}

function batch(request: ApiRequest): ApiAnswer {
  const body = asObject(request.body);
  const parts = ['deletes', 'patches', 'puts', 'posts'].map((key) => asList(body[key]));
  const [deletes = [], patches = [], puts = [], posts = []] = parts;
  return change(request, (set, zone) => {
    if (parts.flat().length > BATCH_SIZE[zone.plan]) throw refuse(400, 1004, 'Too many operations in one batch.');
    return {
      deletes: deletes.map((item) => recordJson(set.delete(idIn(item)))),
      patches: patches.map((item) => patch(set, zone, item, request.world)),
      puts: puts.map((item) => put(set, zone, item, request.world)),
      posts: posts.map((item) => post(set, zone, item, request.world)),
    };
  });
}

function post(set: RecordSet, zone: ZoneState, body: unknown, world: World): unknown {
  const draft = parseRecordDraft(body, {}, zone);
  const now = world.timestamp();
  return recordJson(set.add({ ...draft, id: world.random.hex(32), createdOn: now, modifiedOn: now }));
}

function patch(set: RecordSet, zone: ZoneState, body: unknown, world: World): unknown {
  const record = set.find(idIn(body));
  return recordJson(set.replace({ ...record, ...parseRecordDraft(body, record, zone), modifiedOn: world.timestamp() }));
}

/** Replaces the record: comment and tags are gone when the body does not repeat them. */
function put(set: RecordSet, zone: ZoneState, body: unknown, world: World): unknown {
  const record = set.find(idIn(body));
  return recordJson(set.replace({ ...record, ...parseRecordDraft(body, {}, zone), modifiedOn: world.timestamp() }));
}

const withId = (request: ApiRequest): unknown => ({ ...asObject(request.body), id: request.ids[1] });

const idIn = (item: unknown): string => {
  const { id } = asObject(item);
  return typeof id === 'string' ? id : '';
};

const asObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A record as the API shows it. */
const recordJson = (record: RecordState): unknown => ({
  id: record.id,
  name: record.name,
  type: record.type,
  content: record.content,
  proxiable: record.type !== 'TXT',
  proxied: record.proxied,
  ttl: record.ttl,
  settings: {},
  meta: {},
  comment: record.comment,
  tags: record.tags,
  created_on: record.createdOn,
  modified_on: record.modifiedOn,
});

const RECORDS_PER_PAGE = { least: 1, most: 5_000_000, usual: 100 };

/** Cloudflare's documented limits of one batch. */
const BATCH_SIZE = { free: 200, pro: 3500 };
