import { StoreBusy } from '@tunnel-manager/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore, type SqliteStore } from './open-sqlite-store.ts';
import { aDirectory, type TestDirectory } from './testing/a-directory.ts';
import { anEntry } from './testing/an-entry.ts';
import { startChild } from './testing/child.ts';

describe('a database that another program holds locked', () => {
  let directory: TestDirectory;
  let store: SqliteStore;
  const open = async (busyWaitMs: number): Promise<void> => {
    store = await openSqliteStore({ path: directory.file('state.db'), busyWaitMs });
  };
  beforeEach(() => {
    directory = aDirectory();
  });
  afterEach(async () => {
    await store.close();
    directory.remove();
  });

  it('refuses a commit as busy, still answers reads, and takes the commit afterwards', async () => {
    await open(200);
    const holder = startChild('hold-exclusively.ts', directory.file('state.db'));
    await holder.line();
    await expect(store.commit([anEntry(1)])).rejects.toThrow(StoreBusy);
    expect(await store.audit({}, { limit: 1 })).toEqual({ items: [] });
    await holder.kill();
    await store.commit([anEntry(1)]);
    expect((await store.audit({}, { limit: 1 })).items).toHaveLength(1);
  });

  it('only delays a commit when it is let go in time, without stopping the event loop', async () => {
    await open(20_000);
    const holder = startChild('hold-exclusively.ts', directory.file('state.db'), '400');
    await holder.line();
    let turns = 0;
    const turning = setInterval(() => (turns += 1), 5);
    await store.commit([anEntry(1)]);
    clearInterval(turning);
    expect(turns).toBeGreaterThan(1);
    await holder.kill();
  });
});
