import {
  type AuditEntry,
  type Change,
  canonicalJson,
  type Hostname,
  type HostnameChange,
  timeOfAll,
} from '@tunnel-manager/core';
import type { SqlValue, Statement } from './statement.ts';
import { topologyStatements } from './topology-statements.ts';

/** What one change means in SQL. Pure: the same change is the same statements in every engine. */
export function statementsFor(change: Change): readonly Statement[] {
  switch (change.kind) {
    case 'installation-founded':
      return [
        insert(
          'installation',
          { only_row: 1, id: change.id, founded_at: change.at, audit_kept_from: 0 },
          { 'installation.only_row': 'installation' },
        ),
      ];
    case 'vm-registered':
      return [
        insert(
          'vms',
          { vm_no: change.vmNo, vm: change.vm, registered_at: change.at },
          { 'vms.vm': `vm:${change.vm}`, 'vms.vm_no': `vm:${change.vm}` },
        ),
      ];
    case 'domain-seen': {
      const { domain, zoneId, status, discoveredAt, lastSeenAt, removedAt } = change.domain;
      return [
        {
          sql: SEE_DOMAIN,
          params: [domain, zoneId, status, discoveredAt, lastSeenAt, removedAt],
          constraints: { 'domains.zone_id': `zone:${zoneId}` },
        },
      ];
    }
    case 'domain-vanished':
      return [
        {
          sql: 'UPDATE domains SET removed_at = ? WHERE domain = ?',
          params: [change.at, change.domain],
          expectOne: `domain:${change.domain}`,
        },
      ];
    case 'hostname-claimed':
      return [claim(change.hostname), ...withinQuota(change.hostname.project, change.quota)];
    case 'topology-observed':
      return topologyStatements(change);
    case 'health-sampled': {
      const { vm, checkedAt, status, uptimeSeconds, restartCount, edgeConnections, lastError } = change.sample;
      return [
        {
          sql: SAMPLE_HEALTH,
          params: [checkedAt, status, uptimeSeconds, restartCount, edgeConnections, lastError, vm],
          expectOne: `vm:${vm}`,
        },
      ];
    }
    case 'audited':
      return [audit(change.entry)];
    case 'hostname-repointed':
    case 'hostname-activated':
    case 'hostname-extended':
    case 'hostname-releasing':
    case 'hostname-unrecorded':
    case 'hostname-released':
      return [stepOf(change)];
  }
}

/** The list itself goes into the change log, in the transaction that applies it. */
export const logStatement = (changes: readonly Change[]): Statement => ({
  sql: 'INSERT INTO change_log (at, changes) VALUES (?, ?)',
  params: [timeOfAll(changes), canonicalJson(changes)],
});

function stepOf(change: HostnameChange): Statement {
  switch (change.kind) {
    case 'hostname-repointed': {
      const { origin, targetType, port, container, network, reason } = change.target;
      return step(change, REPOINT, [origin, targetType, port, container, network, reason]);
    }
    case 'hostname-activated':
      return step(change, ACTIVATE, [change.recordId], change.recordId);
    case 'hostname-extended':
      return step(change, EXTEND, [change.expiresAt]);
    case 'hostname-releasing':
      return step(change, BEGIN_RELEASE, [change.recordId], change.recordId);
    case 'hostname-unrecorded':
      return step(change, UNRECORD, []);
    case 'hostname-released':
      return { sql: RELEASE, params: [change.id, change.version], expectOne: `version:${change.id}` };
  }
}

/** An update that finds its row only in the version that the change names. */
function step(change: HostnameChange, sql: string, values: readonly SqlValue[], recordId?: string | null): Statement {
  return {
    sql,
    params: [...values, change.at, change.id, change.version],
    expectOne: `version:${change.id}`,
    constraints: { 'cnames.cloudflare_record_id': `record:${recordId}` },
  };
}

