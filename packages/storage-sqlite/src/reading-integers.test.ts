import { UnsafeInteger } from '@tunnel-manager/core';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { openSqliteStore } from './open-sqlite-store.ts';
import { aDirectory } from './testing/a-directory.ts';

it('refuses to read an integer that the driver would round', async () => {
  const directory = aDirectory();
  const store = await openSqliteStore({ path: directory.file('state.db') });
  const db = new Database(directory.file('state.db'));
  db.exec("INSERT INTO vms VALUES (1, 'vm-1', 0)");
  db.exec("INSERT INTO tunnel_health VALUES (1, 9007199254740993, 'up', 0, 0, 0, NULL)");
  db.close();
  await expect(store.latestHealth('vm-1')).rejects.toThrow(UnsafeInteger);
  await store.close();
  directory.remove();
});
