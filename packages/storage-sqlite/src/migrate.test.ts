import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createHash } from 'node:crypto';
import type { Migration } from '@tunnel-manager/storage-sql';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate, packagedMigrations, stepsFor } from './migrate.ts';
import { aDirectory, type TestDirectory } from './testing/a-directory.ts';

const step = (version: number, name: string, sql: string): Migration => ({
  version,
  name,
  sql,
  sha256: createHash('sha256').update(sql).digest('hex'),
});

const tables = (db: Database.Database): readonly unknown[] =>
  db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")
    .pluck()
    .all();

describe('migrations', () => {
  let directory: TestDirectory;
  let db: Database.Database;
  const packaged = packagedMigrations();
  beforeEach(() => {
    directory = aDirectory();
    db = new Database(directory.file('state.db'));
  });
  afterEach(() => {
    db.close();
    directory.remove();
  });

  it('make the eight tables of the product and its five of bookkeeping', async () => {
    await migrate(db, stepsFor(db, packaged));
    expect(tables(db)).toEqual([
      'audit_log',
      'change_log',
      'cnames',
      'container_networks',
      'container_ports',
      'docker_containers',
      'docker_networks',
      'docker_observations',
      'domains',
      'installation',
      'schema_migrations',
      'tunnel_health',
      'vms',
    ]);
    expect(stepsFor(db, packaged)).toEqual([]);
  });

  it('run whole: comments, semicolons in text and triggers do not cut them', async () => {
    const tricky = `-- A comment; with a semicolon.
      CREATE TABLE one (a TEXT DEFAULT 'x;y');
      /* Another one;
         before */ CREATE TABLE two (a TEXT);
      CREATE TRIGGER t AFTER INSERT ON one BEGIN INSERT INTO two VALUES ('a;b'); DELETE FROM one; END;
      -- the last line has no semicolon
      CREATE TABLE three (a TEXT)`;
    await migrate(db, stepsFor(db, [...packaged, step(2, 'tricky', tricky)]));
    expect(tables(db)).toEqual(expect.arrayContaining(['one', 'two', 'three']));
  });

  it('leave nothing of a step that fails, and everything of those before it', async () => {
    const broken = step(3, 'broken', 'CREATE TABLE half (a TEXT); CREATE TABLE vms (a TEXT)');
    const steps = [...packaged, step(2, 'good', 'CREATE TABLE good (a TEXT)'), broken];
    await expect(migrate(db, stepsFor(db, steps))).rejects.toThrow('already exists');
    expect(tables(db)).toContain('good');
    expect(tables(db)).not.toContain('half');
    expect(stepsFor(db, steps)).toEqual([broken]);
  });

  it('copy a database that holds something before they touch it, and not a new one', async () => {
    await migrate(db, stepsFor(db, packaged));
    expect(() => new Database(directory.file('state.db.before-1'), { fileMustExist: true })).toThrow('unable to open');
    db.exec("INSERT INTO vms VALUES (1, 'vm-1', 0)");
    await migrate(db, stepsFor(db, [...packaged, step(2, 'purge', 'DELETE FROM vms')]));
    expect(db.prepare('SELECT count(*) FROM vms').pluck().get()).toBe(0);
    const backup = new Database(directory.file('state.db.before-2'), { fileMustExist: true });
    expect(backup.prepare('SELECT vm FROM vms').pluck().all()).toEqual(['vm-1']);
    expect(stepsFor(backup, packaged)).toEqual([]);
    backup.close();
  });

  it('reach the build: the built package opens a database of its own', () => {
    const built = new URL('../dist/index.js', import.meta.url).href;
    const script = `const { openSqliteStore } = await import('${built}');
      const store = await openSqliteStore({ path: ':memory:' });
      console.log(JSON.stringify(await store.probe()));`;
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(JSON.parse(printed)).toEqual({ driver: 'sqlite', schemaVersion: packaged.length });
  });

  it('reach the published package', () => {
    const cwd = fileURLToPath(new URL('..', import.meta.url));
    const listing = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd,
      encoding: 'utf8',
      stdio: 'pipe',
    });
    for (const { version, name } of packaged) {
      expect(listing).toContain(`migrations/${String(version).padStart(4, '0')}-${name}.sqlite.sql`);
    }
  });

  it('use only functions that SQLite 3.40 has', () => {
    const sql = packaged.map((migration) => migration.sql.replaceAll(/--.*$/gm, '')).join('\n');
    const called = [...sql.matchAll(/\b([a-z_]+)\(/gi)].map(([, name]) => name);
    expect(new Set(called)).toEqual(new Set(['strftime', 'RAISE']));
  });
});
