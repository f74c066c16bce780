import type { AuditEntry } from '../domain/audit.ts';
import type { Domain } from '../domain/domain.ts';
import type { Hostname } from '../domain/hostname.ts';
import type { AuditView, DomainView, HostnameView } from '../ports/tunnel-manager.ts';

/** What people and agents see of a row: no internal ids, times as ISO 8601. */
export function viewHostname(row: Hostname): HostnameView {
  return {
    hostname: row.hostname,
    url: `https://${row.hostname}`,
    origin: row.origin,
    targetType: row.targetType,
    port: row.port,
    ...(row.container === null ? {} : { container: row.container }),
    ...(row.network === null ? {} : { network: row.network }),
    project: row.project,
    vm: row.vm,
    reason: row.reason,
    state: row.state,
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
    createdBy: row.createdBy,
    ...(row.expiresAt === null ? {} : { expiresAt: iso(row.expiresAt) }),
  };
}

export const viewDomain = (domain: Domain, defaultDomain: string | null): DomainView => ({
  domain: domain.domain,
  zoneId: domain.zoneId,
  status: domain.removedAt === null ? domain.status : 'removed',
  isDefault: domain.domain === defaultDomain,
});

export function viewAudit(entry: AuditEntry): AuditView {
  return { ...entry, at: iso(entry.at), details: JSON.parse(entry.details) as unknown };
}

export const iso = (ms: number): string => new Date(ms).toISOString();
