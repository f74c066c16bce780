import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pendingMigrations, readMigrations } from './migrations.ts';

describe('migrations', () => {
  let directory: string;
  const read = (): ReturnType<typeof readMigrations> => readMigrations(pathToFileURL(`${directory}/`), 'sqlite');
  const write = (name: string, sql = 'SELECT 1'): void => writeFileSync(join(directory, name), sql);
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'migrations-'));
    write('0001-first.sqlite.sql', '-- a comment\nCREATE TABLE a (b TEXT);\n');
    write('0002-second.sqlite.sql');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('are read in the order of their numbers, each text whole, those of other dialects left out', () => {
    write('0001-first.pg.sql');
    expect(read().map(({ version, name, sql }) => [version, name, sql])).toEqual([
      [1, 'first', '-- a comment\nCREATE TABLE a (b TEXT);\n'],
      [2, 'second', 'SELECT 1'],
    ]);
  });

  it.each(['0004-gap.sqlite.sql', '0002-twice.sqlite.sql', 'notes.sqlite.sql'])(
    'are refused with %s among them',
    (name) => {
      write(name);
      expect(read).toThrow('Expected a migration');
    },
  );

  it('are pending when the database has not seen them', () => {
    const [first, second] = read();
    expect(pendingMigrations(read(), [])).toEqual([first, second]);
    expect(pendingMigrations(read(), [first!])).toEqual([second]);
    expect(pendingMigrations(read(), [first!, second!])).toEqual([]);
  });

  it('are refused when one was edited after it ran', () => {
    const applied = read();
    write('0001-first.sqlite.sql', 'CREATE TABLE a (b INTEGER);');
    expect(() => pendingMigrations(read(), applied)).toThrow(
      'Migration 0001-first of the database is not the one here.',
    );
  });

  it('are refused when the database knows more of them', () => {
    const applied = read();
    rmSync(join(directory, '0002-second.sqlite.sql'));
    expect(() => pendingMigrations(read(), applied)).toThrow('Migration 0002-second of the database is unknown here.');
  });
});