const claim = (row: Hostname): Statement =>
  insert(
    'cnames',
    {
      id: row.id,
      subdomain: row.subdomain,
      domain: row.domain,
      full_hostname: row.hostname,
      target_service: row.origin,
      target_type: row.targetType,
      target_port: row.port,
      container_name: row.container,
      docker_network: row.network,
      project_name: row.project,
      vm: row.vm,
      tunnel_id: row.tunnelId,
      cloudflare_record_id: row.recordId,
      state: row.state,
      version: row.version,
      expires_at: row.expiresAt,
      created_at: row.createdAt,
      updated_at: row.updatedAt,
      created_by: row.createdBy,
      reason: row.reason,
    },
    {
      'cnames.full_hostname': `hostname:${row.hostname}`,
      'cnames.id': `id:${row.id}`,
      'cnames.cloudflare_record_id': `record:${row.recordId}`,
      'foreign key': `domain:${row.domain}`,
    },
  );

const audit = (entry: AuditEntry): Statement =>
  insert(
    'audit_log',
    {
      id: entry.id,
      at: entry.at,
      action: entry.action,
      actor: entry.actor,
      role: entry.role,
      project_name: entry.project,
      request_id: entry.requestId,
      hostname: entry.hostname,
      details: entry.details,
      outcome: entry.outcome,
      error_code: entry.errorCode,
      error_message: entry.errorMessage,
      duration_ms: entry.durationMs,
    },
    { 'audit_log.id': `audit:${entry.id}` },
  );

/** Keeps each column beside its value; the text depends on the table alone and is prepared once. */
const insert = (
  table: string,
  row: Readonly<Record<string, SqlValue>>,
  constraints: Readonly<Record<string, string>>,
): Statement => ({
  sql: `INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row).fill('?').join(', ')})`,
  params: Object.values(row),
  constraints,
});

/** Asked after the insert, so that a name that is taken is reported before a quota that is used up. */
const withinQuota = (project: string, quota: number | null): readonly Statement[] =>
  quota === null ? [] : [{ sql: WITHIN_QUOTA, params: [project, quota], expectOne: `quota:${project}` }];

const SEE_DOMAIN = `INSERT INTO domains (domain, zone_id, status, discovered_at, last_seen_at, removed_at)
VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (domain) DO UPDATE SET zone_id = excluded.zone_id, status = excluded.status,
  last_seen_at = excluded.last_seen_at, removed_at = excluded.removed_at`;

const WITHIN_QUOTA = 'SELECT 1 WHERE (SELECT count(*) FROM cnames WHERE project_name = ?) <= ?';

const stepSql = (assignments: string): string =>
  `UPDATE cnames SET ${assignments} updated_at = ?, version = version + 1 WHERE id = ? AND version = ?`;

const REPOINT = stepSql(`target_service = ?, target_type = ?, target_port = ?, container_name = ?,
  docker_network = ?, reason = ?, state = 'pending',`);
const ACTIVATE = stepSql("cloudflare_record_id = ?, state = 'active',");
const EXTEND = stepSql('expires_at = ?,');
const BEGIN_RELEASE = stepSql("cloudflare_record_id = ?, state = 'releasing',");
const UNRECORD = stepSql('cloudflare_record_id = NULL,');
const RELEASE = 'DELETE FROM cnames WHERE id = ? AND version = ?';

/** A second sample of the same instant replaces the first: `(vm, checkedAt)` is the natural key. */
const SAMPLE_HEALTH = `INSERT INTO tunnel_health
  (vm_no, checked_at, status, uptime_seconds, restart_count, edge_connections, last_error)
SELECT vm_no, ?, ?, ?, ?, ?, ? FROM vms WHERE vm = ?
ON CONFLICT (vm_no, checked_at) DO UPDATE SET status = excluded.status, uptime_seconds = excluded.uptime_seconds,
  restart_count = excluded.restart_count, edge_connections = excluded.edge_connections, last_error = excluded.last_error`;
