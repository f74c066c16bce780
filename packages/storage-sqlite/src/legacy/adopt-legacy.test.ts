import { copyFileSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { MemoryStore } from '@tunnel-manager/core/testing';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore, type SqliteStore } from '../open-sqlite-store.ts';
import { aDirectory, type TestDirectory } from '../testing/a-directory.ts';
import { aLegacyDatabase, fillAsUsed } from '../testing/a-legacy-database.ts';
import { startChild } from '../testing/child.ts';
import type { AdoptionReport } from './adoption-report.ts';

const NOW = Date.UTC(2026, 5, 1, 12);
const WHOLE = { limit: 500 };

describe('a database of the first generation', { timeout: 60_000 }, () => {
  let directory: TestDirectory;
  let path: string;
  let reports: AdoptionReport[];
  beforeEach(() => {
    directory = aDirectory();
    path = directory.file('state.db');
    reports = [];
    aLegacyDatabase(path, fillAsUsed);
  });
  afterEach(() => directory.remove());

  function adopted(): Promise<SqliteStore> {
    let ids = 0;
    const newId = (): string => `id-${(ids += 1)}`;
    const onAdopted = (report: AdoptionReport): number => reports.push(report);
    return openSqliteStore({ path, adopt: { vm: 'vm-1', tunnelId: 'tunnel-1', nowMs: NOW, newId, onAdopted } });
  }

  it('is refused, untouched, by whoever does not say how to adopt it', async () => {
    const before = readFileSync(path);
    await expect(openSqliteStore({ path })).rejects.toMatchObject({
      code: 'database-legacy',
      remedy: expect.stringContaining('start the daemon with this file') as string,
    });
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(directory.file('')).sort()).toEqual(['state.db', 'state.db.lock']);
  });

  it('is converted with an account of every row', async () => {
    await (await adopted()).close();
    const numbers = reports[0]?.tables.map(({ table, read, kept, collapsed, dropped }) => [
      table,
      { read, kept, collapsed, dropped },
    ]);
    expect(Object.fromEntries(numbers ?? [])).toEqual({
      cnames: { read: 2, kept: 2, collapsed: 0, dropped: 0 },
      domains: { read: 1, kept: 1, collapsed: 0, dropped: 0 },
      docker_networks: { read: 1, kept: 1, collapsed: 0, dropped: 0 },
      docker_containers: { read: 4, kept: 4, collapsed: 0, dropped: 0 },
      container_networks: { read: 2, kept: 2, collapsed: 0, dropped: 0 },
      container_ports: { read: 65_000, kept: 36, collapsed: 64_964, dropped: 0 },
      tunnel_health: { read: 5000, kept: 5000, collapsed: 0, dropped: 0 },
      audit_log: { read: 200, kept: 200, collapsed: 0, dropped: 0 },
    });
    const repairs = reports[0]?.tables.flatMap(({ table, repairs: all }) =>
      all.map(({ reason, rows }) => [table, reason, rows.length]),
    );
    expect(repairs).toEqual([
      ['docker_containers', "status held none of its words and is now 'exited'", 1],
      ['tunnel_health', 'its second was taken: moved on by milliseconds', 3333],
    ]);
  });

  it('has its rows afterwards, in the present form', async () => {
    const store = await adopted();
    expect(await store.installation()).toEqual({ id: 'id-1', foundedAt: NOW });
    expect(await store.vms()).toEqual([{ vm: 'vm-1', vmNo: 1 }]);
    expect((await store.hostnames({}, WHOLE)).items).toMatchObject([
      {
        id: 'id-2',
        hostname: 'app.example.com',
        recordId: 'record-1',
        state: 'active',
        tunnelId: 'tunnel-1',
        port: 3105,
      },
      {
        id: 'id-3',
        hostname: 'example.com',
        subdomain: '@',
        recordId: 'record-2',
        createdAt: Date.UTC(2026, 0, 2, 3, 4, 5),
      },
    ]);
    const topology = await store.topology('vm-1');
    expect(topology).toMatchObject({ stale: true, networks: [{ networkId: 'network-1' }] });
    expect(topology?.containers.map(({ state, ports, networks }) => [state, ports.length, networks.length])).toEqual([
      ['running', 9, 1],
      ['exited', 9, 1],
      ['paused', 9, 0],
      ['exited', 9, 0],
    ]);
    expect(await store.latestHealth('vm-1')).toMatchObject({ uptimeSeconds: 4999, status: 'down' });
    const audit = (await store.audit({}, WHOLE)).items.toReversed();
    const second = Date.UTC(2026, 0, 2, 3, 4, 5) * 1000;
    expect(audit.map(({ id }) => id)).toEqual(Array.from({ length: 200 }, (_, n) => second + n));
    expect(audit.map(({ details }) => details)).toEqual(
      Array.from({ length: 200 }, (_, n) => `{"action":"ACTION_${n}","details":null}`),
    );
    await store.close();
  });

  it('keeps every health sample, those of one second in their order', async () => {
    await (await adopted()).close();
    const db = new Database(path, { readonly: true });
    const samples = db
      .prepare('SELECT checked_at, status, uptime_seconds FROM tunnel_health ORDER BY checked_at')
      .raw()
      .all();
    db.close();
    expect(samples).toEqual(
      Array.from({ length: 5000 }, (_, n) => [
        (1_700_000_000 + Math.floor(n / 3) * 30) * 1000 + (n % 3),
        ['up', 'down', 'restarting'][n % 3],
        n,
      ]),
    );
  });

  it('comes out of its change log the same', async () => {
    const store = await adopted();
    const replayed = new MemoryStore();
    for (const { changes } of await store.changesAfter(0, 1000)) await replayed.commit(changes);
    const read = async (from: SqliteStore | MemoryStore): Promise<unknown> => [
      await from.hostnames({}, WHOLE),
      await from.domains(),
      await from.topology('vm-1'),
      await from.latestHealth('vm-1'),
      await from.audit({}, WHOLE),
    ];
    expect(await read(store)).toEqual(await read(replayed));
    await store.close();
  });

  it('is opened as any other the next time, for its owner alone and without empty pages', async () => {
    await (await adopted()).close();
    const store = await openSqliteStore({ path });
    expect(await store.probe()).toEqual({ driver: 'sqlite', schemaVersion: 1 });
    await store.close();
    await (await adopted()).close();
    expect(reports).toHaveLength(1);
    const db = new Database(path, { readonly: true });
    expect(db.pragma('freelist_count', { simple: true })).toBe(0);
    db.close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('leaves a whole copy beside it, for its owner alone', async () => {
    await (await adopted()).close();
    expect(reports[0]?.backup).toBe(`${path}.first-generation-20260601T120000Z`);
    const backup = new Database(reports[0]?.backup ?? '', { readonly: true });
    expect(backup.prepare('SELECT count(*) FROM container_ports').pluck().get()).toBe(65_000);
    expect(backup.pragma('integrity_check', { simple: true })).toBe('ok');
    backup.close();
    expect(statSync(reports[0]?.backup ?? '').mode & 0o777).toBe(0o600);
    expect(readdirSync(directory.file('')).filter((name) => name.includes('unfinished'))).toEqual([]);
  });

  it.each([1, 2, 3])('is adopted anew after a kill in the middle (at id %d), from its old content', async (stopAt) => {
    const child = startChild('adopt-and-stop.ts', path, String(stopAt));
    expect(await child.line()).toBe('converting');
    await child.kill();
    const store = await adopted();
    expect(reports[0]?.tables.map(({ read }) => read)).toEqual([65_000, 2, 4, 1, 2, 1, 5000, 200]);
    expect((await store.hostnames({}, WHOLE)).items).toHaveLength(2);
    await store.close();
  });

  it('is adopted as soon as the program that works with it lets go', async () => {
    const holder = startChild('hold-exclusively.ts', path, '300');
    await holder.line();
    await (await adopted()).close();
    expect(reports).toHaveLength(1);
    await holder.kill();
  });

  it('is adopted with what is still in its write-ahead log', async () => {
    const db = new Database(path);
    db.pragma('journal_mode = WAL');
    db.exec("INSERT INTO domains (domain, zone_id) VALUES ('example.org', 'zone-org')");
    const copy = directory.file('copy.db');
    for (const suffix of ['', '-wal']) copyFileSync(path + suffix, copy + suffix);
    db.close();
    path = copy;
    const store = await adopted();
    expect((await store.domains()).map(({ domain }) => domain)).toEqual(['example.com', 'example.org']);
    await store.close();
  });

  it.each([
    ['a table too few', 'DROP TABLE container_ports'],
    ['a column too many', 'ALTER TABLE domains ADD COLUMN colour TEXT'],
    ['bookkeeping of its own', 'CREATE TABLE schema_migrations (id INTEGER)'],
    ['the mark of another program', 'PRAGMA application_id = 7'],
  ])('is not taken for one with %s', async (_what, sql) => {
    const db = new Database(path);
    db.exec(sql);
    db.close();
    const before = readFileSync(path);
    await expect(adopted()).rejects.toMatchObject({ code: 'database-foreign' });
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});
