import { type Change, StateConflict } from '@tunnel-manager/core';
import { beforeEach, expect, it } from 'vitest';
import { aHostname, claim, idNo, NOON, WORLD } from '../builders.ts';
import type { StoreUnderTest } from '../opened-store.ts';
import { WHOLE } from '../reading.ts';

const TWENTY = Array.from({ length: 20 }, (_, n) => n);

export function races(store: StoreUnderTest): void {
  beforeEach(() => store().commit(WORLD));

  /** Commits all lists at once and answers the conflicts of those that lost. */
  async function lostBy(lists: readonly (readonly Change[])[]): Promise<readonly string[]> {
    const results = await Promise.allSettled(lists.map((changes) => store().commit(changes)));
    const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    return errors.map((error) => (error instanceof StateConflict ? error.key : String(error)));
  }

  it('for one name have exactly one winner', async () => {
    const rivals = TWENTY.map((n) => aHostname(n, { subdomain: 'app', project: `project-${n}` }));
    const lost = await lostBy(rivals.map((row) => [claim(row)]));
    expect(lost).toEqual(Array.from({ length: 19 }, () => 'hostname:app.example.com'));
    expect((await store().hostnames({}, WHOLE)).items).toHaveLength(1);
  });

  it('for the rest of a quota fill it exactly', async () => {
    const lost = await lostBy(TWENTY.map((n) => [claim(aHostname(n), 5)]));
    expect(lost).toEqual(Array.from({ length: 15 }, () => 'quota:consilio'));
    expect((await store().hostnames({ project: 'consilio' }, WHOLE)).items).toHaveLength(5);
  });

  it('to move one row on have exactly one winner', async () => {
    await store().commit([claim(aHostname(1))]);
    const rivals = TWENTY.map((n) => ({
      kind: 'hostname-extended' as const,
      id: idNo(1),
      version: 1,
      at: NOON,
      expiresAt: NOON + n,
    }));
    expect(await lostBy(rivals.map((step) => [step]))).toHaveLength(19);
    expect((await store().hostname('app-1.example.com'))?.version).toBe(2);
  });

  it('leave no loser half applied', async () => {
    const lost = await lostBy(
      TWENTY.map((n) => [
        claim(aHostname(n, { subdomain: `own-${n}` })),
        claim(aHostname(100 + n, { subdomain: 'app' })),
      ]),
    );
    expect(lost).toHaveLength(19);
    expect((await store().hostnames({}, WHOLE)).items).toHaveLength(2);
    expect(await store().changesAfter(0, 100)).toHaveLength(2);
  });
}
