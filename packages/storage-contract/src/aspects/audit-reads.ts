import type { AuditAction, AuditEntry, AuditFilter } from '@tunnel-manager/core';
import { expect, it } from 'vitest';
import { anEntry, audited, NOON } from '../builders.ts';
import type { StoreUnderTest } from '../opened-store.ts';
import { conflictOf, pages, WHOLE } from '../reading.ts';

/** Complete by its type: an action that is added to the domain has to be added here. */
const ACTIONS = Object.keys({
  'hostname.request': 1,
  'hostname.release': 1,
  'hostname.read': 1,
  'hostname.settle': 1,
  'domains.refresh': 1,
  'origin.check': 1,
  'audit.read': 1,
  'ingress.overwritten': 1,
  'legacy.recorded': 1,
} satisfies Record<AuditAction, 1>) as readonly AuditAction[];

/** Newest first, as a store lists them. */
const FIVE = [
  anEntry(50, { at: NOON + 5, action: 'hostname.release' }),
  anEntry(40, { at: NOON + 4, project: 'odin', hostname: 'odin.example.com' }),
  anEntry(30, { at: NOON + 3, outcome: 'refused', errorCode: 'hostname-taken', errorMessage: 'Taken.' }),
  anEntry(20, { at: NOON + 2, project: null, hostname: null, role: 'admin', action: 'domains.refresh' }),
  anEntry(10, { at: NOON + 1, outcome: 'failed', project: 'odin' }),
];

export function auditReads(store: StoreUnderTest): void {
  const record = (entries: readonly AuditEntry[]): Promise<void> => store().commit(entries.map(audited));

  it.each(ACTIONS)('records the action %s', async (action) => {
    await record([anEntry(1, { action })]);
    expect((await store().audit({}, WHOLE)).items).toEqual([anEntry(1, { action })]);
  });

  it('records every property, null or not, and lists the newest first', async () => {
    await record(FIVE.toReversed());
    expect(await store().audit({}, WHOLE)).toEqual({ items: FIVE });
  });

  it('is ordered by id, not by the order of the commits', async () => {
    await record([anEntry(2)]);
    await record([anEntry(3)]);
    await record([anEntry(1)]);
    expect((await store().audit({}, WHOLE)).items.map(({ id }) => id)).toEqual([3, 2, 1]);
  });

  it('takes an id once', async () => {
    await record([anEntry(1)]);
    expect(await conflictOf(store(), [audited(anEntry(1, { actor: 'somebody else' }))])).toBe('audit:1');
    expect((await store().audit({}, WHOLE)).items).toEqual([anEntry(1)]);
  });

  it.each<[string, AuditFilter, readonly number[]]>([
    ['a project', { project: 'odin' }, [40, 10]],
    ['an action', { action: 'domains.refresh' }, [20]],
    ['an outcome', { outcome: 'refused' }, [30]],
    ['a hostname', { hostname: 'odin.example.com' }, [40]],
    ['a beginning, inclusive', { from: NOON + 4 }, [50, 40]],
    ['an end, exclusive', { to: NOON + 2 }, [10]],
    ['a span', { from: NOON + 2, to: NOON + 4 }, [30, 20]],
    ['several at once', { project: 'odin', outcome: 'failed', to: NOON + 9 }, [10]],
    ['a span that is empty', { from: NOON + 4, to: NOON + 4 }, []],
    ['undefined properties, as if they were absent', { project: undefined, action: 'hostname.release' }, [50]],
  ])('is filtered by %s', async (_what, filter, expected) => {
    await record(FIVE);
    expect((await store().audit(filter, WHOLE)).items.map(({ id }) => id)).toEqual(expected);
  });

  it.each([
    [1, [1, 1, 1, 1, 1]],
    [2, [2, 2, 1]],
    [5, [5]],
  ])('pages by %d without a gap, a repetition or an empty last page', async (limit, sizes) => {
    await record(FIVE);
    const found = await pages((cursor) => store().audit({}, { limit, cursor }));
    expect(found.map((page) => page.length)).toEqual(sizes);
    expect(found.flat()).toEqual(FIVE);
  });

  it('goes on where it was when newer entries come between two pages', async () => {
    await record(FIVE);
    const first = await store().audit({ project: 'odin' }, { limit: 1 });
    await record([anEntry(60, { project: 'odin' })]);
    const second = await store().audit({ project: 'odin' }, { limit: 1, cursor: first.nextCursor });
    expect(second.items.map(({ id }) => id)).toEqual([10]);
  });

  it('ends at a cursor that is no entry', async () => {
    await record(FIVE);
    expect(await store().audit({}, { limit: 5, cursor: 'nonsense' })).toEqual({ items: [] });
  });
}
