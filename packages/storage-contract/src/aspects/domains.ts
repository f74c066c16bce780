import type { Domain } from '@tunnel-manager/core';
import { expect, it } from 'vitest';
import { aDomain, aHostname, claim, NOON } from '../builders.ts';
import type { StoreUnderTest } from '../opened-store.ts';
import { conflictOf } from '../reading.ts';

export function domains(store: StoreUnderTest): void {
  const see = (domain: Domain): Promise<void> => store().commit([{ kind: 'domain-seen', domain }]);

  it.each(['active', 'paused', 'pending'] as const)('are recorded when they are %s', async (status) => {
    await see(aDomain({ status }));
    expect(await store().domains()).toEqual([aDomain({ status })]);
  });

  it('keep the time of their discovery when they are seen again', async () => {
    await see(aDomain());
    const later = aDomain({ zoneId: 'zone-new', status: 'paused', discoveredAt: NOON + 9, lastSeenAt: NOON + 9 });
    await see(later);
    expect(await store().domains()).toEqual([{ ...later, discoveredAt: NOON }]);
  });

  it('that vanish stay, marked with the time', async () => {
    await see(aDomain());
    await store().commit([{ kind: 'domain-vanished', domain: 'example.net', at: NOON + 5 }]);
    expect(await store().domains()).toEqual([aDomain({ removedAt: NOON + 5 })]);
  });

  it('that come back lose the mark', async () => {
    await see(aDomain());
    await store().commit([{ kind: 'domain-vanished', domain: 'example.net', at: NOON + 5 }]);
    await see(aDomain({ lastSeenAt: NOON + 9 }));
    expect(await store().domains()).toEqual([aDomain({ lastSeenAt: NOON + 9 })]);
  });

  it('cannot vanish before they were seen', async () => {
    const changes = [{ kind: 'domain-vanished', domain: 'example.net', at: NOON }] as const;
    expect(await conflictOf(store(), changes)).toBe('domain:example.net');
  });

  it('cannot share a zone', async () => {
    await see(aDomain());
    const other = aDomain({ domain: 'example.org' });
    expect(await conflictOf(store(), [{ kind: 'domain-seen', domain: other }])).toBe('zone:zone-net');
    expect(await store().domains()).toEqual([aDomain()]);
  });

  it('keep their hostnames when they are seen again and when they vanish', async () => {
    await see(aDomain());
    const row = aHostname(1, { domain: 'example.net' });
    await store().commit([claim(row)]);
    await see(aDomain({ lastSeenAt: NOON + 1 }));
    await store().commit([{ kind: 'domain-vanished', domain: 'example.net', at: NOON + 2 }]);
    expect(await store().hostname('app-1.example.net')).toEqual(row);
  });

  it('are ordered by their bytes, not by an alphabet or by UTF-16', async () => {
    const names = ['a-b.test', 'a.test', 'aa.test', 'b.test', 'z.test', 'é.test', '～.test', '😀.test'];
    for (const [n, domain] of names.toReversed().entries()) await see(aDomain({ domain, zoneId: `zone-${n}` }));
    expect((await store().domains()).map(({ domain }) => domain)).toEqual(names);
  });
}
