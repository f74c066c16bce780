import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore, type SqliteStore } from './open-sqlite-store.ts';
import { setPragmas } from './pragmas.ts';
import { aDirectory, type TestDirectory } from './testing/a-directory.ts';
import { anEntry } from './testing/an-entry.ts';

describe('the audit log', () => {
  let directory: TestDirectory;
  let store: SqliteStore;
  let db: Database.Database;
  beforeEach(async () => {
    directory = aDirectory();
    store = await openSqliteStore({ path: directory.file('state.db') });
    await store.commit([{ kind: 'installation-founded', id: 'inst-1', at: 1 }, anEntry(1), anEntry(2)]);
    db = new Database(directory.file('state.db'));
    setPragmas(db, 'writer');
  });
  afterEach(async () => {
    db.close();
    await store.close();
    directory.remove();
  });

  it.each([
    ["UPDATE audit_log SET outcome = 'refused' WHERE id = 1"],
    ['UPDATE audit_log SET id = 9 WHERE id = 1'],
    ['DELETE FROM audit_log WHERE id = 1'],
    ['DELETE FROM audit_log'],
    ['INSERT OR REPLACE INTO audit_log SELECT * FROM audit_log WHERE id = 1'],
    ["INSERT INTO audit_log SELECT * FROM audit_log WHERE id = 1 ON CONFLICT DO UPDATE SET actor = 'x'"],
  ])('refuses %s', async (sql) => {
    expect(() => db.exec(sql)).toThrow('append-only');
    expect((await store.audit({}, { limit: 5 })).items).toHaveLength(2);
  });

  it('lets go only of entries that are older than what retention keeps', async () => {
    db.exec('UPDATE installation SET audit_kept_from = (SELECT at FROM audit_log WHERE id = 1)');
    expect(() => db.exec('DELETE FROM audit_log')).toThrow('append-only');
    db.exec('UPDATE installation SET audit_kept_from = audit_kept_from + 1');
    db.exec('DELETE FROM audit_log WHERE id = 1');
    expect(() => db.exec('UPDATE audit_log SET at = 0')).toThrow('append-only');
    expect((await store.audit({}, { limit: 5 })).items.map(({ id }) => id)).toEqual([2]);
  });
});
