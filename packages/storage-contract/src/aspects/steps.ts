import type { Hostname, HostnameChange } from '@tunnel-manager/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { aHostname, claim, idNo, NOON, WORLD } from '../builders.ts';
import type { StoreUnderTest } from '../opened-store.ts';
import { conflictOf } from '../reading.ts';

const ROW = aHostname(1, {
  subdomain: 'app',
  state: 'active',
  recordId: 'record-1',
  version: 4,
  expiresAt: NOON + 1000,
});
const KEY = { id: ROW.id, version: ROW.version, at: NOON + 77 } as const;
const TARGET = {
  origin: 'http://web:8080',
  targetType: 'container',
  port: 8080,
  container: 'consilio-web-1',
  network: 'consilio_default',
  reason: 'The connector shares a network with the container.',
} as const;

/** Each step and what it makes of the row beside its version and time; null when the row goes. */
const STEPS: readonly (readonly [HostnameChange, Partial<Hostname> | null])[] = [
  [
    { kind: 'hostname-repointed', ...KEY, target: TARGET },
    { ...TARGET, state: 'pending' },
  ],
  [{ kind: 'hostname-activated', ...KEY, recordId: 'record-2' }, { recordId: 'record-2' }],
  [{ kind: 'hostname-extended', ...KEY, expiresAt: NOON + 5000 }, { expiresAt: NOON + 5000 }],
  [{ kind: 'hostname-releasing', ...KEY, recordId: 'record-1' }, { state: 'releasing' }],
  [{ kind: 'hostname-unrecorded', ...KEY }, { recordId: null }],
  [{ kind: 'hostname-released', ...KEY }, null],
];

export function steps(store: StoreUnderTest): void {
  beforeEach(() => store().commit([...WORLD, claim(ROW), claim(aHostname(2))]));

  describe.each(STEPS.map(([step, effect]) => [step.kind, step, effect] as const))('%s', (_kind, step, effect) => {
    it('changes what it says, counts the version up and takes its own time', async () => {
      await store().commit([step]);
      const after = effect && { ...ROW, ...effect, version: ROW.version + 1, updatedAt: KEY.at };
      expect(await store().hostname('app.example.com')).toEqual(after);
    });

    it('leaves every other row alone', async () => {
      await store().commit([step]);
      expect(await store().hostname('app-2.example.com')).toEqual(aHostname(2));
    });

    it.each([
      ['an older version', { version: 3 }],
      ['a version that is yet to come', { version: 5 }],
      ['a row that is not there', { id: idNo(9) }],
    ])('is refused when it names %s', async (_what, difference) => {
      const stray = { ...step, ...difference };
      expect(await conflictOf(store(), [stray])).toBe(`version:${stray.id}`);
      expect(await store().hostname('app.example.com')).toEqual(ROW);
    });

    it('is refused the second time', async () => {
      await store().commit([step]);
      expect(await conflictOf(store(), [step])).toBe(`version:${ROW.id}`);
    });
  });

  it('can take an expiry away', async () => {
    await store().commit([{ kind: 'hostname-extended', ...KEY, expiresAt: null }]);
    expect((await store().hostname('app.example.com'))?.expiresAt).toBeNull();
  });

  it('can begin a release without a DNS record', async () => {
    await store().commit([{ kind: 'hostname-releasing', ...KEY, recordId: null }]);
    expect(await store().hostname('app.example.com')).toMatchObject({ state: 'releasing', recordId: null });
  });

  it.each(['hostname-activated', 'hostname-releasing'] as const)(
    '%s is refused with the DNS record of another name',
    async (kind) => {
      const other = { kind, id: idNo(2), version: 1, at: NOON, recordId: 'record-1' };
      expect(await conflictOf(store(), [other])).toBe('record:record-1');
    },
  );

  it('free a DNS record for another name', async () => {
    await store().commit([{ kind: 'hostname-unrecorded', ...KEY }]);
    await store().commit([{ kind: 'hostname-activated', id: idNo(2), version: 1, at: NOON, recordId: 'record-1' }]);
    expect((await store().hostname('app-2.example.com'))?.recordId).toBe('record-1');
  });
}
