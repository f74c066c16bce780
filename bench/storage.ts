import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Change, Hostname } from '@tunnel-manager/core';
import { openSqliteStore, type SqliteStore } from '@tunnel-manager/storage-sqlite';
import Database from 'better-sqlite3';
import { compare, type Section } from './measure.ts';

const HOSTNAMES = 10_000;
const PROJECTS = 50;
const SAMPLES = 20_000;
const START = 1_774_746_000_000;

/** The store through its port against the same statements prepared by hand on the bare driver, on the same rows. */
export async function storage(): Promise<readonly Section[]> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-storage-'));
  const path = join(directory, 'state.db');
  const store = await openSqliteStore({ path });
  const raw = new Database(path);
  raw.pragma('synchronous = FULL');
  raw.pragma('foreign_keys = ON');
  try {
    await fill(store);
    return [
      { title: 'latest health', rows: await compareLatestHealth(store, raw) },
      { title: `100 of ${HOSTNAMES} hostnames, by project`, rows: await compareList(store, raw) },
      { title: 'one claim, on disk', rows: await compareClaim(store, raw) },
    ];
  } finally {
    raw.close();
    await store.close();
    rmSync(directory, { recursive: true });
  }
}

function compareLatestHealth(store: SqliteStore, raw: Database.Database): ReturnType<typeof compare> {
  const sql = `SELECT vms.vm, checked_at, status, uptime_seconds, restart_count, edge_connections, last_error
    FROM vms JOIN tunnel_health ON tunnel_health.vm_no = vms.vm_no WHERE vms.vm = ? ORDER BY checked_at DESC LIMIT 1`;
  const prepared = raw.prepare(sql);
  return compare(
    [
      { name: 'prepared statement', run: () => prepared.get('vm-1') },
      { name: 'prepared statement, awaited', run: async () => prepared.get('vm-1') },
      { name: 'port', run: () => store.latestHealth('vm-1') },
      { name: 'statement prepared for each call', run: () => raw.prepare(sql).get('vm-1') },
    ],
    { rounds: 41, runs: 1000 },
  );
}

function compareList(store: SqliteStore, raw: Database.Database): ReturnType<typeof compare> {
  const prepared = raw.prepare('SELECT * FROM cnames WHERE project_name = ? ORDER BY full_hostname LIMIT 100');
  return compare(
    [
      { name: 'prepared statement', run: () => prepared.all('project-7') },
      { name: 'port', run: () => store.hostnames({ project: 'project-7' }, { limit: 100 }) },
    ],
    { rounds: 41, runs: 100 },
  );
}

function compareClaim(store: SqliteStore, raw: Database.Database): ReturnType<typeof compare> {
  const unsynced = new Database(raw.name);
  unsynced.pragma('synchronous = NORMAL');
  const full = rawClaim(raw);
  const normal = rawClaim(unsynced);
  let next = HOSTNAMES;
  return compare(
    [
      { name: 'two prepared inserts in a transaction', run: () => full(aHostname((next += 1))) },
      { name: 'port', run: () => store.commit([claim(aHostname((next += 1)))]) },
      { name: 'the inserts with synchronous = NORMAL', run: () => normal(aHostname((next += 1))) },
    ],
    { rounds: 21, runs: 60 },
  ).finally(() => unsynced.close());
}

/** What a claim writes, the row and its log entry, without any of the checks. */
function rawClaim(db: Database.Database): (row: Hostname) => void {
  const insert = db.prepare(`INSERT INTO cnames VALUES (${Array.from({ length: 20 }, () => '?').join(', ')})`);
  const log = db.prepare('INSERT INTO change_log (at, changes) VALUES (?, ?)');
  const transaction = db.transaction((row: Hostname) => {
    insert.run(...columnsOf(row));
    log.run(row.updatedAt, JSON.stringify([claim(row)]));
  });
  return (row) => transaction.immediate(row);
}

async function fill(store: SqliteStore): Promise<void> {
  await store.commit([
    { kind: 'vm-registered', vm: 'vm-1', vmNo: 1, at: START },
    {
      kind: 'domain-seen',
      domain: {
        domain: 'example.com',
        zoneId: 'z',
        status: 'active',
        discoveredAt: START,
        lastSeenAt: START,
        removedAt: null,
      },
    },
  ]);
  await store.commit(Array.from({ length: HOSTNAMES }, (_, n) => claim(aHostname(n))));
  await store.commit(Array.from({ length: SAMPLES }, (_, n) => sampled(n)));
}

const claim = (hostname: Hostname): Change => ({ kind: 'hostname-claimed', hostname, quota: 1_000_000 });

const sampled = (n: number): Change => ({
  kind: 'health-sampled',
  sample: {
    vm: 'vm-1',
    checkedAt: START + n * 30_000,
    status: 'up',
    uptimeSeconds: n * 30,
    restartCount: 0,
    edgeConnections: 4,
    lastError: null,
  },
});

function aHostname(n: number): Hostname {
  const subdomain = `app-${String(n).padStart(6, '0')}`;
  return {
    id: `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`,
    hostname: `${subdomain}.example.com`,
    subdomain,
    domain: 'example.com',
    origin: 'http://localhost:3105',
    targetType: 'localhost',
    port: 3105,
    container: null,
    network: null,
    reason: 'The port is listening on this host.',
    project: `project-${n % PROJECTS}`,
    vm: 'vm-1',
    tunnelId: '0c9f5b1e-7c1f-4d44-9a52-6f3f2a3c1b11',
    recordId: `record-${n}`,
    state: 'active',
    version: 2,
    expiresAt: null,
    createdAt: START,
    updatedAt: START,
    createdBy: 'token:bench',
  };
}

/** In the order of the table's columns. */
const columnsOf = (row: Hostname): readonly (string | number | null)[] => {
  const { id, subdomain, domain, hostname, origin, targetType, port, container, network, project } = row;
  const { vm, tunnelId, recordId, state, version, expiresAt, createdAt, updatedAt, createdBy, reason } = row;
  const where = [id, subdomain, domain, hostname, origin, targetType, port, container, network, project];
  return where.concat([vm, tunnelId, recordId, state, version, expiresAt, createdAt, updatedAt, createdBy, reason]);
};
