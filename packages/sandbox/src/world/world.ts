import type { IngressDocument } from '@tunnel-manager/core';
import { Random } from './random.ts';
import type { RecordState, TunnelState, WorldState, ZoneState } from './state.ts';

/** A stored world: `random` continues the sequence of ids, so that none comes twice. */
export interface WorldSnapshot {
  readonly state: WorldState;
  readonly random: number;
}

/** The state of the sandboxed Cloudflare account, its latest past, and who wants to know of a new configuration. */
export class World {
  readonly random: Random;
  readonly #nowMs: () => number;
  readonly #past: { readonly state: WorldState; readonly until: number }[] = [];
  readonly #listeners = new Set<(tunnel: TunnelState) => void>();
  #state: WorldState;

  constructor(snapshot: WorldSnapshot, nowMs: () => number) {
    this.#state = snapshot.state;
    this.random = new Random(snapshot.random);
    this.#nowMs = nowMs;
  }

  get state(): WorldState {
    return this.#state;
  }

  nowMs(): number {
    return this.#nowMs();
  }

  timestamp(): string {
    return new Date(this.nowMs()).toISOString();
  }

  update(change: (state: WorldState) => WorldState): void {
    this.#past.push({ state: this.#state, until: this.nowMs() });
    if (this.#past.length > REMEMBERED_WRITES) this.#past.shift();
    this.#state = change(this.#state);
  }

  /** The state before the last `writes` writes, as far back as is remembered. */
  before(writes: number): WorldState {
    return this.#past.at(-Math.min(writes, this.#past.length))?.state ?? this.#state;
  }

  /** The state as it was at a time, as far back as is remembered. */
  at(timeMs: number): WorldState {
    return this.#past.find((entry) => entry.until > timeMs)?.state ?? this.#state;
  }

  updateZone(zoneId: string, change: (zone: ZoneState) => ZoneState): void {
    this.update((state) => ({
      ...state,
      zones: state.zones.map((zone) => (zone.id === zoneId ? change(zone) : zone)),
    }));
  }

  updateRecords(zoneId: string, change: (records: readonly RecordState[]) => readonly RecordState[]): void {
    this.updateZone(zoneId, (zone) => ({ ...zone, records: change(zone.records) }));
  }

  /** Gives the tunnel a new configuration under the next version and tells the connectors. */
  configure(tunnelId: string, config: IngressDocument): TunnelState {
    this.updateTunnel(tunnelId, (tunnel) => ({
      ...tunnel,
      config,
      version: tunnel.version + 1,
      configuredAt: this.timestamp(),
    }));
    const tunnel = this.tunnel(tunnelId);
    for (const listener of this.#listeners) listener(tunnel);
    return tunnel;
  }

  updateTunnel(tunnelId: string, change: (tunnel: TunnelState) => TunnelState): void {
    this.update((state) => ({
      ...state,
      tunnels: state.tunnels.map((tunnel) => (tunnel.id === tunnelId ? change(tunnel) : tunnel)),
    }));
  }

  /** Throws when there is no such tunnel. */
  tunnel(tunnelId: string): TunnelState {
    const found = this.#state.tunnels.find((tunnel) => tunnel.id === tunnelId);
    if (found === undefined) throw new Error(`The sandbox has no tunnel ${tunnelId}.`);
    return found;
  }

  /** Calls back with each new configuration until the returned function is called. */
  onConfigured(listener: (tunnel: TunnelState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  snapshot(): WorldSnapshot {
    return { state: this.#state, random: this.random.state };
  }
}

const REMEMBERED_WRITES = 100;
