import { type Change, type Domain, toAsciiHostname } from '@tunnel-manager/core';
import type { LegacyAdoption } from './legacy-adoption.ts';
import type { LegacyRow } from './legacy-row.ts';
import type { LegacySource } from './legacy-source.ts';

/** Domains first, because hostnames refer to them; a domain that only a hostname names is added. */
export function* legacyHostnames(source: LegacySource, adoption: LegacyAdoption): Generator<Change> {
  const domains = new Map<string, Domain>();
  const zones = new Set<string>();
  for (const row of source.rows('domains')) {
    const domain = domainFrom(row, adoption.nowMs, zones);
    if (domain === null) row.drop('it has no name');
    else if (domains.has(domain.domain)) row.collapse();
    else {
      domains.set(domain.domain, domain);
      zones.add(domain.zoneId);
      row.keep();
      yield { kind: 'domain-seen', domain };
    }
  }
  const names = new Set<string>();
  const records = new Set<string>();
  for (const row of source.rows('cnames')) {
    const place = placeOf(row);
    if (place === null) row.drop('its full name is not in its domain');
    else if (names.has(place.hostname)) row.drop('another row has its full name');
    else {
      names.add(place.hostname);
      const at = row.time('created_at', adoption.nowMs);
      if (!domains.has(place.domain)) {
        row.repair('its domain was not recorded: added, until the zones are refreshed');
        const domain = placeholder(place.domain, at);
        domains.set(domain.domain, domain);
        yield { kind: 'domain-seen', domain };
      }
      row.keep();
      yield claim(row, place, at, recordOf(row, records), adoption);
    }
  }
}

function domainFrom(row: LegacyRow, nowMs: number, zones: ReadonlySet<string>): Domain | null {
  const domain = nameOf(row.text('domain'));
  if (domain === null) return null;
  const lastSeenAt = row.time('last_seen', nowMs);
  const discoveredAt = row.time('discovered_at', lastSeenAt);
  const zoneId = row.text('zone_id') ?? '';
  const isUsable = zoneId !== '' && !zones.has(zoneId);
  if (!isUsable) row.repair('its zone is none or that of another domain: unknown until the zones are refreshed');
  return isUsable
    ? { domain, zoneId, status: 'active', discoveredAt, lastSeenAt, removedAt: null }
    : { ...placeholder(domain, discoveredAt), lastSeenAt };
}

/** Carries no new hostname until Cloudflare was asked for the zone, which puts the true one here. */
const placeholder = (domain: string, at: number): Domain => ({
  domain,
  zoneId: `unknown:${domain}`,
  status: 'pending',
  discoveredAt: at,
  lastSeenAt: at,
  removedAt: null,
});

interface Place {
  readonly hostname: string;
  readonly subdomain: string;
  readonly domain: string;
}

/** The full name is what DNS has, so the label is taken from it. */
function placeOf(row: LegacyRow): Place | null {
  const domain = nameOf(row.text('domain'));
  const hostname = nameOf(row.text('full_hostname'));
  if (domain === null || hostname === null) return null;
  if (hostname === domain) return { hostname, domain, subdomain: '@' };
  if (!hostname.endsWith(`.${domain}`)) return null;
  return { hostname, domain, subdomain: hostname.slice(0, -domain.length - 1) };
}

/** Names are recorded in lower case and as A-labels. */
function nameOf(text: string | null): string | null {
  if (text === null || text === '') return null;
  return toAsciiHostname(text) ?? text.toLowerCase();
}

function recordOf(row: LegacyRow, records: Set<string>): string | null {
  const recordId = row.text('cloudflare_record_id') ?? '';
  if (recordId !== '' && !records.has(recordId)) {
    records.add(recordId);
    return recordId;
  }
  row.repair('its DNS record is none or that of another name: unknown');
  return null;
}

function claim(
  row: LegacyRow,
  place: Place,
  at: number,
  recordId: string | null,
  { vm, tunnelId, newId }: LegacyAdoption,
): Change {
  return {
    kind: 'hostname-claimed',
    quota: null,
    hostname: {
      id: newId(),
      ...place,
      origin: row.textOr('target_service', 'http_status:503'),
      targetType: row.oneOf(
        'target_type',
        { localhost: 'localhost', container: 'container', external: 'external' },
        'external',
      ),
      port: portOf(row),
      container: row.text('container_name'),
      network: row.text('docker_network'),
      reason: 'Adopted from a database of the first generation.',
      project: row.textOr('project_name', 'unknown'),
      vm,
      tunnelId,
      recordId,
      state: 'active',
      version: 1,
      expiresAt: null,
      createdAt: at,
      updatedAt: at,
      createdBy: row.text('created_by') ?? 'legacy',
    },
  };
}

/** The first generation often knew the port from the service alone. */
function portOf(row: LegacyRow): number {
  const port = row.integer('target_port') ?? Number(/:(\d{1,5})$/.exec(row.text('target_service') ?? '')?.[1] ?? 0);
  if (port >= 0 && port <= 65_535) return port;
  row.repair('target_port held no port and is now 0');
  return 0;
}
