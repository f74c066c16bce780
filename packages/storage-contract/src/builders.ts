import type { AuditEntry, Change, Domain, HealthSample, Hostname } from '@tunnel-manager/core';

/** 2026-03-29T01:00:00Z: the moment at which central European clocks skip an hour. */
export const NOON = 1_774_746_000_000;

/** An id that sorts by `n`. */
export const idNo = (n: number): string => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** Two VMs and two domains: what a store must know before it can take hostnames and samples. */
export const WORLD: readonly Change[] = [
  { kind: 'vm-registered', vm: 'vm-1', vmNo: 1, at: NOON },
  { kind: 'vm-registered', vm: 'vm-2', vmNo: 2, at: NOON },
  { kind: 'domain-seen', domain: aDomain({ domain: 'example.com', zoneId: 'zone-com' }) },
  { kind: 'domain-seen', domain: aDomain({ domain: 'example.org', zoneId: 'zone-org' }) },
];

export function aDomain(difference: Partial<Domain> = {}): Domain {
  return {
    domain: 'example.net',
    zoneId: 'zone-net',
    status: 'active',
    discoveredAt: NOON,
    lastSeenAt: NOON,
    removedAt: null,
    ...difference,
  };
}

/** A pending row that fits `WORLD`. Its name is `subdomain.domain`, or the domain for the subdomain `@`. */
export function aHostname(n: number, difference: Partial<Omit<Hostname, 'hostname'>> = {}): Hostname {
  const { subdomain = `app-${n}`, domain = 'example.com' } = difference;
  return {
    id: idNo(n),
    hostname: subdomain === '@' ? domain : `${subdomain}.${domain}`,
    subdomain,
    domain,
    origin: 'http://localhost:3105',
    targetType: 'localhost',
    port: 3105,
    container: null,
    network: null,
    reason: 'The port is listening on this host.',
    project: 'consilio',
    vm: 'vm-1',
    tunnelId: 'tunnel-1',
    recordId: null,
    state: 'pending',
    version: 1,
    expiresAt: null,
    createdAt: NOON,
    updatedAt: NOON,
    createdBy: 'token:consilio',
    ...difference,
  };
}

export const claim = (hostname: Hostname, quota: number | null = null): Change => ({
  kind: 'hostname-claimed',
  hostname,
  quota,
});

export function aSample(difference: Partial<HealthSample> = {}): HealthSample {
  return {
    vm: 'vm-1',
    checkedAt: NOON,
    status: 'up',
    uptimeSeconds: 3600,
    restartCount: 0,
    edgeConnections: 4,
    lastError: null,
    ...difference,
  };
}

export function anEntry(id: number, difference: Partial<Omit<AuditEntry, 'id'>> = {}): AuditEntry {
  return {
    id,
    at: NOON,
    action: 'hostname.request',
    actor: 'token:consilio',
    role: 'project',
    project: 'consilio',
    requestId: 'request-1',
    hostname: 'app.example.com',
    details: '{"port":3105}',
    outcome: 'ok',
    errorCode: null,
    errorMessage: null,
    durationMs: 12,
    ...difference,
  };
}

export const audited = (entry: AuditEntry): Change => ({ kind: 'audited', entry });
