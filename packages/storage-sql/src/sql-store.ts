import {
  assertLimit,
  assertStorable,
  type AuditEntry,
  type AuditFilter,
  type Change,
  type ChangeLog,
  type Domain,
  type HealthSample,
  type Hostname,
  type HostnameFilter,
  type Installation,
  type LoggedChanges,
  type Page,
  type PageRequest,
  pageOf,
  type RecordedTopology,
  type RegisteredVm,
  type RoutedHostname,
  type StateStore,
  type StoreAdmin,
  type StoreHealth,
  StoreUnavailable,
} from '@tunnel-manager/core';
import * as queries from './queries.ts';
import type { SqlEngine } from './sql-engine.ts';
import type { Statement } from './statement.ts';
import { logStatement, statementsFor } from './statements.ts';
import { assembleTopology, topologyOf } from './topology-query.ts';

/** The store on any SQL engine: changes become statements, queries become domain values, the rest is the engine's. */
export class SqlStore implements StateStore, ChangeLog, StoreAdmin {
  readonly #engine: SqlEngine;
  readonly #schemaVersion: number;

  /** `schemaVersion` is the one that this program needs and that the database was brought to. */
  constructor(engine: SqlEngine, schemaVersion: number) {
    this.#engine = engine;
    this.#schemaVersion = schemaVersion;
  }

  async commit(changes: readonly Change[]): Promise<void> {
    assertStorable(changes);
    if (changes.length === 0) return;
    await this.#engine.transaction([...changes.flatMap(statementsFor), logStatement(changes)]);
  }

  hostname(name: string): Promise<Hostname | null> {
    return this.#one(queries.hostnameNamed(name));
  }

  async hostnames(filter: HostnameFilter, page: PageRequest): Promise<Page<Hostname>> {
    assertLimit(page);
    const rows = await this.#all(queries.hostnamesMatching(filter, page));
    return pageOf(rows, page, (row) => row.hostname);
  }

  routesOfTunnel(tunnelId: string): Promise<readonly RoutedHostname[]> {
    return this.#all(queries.routesOfTunnel(tunnelId));
  }

  unsettled(vm: string, nowMs: number): Promise<readonly Hostname[]> {
    return this.#all(queries.unsettledHostnames(vm, nowMs));
  }

  installation(): Promise<Installation | null> {
    return this.#one(queries.theInstallation);
  }

  vms(): Promise<readonly RegisteredVm[]> {
    return this.#all(queries.registeredVms);
  }

  domains(): Promise<readonly Domain[]> {
    return this.#all(queries.allDomains);
  }

  async topology(vm: string): Promise<RecordedTopology | null> {
    return assembleTopology(await this.#all(topologyOf(vm)));
  }

  latestHealth(vm: string): Promise<HealthSample | null> {
    return this.#one(queries.latestHealthOf(vm));
  }

  async audit(filter: AuditFilter, page: PageRequest): Promise<Page<AuditEntry>> {
    assertLimit(page);
    const rows = await this.#all(queries.auditMatching(filter, page));
    return pageOf(rows, page, (entry) => String(entry.id));
  }

  changesAfter(seq: number, limit: number): Promise<readonly LoggedChanges[]> {
    return this.#all(queries.changesAfter(seq, limit));
  }

  async probe(): Promise<StoreHealth> {
    await this.#engine.transaction(WRITE_PROBE);
    const found = await this.#one(queries.schemaVersion);
    if (found?.version !== this.#schemaVersion) {
      throw new StoreUnavailable(
        `The database has schema version ${found?.version}, but this program works with ${this.#schemaVersion}.`,
      );
    }
    return { driver: this.#engine.driver, schemaVersion: found.version };
  }

  close(): Promise<void> {
    return this.#engine.close();
  }

  async #one<T>(query: queries.Query<T>): Promise<T | null> {
    const rows = await this.#engine.query(query.sql, query.params);
    return rows.length === 0 ? null : query.decode(rows[0]);
  }

  async #all<T>(query: queries.Query<T>): Promise<readonly T[]> {
    const rows = await this.#engine.query(query.sql, query.params);
    return rows.map(query.decode);
  }
}

/** Reaches the disk and leaves nothing behind; version 0 is never a migration's. */
const WRITE_PROBE: readonly Statement[] = [
  { sql: "INSERT INTO schema_migrations (version, name, sha256) VALUES (0, 'probe', '')", params: [] },
  { sql: 'DELETE FROM schema_migrations WHERE version = 0', params: [] },
];
