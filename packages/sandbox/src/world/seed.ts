import type { IngressRule } from '@tunnel-manager/core';
import { Random } from './random.ts';
import type { Permission, Plan, RecordState, WorldState, ZoneState } from './state.ts';
import type { WorldSnapshot } from './world.ts';

export interface ZoneSeed {
  readonly name: string;
  readonly status?: 'active' | 'pending';
  readonly paused?: boolean;
  readonly plan?: Plan;
  readonly recordQuota?: number;
}

export interface WorldSeed {
  readonly seed?: number;
  /** Default: `example.com`, `example.org`, and `example.net`, which is paused. */
  readonly zones?: readonly ZoneSeed[];
  /** Records that somebody made by hand; their zone is the longest that fits. */
  readonly foreignRecords?: readonly (Pick<RecordState, 'type' | 'name' | 'content'> & Partial<RecordState>)[];
  /** Rules that somebody made by hand, in order, without the last one, which is a 404 for the rest. */
  readonly foreignRules?: readonly IngressRule[];
  /** Top-level keys of the configuration beside `ingress`, such as `warp-routing`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly tunnelSource?: 'cloudflare' | 'local';
  readonly permissions?: readonly Permission[];
  readonly tokenOwner?: 'user' | 'account';
}

/** A fresh world with one account, one tunnel and one token. The same seed makes the same ids. */
export function seedWorld(seed: WorldSeed, nowMs: number): WorldSnapshot {
  const random = new Random(seed.seed ?? 1);
  const now = new Date(nowMs).toISOString();
  const records = (seed.foreignRecords ?? []).map((draft) => record(draft, random, now));
  const rules = [...(seed.foreignRules ?? []), { hostname: '', service: 'http_status:404' }];
  const settings = seed.settings ?? { 'warp-routing': { enabled: false } };
  const state: WorldState = {
    account: { id: random.hex(32), name: 'Sandbox' },
    zones: (seed.zones ?? DEFAULT_ZONES).map((zone) => zoneState(zone, random)),
    tunnels: [
      {
        id: random.uuid(),
        name: 'sandbox',
        secret: random.hex(64),
        source: seed.tunnelSource ?? 'cloudflare',
        version: 1,
        config: { ingress: rules, ...settings },
        configuredAt: now,
        createdAt: now,
      },
    ],
    tokens: [
      {
        id: random.hex(32),
        value: random.hex(40),
        owner: seed.tokenOwner ?? 'user',
        status: 'active',
        permissions: seed.permissions ?? ['zone:read', 'dns:edit', 'tunnel:edit'],
      },
    ],
    foreign: { records, rules, settings },
  };
  return { state: { ...state, zones: withRecords(state.zones, records) }, random: random.state };
}

function zoneState(zone: ZoneSeed, random: Random): ZoneState {
  const plan = zone.plan ?? 'free';
  return {
    id: random.hex(32),
    name: zone.name,
    status: zone.status ?? 'active',
    paused: zone.paused ?? false,
    plan,
    recordQuota: zone.recordQuota ?? RECORD_QUOTA[plan],
    records: [],
  };
}

function record(
  draft: Pick<RecordState, 'type' | 'name' | 'content'> & Partial<RecordState>,
  random: Random,
  now: string,
): RecordState {
  const usual = { proxied: false, ttl: 1, comment: null, tags: [], createdOn: now, modifiedOn: now };
  return { id: random.hex(32), ...usual, ...draft };
}

function withRecords(zones: readonly ZoneState[], records: readonly RecordState[]): readonly ZoneState[] {
  const zoneOf = (name: string): string | undefined =>
    zones
      .filter((zone) => name === zone.name || name.endsWith(`.${zone.name}`))
      .sort((a, b) => b.name.length - a.name.length)[0]?.id;
  return zones.map((zone) => ({ ...zone, records: records.filter(({ name }) => zoneOf(name) === zone.id) }));
}

const DEFAULT_ZONES: readonly ZoneSeed[] = [
  { name: 'example.com' },
  { name: 'example.org' },
  { name: 'example.net', paused: true },
];

/** Cloudflare's documented limits. */
const RECORD_QUOTA: Readonly<Record<Plan, number>> = { free: 200, pro: 3500 };
