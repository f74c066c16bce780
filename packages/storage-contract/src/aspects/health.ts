import type { HealthSample } from '@tunnel-manager/core';
import { beforeEach, expect, it } from 'vitest';
import { aSample, NOON, WORLD } from '../builders.ts';
import type { StoreUnderTest } from '../opened-store.ts';
import { conflictOf } from '../reading.ts';

export function health(store: StoreUnderTest): void {
  beforeEach(() => store().commit(WORLD));
  const record = (...samples: readonly HealthSample[]): Promise<void> =>
    store().commit(samples.map((sample) => ({ kind: 'health-sampled', sample })));

  it('is null before the first sample, and for a VM that is not known', async () => {
    expect(await store().latestHealth('vm-1')).toBeNull();
    expect(await store().latestHealth('vm-9')).toBeNull();
  });

  it.each(['up', 'degraded', 'down', 'restarting', 'unknown'] as const)('is recorded when it is %s', async (status) => {
    const sample = aSample({ status, restartCount: 3, edgeConnections: 0, lastError: 'edge unreachable' });
    await record(sample);
    expect(await store().latestHealth('vm-1')).toEqual(sample);
  });

  it('is that of the latest time, in whatever order the samples came', async () => {
    await record(aSample({ checkedAt: NOON + 2, status: 'down' }));
    await record(aSample({ checkedAt: NOON + 1 }), aSample({ checkedAt: NOON - 1 }));
    expect(await store().latestHealth('vm-1')).toEqual(aSample({ checkedAt: NOON + 2, status: 'down' }));
  });

  it('is that of the last commit when two samples name the same instant', async () => {
    await record(aSample({ status: 'down', lastError: 'first', restartCount: 9 }));
    await record(aSample());
    expect(await store().latestHealth('vm-1')).toEqual(aSample());
  });

  it('is kept for each VM', async () => {
    await record(aSample({ vm: 'vm-2', checkedAt: NOON + 9, status: 'down' }), aSample());
    expect((await store().latestHealth('vm-1'))?.status).toBe('up');
    expect((await store().latestHealth('vm-2'))?.status).toBe('down');
  });

  it('is refused for a VM that is not known', async () => {
    expect(await conflictOf(store(), [{ kind: 'health-sampled', sample: aSample({ vm: 'vm-9' }) }])).toBe('vm:vm-9');
  });

  it.each([0, 1, 999, NOON - 1, NOON, NOON + 3_600_000, 253_402_300_799_999])(
    'keeps the time %d to the millisecond, whatever the time zone',
    async (checkedAt) => {
      await record(aSample({ checkedAt }));
      expect((await store().latestHealth('vm-1'))?.checkedAt).toBe(checkedAt);
    },
  );
}
