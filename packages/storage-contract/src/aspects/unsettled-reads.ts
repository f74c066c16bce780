import type { Hostname } from '@tunnel-manager/core';
import { beforeEach, expect, it } from 'vitest';
import { aHostname, claim, idNo, NOON, WORLD } from '../builders.ts';
import type { StoreUnderTest } from '../opened-store.ts';

export function unsettledReads(store: StoreUnderTest): void {
  beforeEach(() => store().commit(WORLD));
  const record = (...rows: readonly Hostname[]): Promise<void> => store().commit(rows.map((row) => claim(row)));
  const unsettled = async (): Promise<readonly string[]> => (await store().unsettled('vm-1', NOON)).map(({ id }) => id);

  it('find what is pending or releasing, expiring or not', async () => {
    await record(aHostname(1), aHostname(2, { state: 'releasing' }), aHostname(3, { expiresAt: NOON + 9 }));
    expect(await unsettled()).toEqual([idNo(1), idNo(2), idNo(3)]);
  });

  it('pass over what is active', async () => {
    await record(aHostname(1, { state: 'active' }));
    expect(await unsettled()).toEqual([]);
  });

  it.each([
    ['expired before now', NOON - 1, [idNo(1)]],
    ['expires now', NOON, [idNo(1)]],
    ['expires after now', NOON + 1, []],
  ])('look at the expiry of what is active: it %s', async (_when, expiresAt, expected) => {
    await record(aHostname(1, { state: 'active', expiresAt }));
    expect(await unsettled()).toEqual(expected);
  });

  it('leave the names of other VMs to them', async () => {
    await record(aHostname(1, { vm: 'vm-2' }));
    expect(await unsettled()).toEqual([]);
  });

  it('give the oldest change first, then the oldest id', async () => {
    await record(aHostname(1, { updatedAt: NOON }), aHostname(3, { updatedAt: NOON - 9 }));
    await record(aHostname(2, { updatedAt: NOON }), aHostname(4, { updatedAt: NOON - 9, state: 'releasing' }));
    expect(await unsettled()).toEqual([idNo(3), idNo(4), idNo(1), idNo(2)]);
  });

  it('give the whole row', async () => {
    await record(aHostname(1));
    expect(await store().unsettled('vm-1', NOON)).toEqual([aHostname(1)]);
  });
}
