import { beforeEach, expect, it } from 'vitest';
import { aHostname, claim, idNo, NOON, WORLD } from '../builders.ts';
import type { StoreUnderTest } from '../opened-store.ts';
import { conflictOf } from '../reading.ts';

export function quotas(store: StoreUnderTest): void {
  beforeEach(() => store().commit(WORLD));

  it('are used up to the last name, and not beyond', async () => {
    await store().commit([claim(aHostname(1), 2)]);
    await store().commit([claim(aHostname(2), 2)]);
    expect(await conflictOf(store(), [claim(aHostname(3), 2)])).toBe('quota:consilio');
    expect(await store().hostname('app-3.example.com')).toBeNull();
  });

  it('of null do not limit', async () => {
    for (const n of [1, 2, 3]) await store().commit([claim(aHostname(n), null)]);
    expect(await store().hostname('app-3.example.com')).not.toBeNull();
  });

  it('of zero allow nothing', async () => {
    expect(await conflictOf(store(), [claim(aHostname(1), 0)])).toBe('quota:consilio');
  });

  it('count the names of their own project alone', async () => {
    await store().commit([claim(aHostname(1, { project: 'odin' }))]);
    expect(await conflictOf(store(), [claim(aHostname(2), 1)])).toBeNull();
  });

  it.each(['pending', 'active', 'releasing'] as const)('count a name that is %s', async (state) => {
    await store().commit([claim(aHostname(1, { state }))]);
    expect(await conflictOf(store(), [claim(aHostname(2), 1)])).toBe('quota:consilio');
  });

  it('count the names claimed before in the same list', async () => {
    expect(await conflictOf(store(), [claim(aHostname(1), 1), claim(aHostname(2), 1)])).toBe('quota:consilio');
    expect(await store().hostname('app-1.example.com')).toBeNull();
  });

  it('have room again after a release', async () => {
    await store().commit([claim(aHostname(1), 1)]);
    await store().commit([{ kind: 'hostname-released', id: idNo(1), version: 1, at: NOON }]);
    expect(await conflictOf(store(), [claim(aHostname(2), 1)])).toBeNull();
  });

  it('are reported after a name that is taken', async () => {
    await store().commit([claim(aHostname(1, { subdomain: 'app' }))]);
    expect(await conflictOf(store(), [claim(aHostname(2, { subdomain: 'app' }), 1)])).toBe('hostname:app.example.com');
  });
}
