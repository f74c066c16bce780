import type { Change } from '../domain/change.ts';
import type { Domain } from '../domain/domain.ts';
import type { Zone } from '../ports/dns-provider.ts';
import type { Context } from './context.ts';

/**
 * Brings the recorded zones in line with the account's. Zones that vanished are marked, not dropped, since hostnames
 * may still hang on them. Throws `PortFailure`, and then nothing is recorded.
 */
export async function refreshDomains(context: Context, entry: () => readonly Change[] = () => []): Promise<void> {
  const { clock, dns, store } = context.ports;
  const zones = await dns.zones();
  const known = await store.domains();
  await store.commit([...domainChanges(known, zones, clock.nowMs()), ...entry()]);
}

/** What differs between the zones recorded and the zones found. */
function domainChanges(known: readonly Domain[], zones: readonly Zone[], now: number): readonly Change[] {
  const seen = zones.map(({ name, zoneId, status }): Change => {
    const discoveredAt = known.find(({ domain }) => domain === name)?.discoveredAt ?? now;
    const domain: Domain = { domain: name, zoneId, status, discoveredAt, lastSeenAt: now, removedAt: null };
    return { kind: 'domain-seen', domain };
  });
  const names = new Set(zones.map(({ name }) => name));
  const vanished = known
    .filter(({ domain, removedAt }) => removedAt === null && !names.has(domain))
    .map(({ domain }): Change => ({ kind: 'domain-vanished', domain, at: now }));
  return [...vanished, ...seen];
}
