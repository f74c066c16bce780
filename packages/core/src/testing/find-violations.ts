import type { DnsRecord } from '../domain/dns-record.ts';
import type { IngressRule } from '../domain/ingress.ts';
import type { TestWorld } from './test-world.ts';

/** What was there before us and must be there, unchanged and in order, whatever happens. */
export interface ForeignThings {
  readonly records: readonly DnsRecord[];
  readonly rules: readonly IngressRule[];
}

/**
 * Everything that is wrong once all is settled: half-made rows, rows that don't answer, records and rules without an
 * owner, foreign things touched. An empty list is the promise kept.
 */
export async function findViolations(world: TestWorld, foreign: ForeignThings): Promise<readonly string[]> {
  const { cloudflare, store, scope } = world;
  const rows = await store.routesOfTunnel(scope.tunnelId);
  const ourRules = cloudflare.document.ingress.filter(({ hostname }) => rows.some((row) => row.hostname === hostname));
  const otherRules = cloudflare.document.ingress.filter((rule) => !ourRules.includes(rule));
  const isForeign = (record: DnsRecord): boolean => foreign.records.some(({ id }) => id === record.id);
  return [
    ...rows.filter(({ state }) => state !== 'active').map((row) => `${row.hostname} is still ${row.state}`),
    ...rows
      .filter((row) => !cloudflare.records.some(({ id, name }) => id === row.recordId && name === row.hostname))
      .map((row) => `${row.hostname} has no record`),
    ...rows
      .filter(
        (row) => ourRules.filter((rule) => rule.hostname === row.hostname && rule.service === row.origin).length !== 1,
      )
      .map((row) => `${row.hostname} does not have exactly one rule to ${row.origin}`),
    ...cloudflare.records
      .filter((record) => !isForeign(record) && !rows.some(({ recordId }) => recordId === record.id))
      .map((record) => `orphaned record ${record.name} ${record.comment ?? ''}`),
    ...(same(otherRules, foreign.rules) ? [] : [`foreign rules are now ${JSON.stringify(otherRules)}`]),
    ...(same(cloudflare.records.filter(isForeign), foreign.records) ? [] : ['a foreign record was touched']),
  ];
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
