import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from './open-sqlite-store.ts';
import { aDirectory, type TestDirectory } from './testing/a-directory.ts';
import { anEntry } from './testing/an-entry.ts';

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('the files of a store', () => {
  let directory: TestDirectory;
  beforeEach(() => {
    directory = aDirectory();
  });
  afterEach(() => directory.remove());

  it('can be read by their owner alone, whatever the umask, and so can the directories made for them', async () => {
    const path = directory.file('made/for/it/state.db');
    const umask = process.umask(0);
    const store = await openSqliteStore({ path });
    await store.commit([anEntry(1)]);
    process.umask(umask);
    for (const suffix of ['', '-wal', '-shm', '.lock'])
      expect([suffix, modeOf(path + suffix)]).toEqual([suffix, '600']);
    for (const made of ['made', 'made/for', 'made/for/it']) expect(modeOf(directory.file(made))).toBe('700');
    await store.close();
  });

  it('leave a directory that exists as its owner made it', async () => {
    const path = directory.file('shared/state.db');
    mkdirSync(dirname(path));
    chmodSync(dirname(path), 0o750);
    await (await openSqliteStore({ path })).close();
    expect(modeOf(dirname(path))).toBe('750');
  });

  it('are one file after a close: the write-ahead log is folded in', async () => {
    const path = directory.file('state.db');
    const store = await openSqliteStore({ path });
    await store.commit([anEntry(1)]);
    await store.close();
    expect(() => statSync(`${path}-wal`)).toThrow('ENOENT');
  });
});
