import { applyStep } from '../domain/apply-step.ts';
import type { AuditEntry } from '../domain/audit.ts';
import type { Change, HostnameChange } from '../domain/change.ts';
import type { Domain } from '../domain/domain.ts';
import type { HealthSample } from '../domain/health.ts';
import type { Hostname } from '../domain/hostname.ts';
import type { RecordedTopology } from '../domain/topology.ts';
import type { Installation, RegisteredVm } from '../ports/state-store.ts';
import { StateConflict } from '../ports/store-errors.ts';
import { observed } from './memory-topology.ts';
import { assertAllowed } from './memory-values.ts';

/** Everything a store knows, by natural key. Never changed in place: `reduce` answers the next one. */
export interface MemoryState {
  readonly installation: Installation | null;
  readonly vms: ReadonlyMap<string, RegisteredVm>;
  readonly domains: ReadonlyMap<string, Domain>;
  readonly hostnames: ReadonlyMap<string, Hostname>;
  readonly topologies: ReadonlyMap<string, RecordedTopology>;
  readonly health: ReadonlyMap<string, HealthSample>;
  readonly audit: ReadonlyMap<number, AuditEntry>;
}

export const EMPTY_STATE: MemoryState = {
  installation: null,
  vms: new Map(),
  domains: new Map(),
  hostnames: new Map(),
  topologies: new Map(),
  health: new Map(),
  audit: new Map(),
};

/**
 * What one change makes of the state. Throws `StateConflict` when it does not fit and `InvalidValue` when no database
 * would take it; the state given is untouched.
 */
export function reduce(state: MemoryState, change: Change): MemoryState {
  assertAllowed(change);
  switch (change.kind) {
    case 'installation-founded':
      expectThat(state.installation === null, 'installation');
      return { ...state, installation: { id: change.id, foundedAt: change.at } };
    case 'vm-registered':
      expectThat(!some(state.vms, ({ vm, vmNo }) => vm === change.vm || vmNo === change.vmNo), `vm:${change.vm}`);
      return { ...state, vms: withEntry(state.vms, change.vm, { vm: change.vm, vmNo: change.vmNo }) };
    case 'domain-seen':
      return { ...state, domains: seen(state.domains, change.domain) };
    case 'domain-vanished': {
      const known = present(state.domains.get(change.domain), `domain:${change.domain}`);
      return { ...state, domains: withEntry(state.domains, change.domain, { ...known, removedAt: change.at }) };
    }
    case 'hostname-claimed':
      return { ...state, hostnames: claimed(state, change.hostname, change.quota) };
    case 'topology-observed': {
      expectThat(state.vms.has(change.vm), `vm:${change.vm}`);
      const next = observed(state.topologies.get(change.vm), change);
      return { ...state, topologies: withEntry(state.topologies, change.vm, next) };
    }
    case 'health-sampled': {
      const { sample } = change;
      expectThat(state.vms.has(sample.vm), `vm:${sample.vm}`);
      return { ...state, health: withEntry(state.health, `${sample.checkedAt} ${sample.vm}`, sample) };
    }
    case 'audited':
      expectThat(!state.audit.has(change.entry.id), `audit:${change.entry.id}`);
      return { ...state, audit: withEntry(state.audit, change.entry.id, change.entry) };
    case 'hostname-repointed':
    case 'hostname-activated':
    case 'hostname-extended':
    case 'hostname-releasing':
    case 'hostname-unrecorded':
    case 'hostname-released':
      return { ...state, hostnames: stepped(state.hostnames, change) };
  }
}

function seen(domains: MemoryState['domains'], domain: Domain): MemoryState['domains'] {
  const otherHasZone = some(domains, (known) => known.zoneId === domain.zoneId && known.domain !== domain.domain);
  expectThat(!otherHasZone, `zone:${domain.zoneId}`);
  const discoveredAt = domains.get(domain.domain)?.discoveredAt ?? domain.discoveredAt;
  return withEntry(domains, domain.domain, { ...domain, discoveredAt });
}

function claimed(state: MemoryState, row: Hostname, quota: number | null): MemoryState['hostnames'] {
  const { hostnames } = state;
  expectThat(!hostnames.has(row.hostname), `hostname:${row.hostname}`);
  expectThat(!some(hostnames, ({ id }) => id === row.id), `id:${row.id}`);
  expectRecordIsFree(hostnames, row.recordId, row.id);
  expectThat(state.domains.has(row.domain), `domain:${row.domain}`);
  const held = [...hostnames.values()].filter(({ project }) => project === row.project).length;
  expectThat(quota === null || held < quota, `quota:${row.project}`);
  return withEntry(hostnames, row.hostname, row);
}

function stepped(hostnames: MemoryState['hostnames'], change: HostnameChange): MemoryState['hostnames'] {
  const found = [...hostnames.values()].find(({ id, version }) => id === change.id && version === change.version);
  const row = present(found, `version:${change.id}`);
  const next = applyStep(row, change);
  if (next === null) return new Map([...hostnames].filter(([name]) => name !== row.hostname));
  expectRecordIsFree(hostnames, next.recordId, row.id);
  return withEntry(hostnames, row.hostname, next);
}

function expectRecordIsFree(hostnames: MemoryState['hostnames'], recordId: string | null, ownId: string): void {
  const taken = recordId !== null && some(hostnames, (row) => row.recordId === recordId && row.id !== ownId);
  expectThat(!taken, `record:${recordId}`);
}

function expectThat(holds: boolean, key: string): void {
  if (!holds) throw new StateConflict(key);
}

function present<T>(value: T | undefined, key: string): T {
  if (value === undefined) throw new StateConflict(key);
  return value;
}

const withEntry = <K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> => new Map(map).set(key, value);

const some = <V>(map: ReadonlyMap<unknown, V>, test: (value: V) => boolean): boolean => [...map.values()].some(test);
