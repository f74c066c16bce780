import {
  type AuditEntry,
  type AuditFilter,
  type Change,
  type Domain,
  type HealthSample,
  type Hostname,
  type HostnameFilter,
  type Installation,
  type LoggedChanges,
  type PageRequest,
  type RegisteredVm,
  type RoutedHostname,
  UnsafeInteger,
} from '@tunnel-manager/core';
import type { SqlValue } from './statement.ts';

/** One read, as data. The SELECT names its columns as the domain names its properties, so rows need no mapping. */
export interface Query<T> {
  readonly sql: string;
  readonly params: readonly SqlValue[];
  readonly decode: (row: unknown) => T;
}

export const hostnameNamed = (name: string): Query<Hostname> => ({
  sql: HOSTNAME_NAMED,
  params: [name],
  decode: asHostname,
});

/** Asks for one row more than the page holds: that row says that there is a next page. */
export function hostnamesMatching(filter: HostnameFilter, page: PageRequest): Query<Hostname> {
  const where = whereAll([
    ['full_hostname > ?', page.cursor],
    ['project_name = ?', filter.project],
    ['domain = ?', filter.domain],
    ['state = ?', filter.state],
  ]);
  return {
    sql: `${HOSTNAMES} ${where.sql} ORDER BY full_hostname LIMIT ?`,
    params: [...where.params, page.limit + 1],
    decode: asHostname,
  };
}

export const routesOfTunnel = (tunnelId: string): Query<RoutedHostname> => ({
  sql: ROUTES_OF_TUNNEL,
  params: [tunnelId],
  decode: (row) => row as RoutedHostname,
});

export const unsettledHostnames = (vm: string, nowMs: number): Query<Hostname> => ({
  sql: UNSETTLED,
  params: [vm, nowMs],
  decode: asHostname,
});

export const theInstallation: Query<Installation> = {
  sql: 'SELECT id, founded_at AS "foundedAt" FROM installation',
  params: [],
  decode: integersOf<Installation>('foundedAt'),
};

export const registeredVms: Query<RegisteredVm> = {
  sql: 'SELECT vm, vm_no AS "vmNo" FROM vms ORDER BY vm_no',
  params: [],
  decode: integersOf<RegisteredVm>('vmNo'),
};

export const allDomains: Query<Domain> = {
  sql: `SELECT domain, zone_id AS "zoneId", status, discovered_at AS "discoveredAt", last_seen_at AS "lastSeenAt",
    removed_at AS "removedAt" FROM domains ORDER BY domain`,
  params: [],
  decode: integersOf<Domain>('discoveredAt', 'lastSeenAt', 'removedAt'),
};

export const latestHealthOf = (vm: string): Query<HealthSample> => ({
  sql: LATEST_HEALTH,
  params: [vm],
  decode: asHealthSample,
});

export function auditMatching(filter: AuditFilter, page: PageRequest): Query<AuditEntry> {
  const where = whereAll([
    ['id < ?', page.cursor === undefined ? undefined : Number(page.cursor)],
    ['project_name = ?', filter.project],
    ['action = ?', filter.action],
    ['outcome = ?', filter.outcome],
    ['hostname = ?', filter.hostname],
    ['at >= ?', filter.from],
    ['at < ?', filter.to],
  ]);
  return {
    sql: `${AUDIT} ${where.sql} ORDER BY id DESC LIMIT ?`,
    params: [...where.params, page.limit + 1],
    decode: asAuditEntry,
  };
}

export const changesAfter = (seq: number, limit: number): Query<LoggedChanges> => ({
  sql: 'SELECT seq, at, changes FROM change_log WHERE seq > ? ORDER BY seq LIMIT ?',
  params: [seq, limit],
  decode: asLoggedChanges,
});

export const schemaVersion: Query<{ readonly version: number }> = {
  sql: 'SELECT max(version) AS version FROM schema_migrations',
  params: [],
  decode: integersOf<{ readonly version: number }>('version'),
};

type Condition = readonly [sql: string, value: SqlValue | undefined];

function whereAll(conditions: readonly Condition[]): { sql: string; params: readonly SqlValue[] } {
  const given = conditions.filter((condition): condition is readonly [string, SqlValue] => condition[1] !== undefined);
  const sql = given.length === 0 ? '' : `WHERE ${given.map(([text]) => text).join(' AND ')}`;
  return { sql, params: given.map(([, value]) => value) };
}

/**
 * A row is the domain value already; only its integers are looked at. A driver that answers 64-bit integers as
 * doubles rounds whatever is beyond 2^53 to something beyond 2^53, so a rounded number cannot pass.
 */
export function integersOf<T>(...columns: readonly (keyof T & string)[]): (row: unknown) => T {
  return (row) => {
    for (const column of columns) {
      const value = (row as T)[column];
      if (value !== null && !Number.isSafeInteger(value)) {
        throw new UnsafeInteger(`The database holds an integer in ${column} that is not within 2^53 - 1.`);
      }
    }
    return row as T;
  };
}

const asHostname = integersOf<Hostname>('port', 'version', 'expiresAt', 'createdAt', 'updatedAt');
const asHealthSample = integersOf<HealthSample>('checkedAt', 'uptimeSeconds', 'restartCount', 'edgeConnections');
const asAuditEntry = integersOf<AuditEntry>('id', 'at', 'durationMs');
const asLogRow = integersOf<{ seq: number; at: number; changes: string }>('seq', 'at');

function asLoggedChanges(row: unknown): LoggedChanges {
  const { seq, at, changes } = asLogRow(row);
  return { seq, at, changes: JSON.parse(changes) as readonly Change[] };
}

const HOSTNAMES = `SELECT id, subdomain, domain, full_hostname AS hostname, target_service AS origin,
  target_type AS "targetType", target_port AS port, container_name AS container, docker_network AS network, reason,
  project_name AS project, vm, tunnel_id AS "tunnelId", cloudflare_record_id AS "recordId", state, version,
  expires_at AS "expiresAt", created_at AS "createdAt", updated_at AS "updatedAt", created_by AS "createdBy"
FROM cnames`;

const HOSTNAME_NAMED = `${HOSTNAMES} WHERE full_hostname = ?`;
const ROUTES_OF_TUNNEL = `SELECT id, full_hostname AS hostname, target_service AS origin, state,
  cloudflare_record_id AS "recordId" FROM cnames WHERE tunnel_id = ? ORDER BY full_hostname`;

/** The second condition repeats the one of the partial index, which is used only where it is literally implied. */
const UNSETTLED = `${HOSTNAMES} WHERE vm = ? AND (state <> 'active' OR expires_at IS NOT NULL)
  AND (state <> 'active' OR expires_at <= ?) ORDER BY updated_at, id`;

const LATEST_HEALTH = `SELECT vms.vm, checked_at AS "checkedAt", status, uptime_seconds AS "uptimeSeconds",
  restart_count AS "restartCount", edge_connections AS "edgeConnections", last_error AS "lastError"
FROM vms JOIN tunnel_health ON tunnel_health.vm_no = vms.vm_no
WHERE vms.vm = ? ORDER BY checked_at DESC LIMIT 1`;

const AUDIT = `SELECT id, at, action, actor, role, project_name AS project, request_id AS "requestId", hostname, details,
  outcome, error_code AS "errorCode", error_message AS "errorMessage", duration_ms AS "durationMs" FROM audit_log`;
