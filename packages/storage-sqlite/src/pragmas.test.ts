import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setPragmas } from './pragmas.ts';
import { aDirectory, type TestDirectory } from './testing/a-directory.ts';

describe('pragmas', () => {
  let directory: TestDirectory;
  let db: Database.Database;
  beforeEach(() => {
    directory = aDirectory();
    db = new Database(directory.file('state.db'));
  });
  afterEach(() => {
    db.close();
    directory.remove();
  });
  const read = (names: readonly string[]): unknown =>
    Object.fromEntries(names.map((name) => [name, db.pragma(name, { simple: true })]));

  it('make the writer durable, strict and tidy', () => {
    setPragmas(db, 'writer');
    const expected = {
      application_id: 0x544d4752,
      auto_vacuum: 2,
      journal_mode: 'wal',
      synchronous: 2,
      foreign_keys: 1,
      recursive_triggers: 1,
      trusted_schema: 0,
      cell_size_check: 1,
      temp_store: 2,
      wal_autocheckpoint: 1000,
      journal_size_limit: 16_777_216,
    };
    expect(read(Object.keys(expected))).toEqual(expected);
  });

  it('keep the reader from writing', () => {
    setPragmas(db, 'reader');
    expect(() => db.exec('CREATE TABLE a (b TEXT)')).toThrow('readonly');
  });

  it('refuse a database that does not take one of them', () => {
    db.pragma('auto_vacuum = NONE');
    db.exec('CREATE TABLE a (b TEXT)');
    expect(() => setPragmas(db, 'writer')).toThrow('SQLite answers 0 for auto_vacuum, which must be 2');
  });
});
