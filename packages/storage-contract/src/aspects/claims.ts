import { beforeEach, expect, it } from 'vitest';
import { aHostname, claim, idNo, NOON, WORLD } from '../builders.ts';
import type { StoreUnderTest } from '../opened-store.ts';
import { conflictOf } from '../reading.ts';

export function claims(store: StoreUnderTest): void {
  beforeEach(() => store().commit(WORLD));

  it.each([
    ['on this host', aHostname(1)],
    [
      'in a container, complete and expiring',
      aHostname(1, {
        origin: 'http://web:8080',
        targetType: 'container',
        port: 8080,
        container: 'consilio-web-1',
        network: 'consilio_default',
        recordId: 'record-1',
        state: 'active',
        version: 7,
        expiresAt: NOON + 86_400_000,
        createdAt: NOON - 5,
        updatedAt: NOON - 3,
      }),
    ],
    ['elsewhere', aHostname(1, { origin: 'https://192.0.2.7:8443', targetType: 'external', port: 8443 })],
    ['being released', aHostname(1, { state: 'releasing' })],
  ])('record every property of a name whose origin is %s', async (_where, row) => {
    await store().commit([claim(row)]);
    expect(await store().hostname(row.hostname)).toEqual(row);
  });

  it.each([
    ['the zone apex', '@', 'example.com'],
    ['a wildcard', '*', '*.example.com'],
    ['a wildcard below a label', '*.preview', '*.preview.example.com'],
    ['several labels', 'a.b.c', 'a.b.c.example.com'],
    ['an internationalised label', 'xn--bcher-kva', 'xn--bcher-kva.example.com'],
  ])('take %s', async (_what, subdomain, name) => {
    await store().commit([claim(aHostname(1, { subdomain }))]);
    expect(await store().hostname(name)).toEqual(aHostname(1, { subdomain }));
  });

  it('take one subdomain in two domains', async () => {
    await store().commit([
      claim(aHostname(1, { subdomain: 'app' })),
      claim(aHostname(2, { subdomain: 'app', domain: 'example.org' })),
    ]);
    expect((await store().hostname('app.example.org'))?.id).toBe(idNo(2));
  });

  it.each(['pending', 'active', 'releasing'] as const)(
    'refuse a name that is recorded as %s, whoever asks',
    async (state) => {
      await store().commit([claim(aHostname(1, { subdomain: 'app', state }))]);
      for (const project of ['consilio', 'odin']) {
        const second = aHostname(2, { subdomain: 'app', project });
        expect(await conflictOf(store(), [claim(second)])).toBe('hostname:app.example.com');
      }
      expect((await store().hostname('app.example.com'))?.id).toBe(idNo(1));
    },
  );

  it('refuse a name in a domain that was never seen', async () => {
    expect(await conflictOf(store(), [claim(aHostname(1, { domain: 'example.net' }))])).toBe('domain:example.net');
  });

  it('refuse an id that is recorded', async () => {
    await store().commit([claim(aHostname(1))]);
    const second = aHostname(1, { subdomain: 'other' });
    expect(await conflictOf(store(), [claim(second)])).toBe(`id:${idNo(1)}`);
  });

  it('refuse a DNS record that another name has', async () => {
    await store().commit([claim(aHostname(1, { recordId: 'record-1' }))]);
    expect(await conflictOf(store(), [claim(aHostname(2, { recordId: 'record-1' }))])).toBe('record:record-1');
  });

  it('may be many without a DNS record', async () => {
    await store().commit([claim(aHostname(1)), claim(aHostname(2))]);
    expect((await store().hostname('app-2.example.com'))?.recordId).toBeNull();
  });
}
