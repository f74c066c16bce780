import type { Hostname } from '../domain/hostname.ts';
import { accepted, refused, type Outcome } from '../domain/outcome.ts';
import type { DnsRecord } from '../domain/dns-record.ts';
import { judgeRecord, marker, tunnelContent } from '../domain/ownership.ts';
import { refusal } from '../domain/refusal.ts';
import { PortFailure } from '../ports/port-failure.ts';
import type { Context } from './context.ts';

/**
 * Makes sure that the row's CNAME record exists and gives its id. `nameWasFree` says that a look-up just now found
 * nothing, which saves asking again. Refuses with `foreign-record` when somebody else's record holds the name.
 *
 * A creation whose outcome is unknown is asked for, and tried again only while the name is free; when that stays
 * unclear the failure has `outcome: 'unknown'`, and the row must be kept, since its record may exist.
 */
export async function ensureRecord(context: Context, row: Hostname, nameWasFree: boolean): Promise<Outcome<string>> {
  const { dns, clock } = context.ports;
  const zoneId = await zoneIdOf(context, row);
  const draft = {
    name: row.hostname,
    content: tunnelContent(row.tunnelId),
    comment: marker(context.scope.installation, row),
  };
  let free = nameWasFree;
  let unclear: PortFailure | null = null;
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    if (!free) {
      const found = pick(context, row, await mustLookUp(context, zoneId, row, unclear));
      if (found !== null) return found;
    }
    try {
      return accepted((await dns.createCname(zoneId, draft)).id);
    } catch (error) {
      if (!(error instanceof PortFailure)) throw error;
      // Once an outcome was unknown, no later refusal tells that the first try made nothing.
      if (!isUnclear(error)) throw unclear === null ? error : recordUnclear(row, error);
      unclear = error;
      free = false;
      await clock.sleep(100 * 2 ** tries); // Listings lag behind writes for a moment.
    }
  }
  throw recordUnclear(row, unclear);
}

/** A zone that we recorded a hostname in stays recorded, so not finding it means a damaged database. */
export async function zoneIdOf(context: Context, row: Pick<Hostname, 'domain'>): Promise<string> {
  const domains = await context.ports.store.domains();
  const zone = domains.find(({ domain }) => domain === row.domain);
  if (zone === undefined) throw new Error(`The recorded hostname's zone ${row.domain} is not recorded.`);
  return zone.zoneId;
}

/** One look-up at a time for a name: callers that race for it share the answer, and the creation decides anyway. */
export function lookUpOnce(context: Context, zoneId: string, name: string): Promise<readonly DnsRecord[]> {
  const underWay = context.lookups.get(name);
  if (underWay !== undefined) return underWay;
  const lookup = context.ports.dns.recordsAt(zoneId, name).finally(() => context.lookups.delete(name));
  context.lookups.set(name, lookup);
  return lookup;
}

const MOST_TRIES = 4;

/** A conflict is unclear as well: the record in the way may be our own from a try whose answer was lost. */
const isUnclear = (error: PortFailure): boolean => error.outcome === 'unknown' || error.kind === 'conflict';

async function mustLookUp(
  context: Context,
  zoneId: string,
  row: Hostname,
  unclear: PortFailure | null,
): Promise<readonly DnsRecord[]> {
  try {
    return await context.ports.dns.recordsAt(zoneId, row.hostname);
  } catch (error) {
    if (unclear === null) throw error;
    throw recordUnclear(row, error);
  }
}

function pick(context: Context, row: Hostname, records: readonly DnsRecord[]): Outcome<string> | null {
  const own = records.find((record) => judgeRecord(row, record, context.scope.installation).kind !== 'foreign');
  if (own !== undefined) return accepted(own.id);
  const [other] = records;
  if (other === undefined) return null;
  return refused(
    refusal(
      'foreign-record',
      `A ${other.type} record that is not provably ours holds ${row.hostname}.`,
      'Choose another subdomain, or remove that record in the Cloudflare dashboard first.',
    ),
  );
}

const recordUnclear = (row: Hostname, cause: unknown): PortFailure =>
  new PortFailure({
    operation: 'dns.createCname',
    code: cause instanceof PortFailure && cause.kind === 'rate-limit' ? 'rate-limited' : 'cloudflare-unavailable',
    message: `Cloudflare did not say whether the DNS record of ${row.hostname} was made.`,
    advice: 'The name stays claimed and is finished as soon as Cloudflare answers; ask again to see the outcome.',
    outcome: 'unknown',
    cause,
  });
