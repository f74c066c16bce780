import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from './open-sqlite-store.ts';
import { StoreStartError } from './store-start-error.ts';
import { aDirectory, type TestDirectory } from './testing/a-directory.ts';
import { anEntry } from './testing/an-entry.ts';

describe('a start', () => {
  let directory: TestDirectory;
  let path: string;
  beforeEach(() => {
    directory = aDirectory();
    path = directory.file('state.db');
  });
  afterEach(() => directory.remove());

  const refusal = async (at = path): Promise<StoreStartError> => {
    const error: unknown = await openSqliteStore({ path: at }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof StoreStartError)) throw new Error(`Not a refusal: ${String(error)}`);
    expect(error.message).toContain(at);
    expect(error.remedy).toMatch(/\.$/);
    return error;
  };

  async function aDatabase(entries = 1): Promise<void> {
    const store = await openSqliteStore({ path });
    for (let id = 1; id <= entries; id += 1) await store.commit([anEntry(id, 'x'.repeat(2000))]);
    await store.close();
  }

  function tamper(sql: string): void {
    const db = new Database(path);
    db.pragma('foreign_keys = OFF');
    db.exec(sql);
    db.close();
  }

  it('refuses a file that is no database', async () => {
    writeFileSync(path, 'This is not a database. '.repeat(100));
    expect(await refusal()).toMatchObject({ code: 'database-corrupt' });
  });

  it('refuses a database with a damaged page', async () => {
    await aDatabase(50);
    const bytes = readFileSync(path);
    bytes.fill(0xff, 4096 * 10, 4096 * 30);
    writeFileSync(path, bytes);
    expect(await refusal()).toMatchObject({ code: 'database-corrupt' });
  });

  it('refuses a database with a value that its table does not allow', async () => {
    await aDatabase();
    tamper("PRAGMA ignore_check_constraints = ON; INSERT INTO vms VALUES (0, 'vm-0', 0)");
    const error = await refusal();
    expect(error.code).toBe('database-corrupt');
    expect(error.message).toContain('CHECK constraint failed in vms');
  });

  it('refuses a database with a reference that leads nowhere', async () => {
    await aDatabase();
    tamper("INSERT INTO tunnel_health VALUES (7, 1, 'up', 0, 0, 0, NULL)");
    const error = await refusal();
    expect(error.code).toBe('database-corrupt');
    expect(error.message).toContain('tunnel_health');
  });

  it.each([
    ['a table that is gone', 'DROP TABLE container_ports', 'container_ports'],
    ['a trigger that is gone', 'DROP TRIGGER audit_log_never_updated', 'audit_log_never_updated'],
    ['a column of somebody else', 'ALTER TABLE vms ADD COLUMN colour TEXT', 'vms'],
  ])('refuses a database with %s', async (_what, sql, name) => {
    await aDatabase();
    tamper(sql);
    const error = await refusal();
    expect(error.code).toBe('database-corrupt');
    expect(error.message).toContain(name);
  });

  it('does not mind the tables that a replicator keeps beside ours', async () => {
    await aDatabase();
    tamper('CREATE TABLE _replicator_seq (id INTEGER PRIMARY KEY)');
    const store = await openSqliteStore({ path });
    expect((await store.audit({}, { limit: 5 })).items).toHaveLength(1);
    await store.close();
  });

  it('refuses a database of a newer program, names its migration, and leaves it as it was', async () => {
    await aDatabase();
    tamper("INSERT INTO schema_migrations VALUES (2, 'from-the-future', 'abc')");
    const before = readFileSync(path);
    const error = await refusal();
    expect(error.code).toBe('database-newer');
    expect(error.message).toContain('0002-from-the-future');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('refuses a database whose migrations are not the packaged ones', async () => {
    await aDatabase();
    tamper("UPDATE schema_migrations SET sha256 = 'abc' WHERE version = 1");
    const error = await refusal();
    expect(error.code).toBe('database-changed');
    expect(error.message).toContain('0001-first-schema');
  });

  it('refuses the database of another program and leaves it as it was', async () => {
    tamper('CREATE TABLE bookmarks (url TEXT)');
    const before = readFileSync(path);
    expect(await refusal()).toMatchObject({ code: 'database-foreign' });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('refuses a directory in the place of the file', async () => {
    mkdirSync(path);
    expect(await refusal()).toMatchObject({ code: 'database-unreadable' });
  });

  it('refuses a file in the place of the directory', async () => {
    writeFileSync(path, '');
    expect(await refusal(`${path}/state.db`)).toMatchObject({ code: 'directory-uncreatable' });
    expect(await refusal(`${path}/deeper/state.db`)).toMatchObject({ code: 'directory-uncreatable' });
  });
});
