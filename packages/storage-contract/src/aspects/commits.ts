import { beforeEach, expect, it } from 'vitest';
import { aHostname, anEntry, audited, claim, idNo, NOON, WORLD } from '../builders.ts';
import type { StoreUnderTest } from '../opened-store.ts';
import { conflictOf, everything, WHOLE } from '../reading.ts';

export function commits(store: StoreUnderTest): void {
  beforeEach(() => store().commit(WORLD));

  it('apply their changes in order', async () => {
    await store().commit([
      claim(aHostname(1)),
      { kind: 'hostname-activated', id: idNo(1), version: 1, at: NOON + 1, recordId: 'record-1' },
      { kind: 'hostname-extended', id: idNo(1), version: 2, at: NOON + 2, expiresAt: NOON + 60_000 },
    ]);
    expect(await store().hostname('app-1.example.com')).toEqual(
      aHostname(1, {
        recordId: 'record-1',
        state: 'active',
        version: 3,
        expiresAt: NOON + 60_000,
        updatedAt: NOON + 2,
      }),
    );
  });

  it('may release a name and claim it again in one list', async () => {
    await store().commit([claim(aHostname(1))]);
    const successor = { ...aHostname(2), hostname: 'app-1.example.com', subdomain: 'app-1' };
    await store().commit([{ kind: 'hostname-released', id: idNo(1), version: 1, at: NOON }, claim(successor)]);
    expect(await store().hostname('app-1.example.com')).toEqual(successor);
  });

  it('leave nothing behind when the last change does not fit', async () => {
    await store().commit([claim(aHostname(1))]);
    const before = await everything(store());
    const changes = [
      claim(aHostname(2)),
      audited(anEntry(1)),
      { kind: 'hostname-extended', id: idNo(1), version: 1, at: NOON, expiresAt: NOON },
      { kind: 'hostname-released', id: idNo(1), version: 1, at: NOON },
    ] as const;
    expect(await conflictOf(store(), changes)).toBe(`version:${idNo(1)}`);
    expect(await everything(store())).toEqual(before);
  });

  it('leave nothing behind when the first change does not fit', async () => {
    const before = await everything(store());
    const changes = [{ kind: 'domain-vanished', domain: 'example.net', at: NOON } as const, claim(aHostname(1))];
    expect(await conflictOf(store(), changes)).toBe('domain:example.net');
    expect(await everything(store())).toEqual(before);
  });

  it('go on after one that was refused', async () => {
    await conflictOf(store(), [{ kind: 'domain-vanished', domain: 'example.net', at: NOON }]);
    await store().commit([claim(aHostname(1))]);
    expect(await store().hostname('app-1.example.com')).not.toBeNull();
  });

  it('of nothing change nothing', async () => {
    const before = await everything(store());
    await store().commit([]);
    expect(await everything(store())).toEqual(before);
    expect(await store().changesAfter(0, 10)).toHaveLength(1);
  });

  it('take a copy: what happens to the objects later does not reach the record', async () => {
    const row = { ...aHostname(1) };
    await store().commit([claim(row)]);
    row.project = 'odin';
    expect((await store().hostname('app-1.example.com'))?.project).toBe('consilio');
  });

  it('take hundreds of changes at once', async () => {
    await store().commit(Array.from({ length: 400 }, (_, n) => claim(aHostname(n))));
    expect((await store().hostnames({}, WHOLE)).items).toHaveLength(400);
  });
}
