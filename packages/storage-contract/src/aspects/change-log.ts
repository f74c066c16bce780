import { beforeEach, expect, it } from 'vitest';
import { aHostname, anEntry, aSample, audited, claim, idNo, NOON, WORLD } from '../builders.ts';
import type { StoreUnderTest } from '../opened-store.ts';
import { conflictOf } from '../reading.ts';

export function changeLog(store: StoreUnderTest): void {
  beforeEach(() => store().commit(WORLD));

  it('holds every committed list as it was given, in the order of the commits', async () => {
    const first = [claim(aHostname(1), 5), audited(anEntry(1))];
    const second = [{ kind: 'hostname-releasing', id: idNo(1), version: 1, at: NOON, recordId: null } as const];
    await store().commit(first);
    await store().commit(second);
    const logged = await store().changesAfter(0, 10);
    expect(logged.map(({ changes }) => changes)).toEqual([WORLD, first, second]);
  });

  it('numbers the lists upwards', async () => {
    await store().commit([claim(aHostname(1))]);
    await store().commit([claim(aHostname(2))]);
    const positions = (await store().changesAfter(0, 10)).map(({ seq }) => seq);
    expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
    expect(positions).toHaveLength(3);
  });

  it('does not hold a list that was refused', async () => {
    await conflictOf(store(), [claim(aHostname(1)), claim(aHostname(1))]);
    expect(await store().changesAfter(0, 10)).toHaveLength(1);
  });

  it('is read on from a position, in portions', async () => {
    for (const n of [1, 2, 3]) await store().commit([claim(aHostname(n))]);
    const [first, second, third] = await store().changesAfter(0, 3);
    expect([first?.changes, second?.changes, third?.changes]).toEqual([
      WORLD,
      [claim(aHostname(1))],
      [claim(aHostname(2))],
    ]);
    const rest = await store().changesAfter(third?.seq ?? 0, 10);
    expect(rest.map(({ changes }) => changes)).toEqual([[claim(aHostname(3))]]);
  });

  it('dates a list by the latest time in it', async () => {
    await store().commit([
      audited(anEntry(1, { at: NOON + 3 })),
      { kind: 'health-sampled', sample: aSample({ checkedAt: NOON + 9 }) },
      claim(aHostname(1, { updatedAt: NOON + 5 })),
    ]);
    expect((await store().changesAfter(0, 10)).at(-1)?.at).toBe(NOON + 9);
  });
}
