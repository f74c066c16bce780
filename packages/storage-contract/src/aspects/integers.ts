import { UnsafeInteger } from '@tunnel-manager/core';
import { beforeEach, expect, it } from 'vitest';
import { aHostname, anEntry, aSample, audited, claim, WORLD } from '../builders.ts';
import type { StoreUnderTest } from '../opened-store.ts';
import { everything, WHOLE } from '../reading.ts';

export function integers(store: StoreUnderTest): void {
  beforeEach(() => store().commit(WORLD));

  it.each([0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER])('are exact: %d', async (value) => {
    const sample = aSample({ checkedAt: value, uptimeSeconds: value, restartCount: value });
    const entry = anEntry(value, { at: value, durationMs: value });
    const row = aHostname(1, { expiresAt: value, createdAt: value, updatedAt: value });
    await store().commit([{ kind: 'health-sampled', sample }, audited(entry), claim(row)]);
    expect(await store().latestHealth('vm-1')).toEqual(sample);
    expect((await store().audit({ from: value }, WHOLE)).items).toEqual([entry]);
    expect(await store().hostname(row.hostname)).toEqual(row);
  });

  it.each([2 ** 53, 2 ** 53 + 2, -(2 ** 53), 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'that could not be read back are refused before anything is applied: %d',
    async (value) => {
      const before = await everything(store());
      for (const bad of [
        claim(aHostname(2, { expiresAt: value })),
        audited(anEntry(1, { durationMs: value })),
        { kind: 'health-sampled', sample: aSample({ checkedAt: value }) },
        { kind: 'vm-registered', vm: 'vm-3', vmNo: value, at: 1 },
      ] as const) {
        await expect(store().commit([claim(aHostname(1)), bad])).rejects.toThrow(UnsafeInteger);
      }
      expect(await everything(store())).toEqual(before);
    },
  );

  it('may be negative where they are times before 1970', async () => {
    await store().commit([{ kind: 'health-sampled', sample: aSample({ checkedAt: -1 }) }]);
    expect((await store().latestHealth('vm-1'))?.checkedAt).toBe(-1);
  });
}
