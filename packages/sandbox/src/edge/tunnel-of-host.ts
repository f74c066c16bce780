import type { RecordState, WorldState } from '../world/state.ts';

/**
 * The id of the tunnel that a public name leads to: by its own proxied record, else by the nearest wildcard. Null
 * when it leads nowhere or elsewhere, or when its zone is not served.
 */
export function tunnelOfHost(state: WorldState, host: string): string | null {
  const name = host.toLowerCase();
  const zone = state.zones
    .filter((candidate) => name === candidate.name || name.endsWith(`.${candidate.name}`))
    .sort((a, b) => b.name.length - a.name.length)[0];
  if (zone === undefined || zone.paused || zone.status !== 'active') return null;
  const record = closest(addressRecords(zone.records), name, zone.name);
  if (record?.proxied !== true) return null;
  return /^([\da-f-]{36})\.cfargotunnel\.com$/.exec(record.content)?.[1] ?? null;
}

function closest(records: ReadonlyMap<string, RecordState>, name: string, zone: string): RecordState | undefined {
  const exact = records.get(name);
  if (exact !== undefined || name === zone) return exact;
  for (let parent = parentOf(name); ; parent = parentOf(parent)) {
    const wildcard = records.get(`*.${parent}`);
    if (wildcard !== undefined || parent === zone) return wildcard;
  }
}

const parentOf = (name: string): string => name.slice(name.indexOf('.') + 1);

/** Lists of records are replaced and never changed, so that what was made of one stays true. */
function addressRecords(records: readonly RecordState[]): ReadonlyMap<string, RecordState> {
  const known = INDEXES.get(records);
  if (known !== undefined) return known;
  const index = new Map(records.filter(({ type }) => type !== 'TXT').map((record) => [record.name, record]));
  INDEXES.set(records, index);
  return index;
}

const INDEXES = new WeakMap<readonly RecordState[], ReadonlyMap<string, RecordState>>();
