import { expect, it } from 'vitest';
import { NOON } from '../builders.ts';
import type { StoreUnderTest } from '../opened-store.ts';
import { conflictOf } from '../reading.ts';

export function founding(store: StoreUnderTest): void {
  it('has not happened in a fresh store', async () => {
    expect(await store().installation()).toBeNull();
    expect(await store().vms()).toEqual([]);
    expect(await store().domains()).toEqual([]);
  });

  it('is remembered', async () => {
    await store().commit([{ kind: 'installation-founded', id: 'inst-1', at: NOON }]);
    expect(await store().installation()).toEqual({ id: 'inst-1', foundedAt: NOON });
  });

  it('happens once', async () => {
    await store().commit([{ kind: 'installation-founded', id: 'inst-1', at: NOON }]);
    const again = [{ kind: 'installation-founded', id: 'inst-2', at: NOON + 1 }] as const;
    expect(await conflictOf(store(), again)).toBe('installation');
    expect(await store().installation()).toEqual({ id: 'inst-1', foundedAt: NOON });
  });

  it('lists the VMs by their number', async () => {
    await store().commit([
      { kind: 'vm-registered', vm: 'alpha', vmNo: 2, at: NOON },
      { kind: 'vm-registered', vm: 'omega', vmNo: 1, at: NOON },
    ]);
    expect(await store().vms()).toEqual([
      { vm: 'omega', vmNo: 1 },
      { vm: 'alpha', vmNo: 2 },
    ]);
  });

  it.each([
    ['name', { kind: 'vm-registered', vm: 'vm-1', vmNo: 9, at: NOON }],
    ['number', { kind: 'vm-registered', vm: 'vm-9', vmNo: 1, at: NOON }],
  ] as const)('refuses a VM whose %s is taken', async (_what, second) => {
    await store().commit([{ kind: 'vm-registered', vm: 'vm-1', vmNo: 1, at: NOON }]);
    expect(await conflictOf(store(), [second])).toBe(`vm:${second.vm}`);
    expect(await store().vms()).toEqual([{ vm: 'vm-1', vmNo: 1 }]);
  });
}
