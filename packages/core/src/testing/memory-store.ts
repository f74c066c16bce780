import type { AuditEntry } from '../domain/audit.ts';
import { timeOfAll } from '../domain/change-time.ts';
import type { Change } from '../domain/change.ts';
import type { Domain } from '../domain/domain.ts';
import type { HealthSample } from '../domain/health.ts';
import type { Hostname, RoutedHostname } from '../domain/hostname.ts';
import type { Page, PageRequest } from '../domain/page.ts';
import { assertLimit, compareBytewise, pageOf } from '../domain/paging.ts';
import { canonicalJson } from '../domain/text.ts';
import type { RecordedTopology } from '../domain/topology.ts';
import type { ChangeLog, LoggedChanges } from '../ports/change-log.ts';
import type { AuditFilter, HostnameFilter, Installation, RegisteredVm, StateStore } from '../ports/state-store.ts';
import { assertStorable } from '../ports/storable.ts';
import type { StoreAdmin, StoreHealth } from '../ports/store-admin.ts';
import { StoreUnavailable } from '../ports/store-errors.ts';
import { EMPTY_STATE, type MemoryState, reduce } from './memory-state.ts';

/** A store without a disk: the reference that every other store is compared with, and the one that tests use. */
export class MemoryStore implements StateStore, ChangeLog, StoreAdmin {
  #state: MemoryState = EMPTY_STATE;
  #log: readonly LoggedChanges[] = [];
  #open = true;

  async commit(changes: readonly Change[]): Promise<void> {
    this.#assertOpen();
    assertStorable(changes);
    if (changes.length === 0) return;
    // A copy, as a database makes one: what the caller does to its objects later must not reach the record.
    const copies = JSON.parse(canonicalJson(changes)) as readonly Change[];
    this.#state = copies.reduce(reduce, this.#state);
    this.#log = [...this.#log, { seq: this.#log.length + 1, at: timeOfAll(copies), changes: copies }];
  }

  async hostname(name: string): Promise<Hostname | null> {
    return this.#read().hostnames.get(name) ?? null;
  }

  async hostnames(filter: HostnameFilter, page: PageRequest): Promise<Page<Hostname>> {
    assertLimit(page);
    const rows = this.#hostnames().filter(
      (row) =>
        (filter.project === undefined || row.project === filter.project) &&
        (filter.domain === undefined || row.domain === filter.domain) &&
        (filter.state === undefined || row.state === filter.state) &&
        (page.cursor === undefined || compareBytewise(row.hostname, page.cursor) > 0),
    );
    return pageOf(rows, page, (row) => row.hostname);
  }

  async routesOfTunnel(tunnelId: string): Promise<readonly RoutedHostname[]> {
    return this.#hostnames()
      .filter((row) => row.tunnelId === tunnelId)
      .map(({ id, hostname, origin, state, recordId }) => ({ id, hostname, origin, state, recordId }));
  }

  async unsettled(vm: string, nowMs: number): Promise<readonly Hostname[]> {
    return this.#hostnames()
      .filter((row) => row.vm === vm)
      .filter((row) => row.state !== 'active' || (row.expiresAt !== null && row.expiresAt <= nowMs))
      .sort((a, b) => a.updatedAt - b.updatedAt || compareBytewise(a.id, b.id));
  }

  async installation(): Promise<Installation | null> {
    return this.#read().installation;
  }

  async vms(): Promise<readonly RegisteredVm[]> {
    return [...this.#read().vms.values()].sort((a, b) => a.vmNo - b.vmNo);
  }

  async domains(): Promise<readonly Domain[]> {
    return [...this.#read().domains.values()].sort((a, b) => compareBytewise(a.domain, b.domain));
  }

  async topology(vm: string): Promise<RecordedTopology | null> {
    return this.#read().topologies.get(vm) ?? null;
  }

  async latestHealth(vm: string): Promise<HealthSample | null> {
    const samples = [...this.#read().health.values()].filter((sample) => sample.vm === vm);
    return samples.sort((a, b) => a.checkedAt - b.checkedAt).at(-1) ?? null;
  }

  async audit(filter: AuditFilter, page: PageRequest): Promise<Page<AuditEntry>> {
    assertLimit(page);
    const rows = [...this.#read().audit.values()]
      .sort((a, b) => b.id - a.id)
      .filter(
        (entry) =>
          (filter.project === undefined || entry.project === filter.project) &&
          (filter.action === undefined || entry.action === filter.action) &&
          (filter.outcome === undefined || entry.outcome === filter.outcome) &&
          (filter.hostname === undefined || entry.hostname === filter.hostname) &&
          (filter.from === undefined || entry.at >= filter.from) &&
          (filter.to === undefined || entry.at < filter.to) &&
          (page.cursor === undefined || entry.id < Number(page.cursor)),
      );
    return pageOf(rows, page, (entry) => String(entry.id));
  }

  async changesAfter(seq: number, limit: number): Promise<readonly LoggedChanges[]> {
    this.#assertOpen();
    return this.#log.slice(seq, seq + limit);
  }

  async probe(): Promise<StoreHealth> {
    this.#assertOpen();
    return { driver: 'memory', schemaVersion: 0 };
  }

  async close(): Promise<void> {
    this.#open = false;
  }

  #read(): MemoryState {
    this.#assertOpen();
    return this.#state;
  }

  #hostnames(): Hostname[] {
    return [...this.#read().hostnames.values()].sort((a, b) => compareBytewise(a.hostname, b.hostname));
  }

  #assertOpen(): void {
    if (!this.#open) throw new StoreUnavailable('The store is closed.');
  }
}
