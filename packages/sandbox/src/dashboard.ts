import type { IngressDocument, IngressRule } from '@tunnel-manager/core';
import type { RecordState } from './world/state.ts';
import type { World } from './world/world.ts';

/**
 * Somebody at work in Cloudflare's web dashboard, past the API that is watched. What they make counts as foreign
 * from then on. Names and ids that do not exist throw.
 */
export class Dashboard {
  readonly #world: World;
  readonly #tunnelId: string;

  constructor(world: World, tunnelId: string) {
    this.#world = world;
    this.#tunnelId = tunnelId;
  }

  addRecord(draft: Pick<RecordState, 'type' | 'name' | 'content'> & Partial<RecordState>): RecordState {
    const now = this.#world.timestamp();
    const record: RecordState = {
      id: this.#world.random.hex(32),
      proxied: false,
      ttl: 1,
      comment: null,
      tags: [],
      createdOn: now,
      modifiedOn: now,
      ...draft,
    };
    this.#world.updateRecords(this.#zoneOf(record.name).id, (records) => [...records, record]);
    this.#world.update((state) => ({
      ...state,
      foreign: { ...state.foreign, records: [...state.foreign.records, record] },
    }));
    return record;
  }

  editRecord(name: string, change: Partial<Omit<RecordState, 'id'>>): void {
    const { id } = this.record(name);
    const edit = (record: RecordState): RecordState => (record.id === id ? { ...record, ...change } : record);
    this.#world.updateRecords(this.#zoneOf(name).id, (records) => records.map(edit));
    this.#world.update((state) => ({
      ...state,
      foreign: { ...state.foreign, records: state.foreign.records.map(edit) },
    }));
  }

  deleteRecord(name: string): void {
    const { id } = this.record(name);
    this.#world.updateRecords(this.#zoneOf(name).id, (records) => records.filter((record) => record.id !== id));
    this.#world.update((state) => ({
      ...state,
      foreign: { ...state.foreign, records: state.foreign.records.filter((record) => record.id !== id) },
    }));
  }

  stripComment(name: string): void {
    this.editRecord(name, { comment: null });
  }

  /** The first record with a name. */
  record(name: string): RecordState {
    const found = this.#zoneOf(name).records.find((record) => record.name === name);
    if (found === undefined) throw new Error(`The sandbox has no record ${name}.`);
    return found;
  }

  pauseZone(name: string, paused = true): void {
    this.#world.updateZone(this.#zoneOf(name).id, (zone) => ({ ...zone, paused }));
  }

  setRecordQuota(zoneName: string, recordQuota: number): void {
    this.#world.updateZone(this.#zoneOf(zoneName).id, (zone) => ({ ...zone, recordQuota }));
  }

  /** Every token ends now. */
  expireTokens(): void {
    this.#world.update((state) => ({
      ...state,
      tokens: state.tokens.map((token) => ({ ...token, status: 'expired' })),
    }));
  }

  /** Puts a rule before the last one, which catches all, under a new version. */
  addRule(rule: IngressRule): void {
    const { config } = this.#world.tunnel(this.#tunnelId);
    const rules = config?.ingress ?? [];
    this.#world.update((state) => ({
      ...state,
      foreign: {
        ...state.foreign,
        rules: [...state.foreign.rules.slice(0, -1), rule, ...state.foreign.rules.slice(-1)],
      },
    }));
    this.editConfiguration((document) => ({ ...document, ingress: [...rules.slice(0, -1), rule, ...rules.slice(-1)] }));
  }

  /** A rule with a fresh name, for when it only matters that there is a new version. */
  addSomeRule(): void {
    const zone = this.#world.state.zones[0]?.name ?? 'example.com';
    this.addRule({ hostname: `by-hand-${this.#world.random.hex(8)}.${zone}`, service: 'http://127.0.0.1:9' });
  }

  /** Replaces the configuration without any check, and without counting the result as foreign. */
  editConfiguration(change: (document: IngressDocument) => IngressDocument): void {
    this.#world.configure(this.#tunnelId, change(this.#world.tunnel(this.#tunnelId).config ?? { ingress: [] }));
  }

  #zoneOf(name: string): { readonly id: string; readonly records: readonly RecordState[] } {
    const zones = this.#world.state.zones.filter((zone) => name === zone.name || name.endsWith(`.${zone.name}`));
    const longest = zones.sort((a, b) => b.name.length - a.name.length)[0];
    if (longest === undefined) throw new Error(`The sandbox has no zone for ${name}.`);
    return longest;
  }
}
