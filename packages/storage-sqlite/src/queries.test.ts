import { readdirSync, readFileSync } from 'node:fs';
import type { SqlValue } from '@tunnel-manager/storage-sql';
import { SqlStore } from '@tunnel-manager/storage-sql';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrate, packagedMigrations, stepsFor } from './migrate.ts';

const PAGE = { limit: 10 };

describe('reads', () => {
  it.each<[string, (store: SqlStore) => Promise<unknown>, string]>([
    ['a hostname', (store) => store.hostname('a'), 'SEARCH cnames USING INDEX sqlite_autoindex_cnames_2'],
    ['all hostnames', (store) => store.hostnames({}, PAGE), 'SCAN cnames USING INDEX sqlite_autoindex_cnames_2'],
    [
      'hostnames of a project',
      (store) => store.hostnames({ project: 'a' }, { limit: 10, cursor: 'b' }),
      'SEARCH cnames USING INDEX cnames_by_project (project_name=? AND full_hostname>?)',
    ],
    ['unsettled hostnames', (store) => store.unsettled('a', 1), 'SEARCH cnames USING INDEX cnames_unsettled (vm=?)'],
    ['the latest health', (store) => store.latestHealth('a'), 'SEARCH tunnel_health USING PRIMARY KEY (vm_no=?)'],
    ['the audit log', (store) => store.audit({}, PAGE), 'SCAN audit_log'],
    [
      'the audit log of a project',
      (store) => store.audit({ project: 'a' }, { limit: 10, cursor: '5' }),
      'SEARCH audit_log USING INDEX audit_log_by_project (project_name=? AND id<?)',
    ],
  ])('of %s follow an index in its order and never sort', async (_what, read, expected) => {
    const plan = (await planOf(read)).join('\n');
    expect(plan).toContain(expected);
    expect(plan).not.toContain('TEMP B-TREE');
  });
});

it('never replaces a row: REPLACE deletes first, and with the row its history', () => {
  const folders = ['./', '../../storage-sql/src/', '../migrations/'].map((path) => new URL(path, import.meta.url));
  const texts = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => /\.(ts|sql)$/.test(file) && !file.endsWith('.test.ts'))
      .map((file) => readFileSync(new URL(file, folder), 'utf8')),
  );
  expect(texts.length).toBeGreaterThan(10);
  expect(texts.filter((text) => /\bOR\s+REPLACE\b|\bREPLACE\s+INTO\b/i.test(text))).toEqual([]);
});

/** Asks SQLite how it would run the very statement that the store sends. */
async function planOf(read: (store: SqlStore) => Promise<unknown>): Promise<readonly string[]> {
  const db = new Database(':memory:');
  await migrate(db, stepsFor(db, packagedMigrations()));
  const plan: string[] = [];
  const explaining = {
    driver: 'sqlite' as const,
    transaction: () => Promise.resolve(),
    query: (sql: string, params: readonly SqlValue[]) => {
      const rows = db.prepare<SqlValue[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...params);
      plan.push(...rows.map(({ detail }) => detail));
      return Promise.resolve([]);
    },
    close: () => Promise.resolve(),
  };
  await read(new SqlStore(explaining, 1));
  db.close();
  return plan;
}
