import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { openSqliteStore } from './open-sqlite-store.ts';
import { aDirectory } from './testing/a-directory.ts';
import { anEntry } from './testing/an-entry.ts';

it('never gives a position of the change log a second time, even when the last list was trimmed', async () => {
  const directory = aDirectory();
  const store = await openSqliteStore({ path: directory.file('state.db') });
  await store.commit([anEntry(1)]);
  const db = new Database(directory.file('state.db'));
  db.exec('DELETE FROM change_log');
  db.close();
  await store.commit([anEntry(2)]);
  expect((await store.changesAfter(0, 10)).map(({ seq }) => seq)).toEqual([2]);
  await store.close();
  directory.remove();
});
