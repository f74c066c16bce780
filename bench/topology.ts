import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Change,
  diffTopology,
  type DockerContainer,
  type Topology,
  type TopologyDifference,
} from '@tunnel-manager/core';
import { openSqliteStore, type SqliteStore } from '@tunnel-manager/storage-sqlite';
import Database from 'better-sqlite3';
import { compare, type Measurement, type Section } from './measure.ts';

const CONTAINERS = 300;
const NETWORKS = 30;
const START = 1_774_746_000_000;

/**
 * What a look at the containers of a busy host costs when nothing, or one container, has changed since the last one;
 * beside it what a program pays that writes down everything that it sees.
 */
export async function topology(): Promise<readonly Section[]> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-topology-'));
  const path = join(directory, 'state.db');
  const store = await openSqliteStore({ path });
  const naive = openNaive(path);
  try {
    const { networks, containers } = picture();
    await store.commit([
      { kind: 'vm-registered', vm: 'vm-1', vmNo: 1, at: START },
      looked({ ...NO_DIFFERENCE, networksSeen: networks, containersSeen: containers }),
    ]);
    const polls = pollsOf(store, naive);
    const rows = await compare(polls, { rounds: 7, runs: 10 });
    const costs = await costsOf(polls, `${path}-wal`, naive);
    return [
      {
        title: `one look at ${CONTAINERS} containers`,
        rows: rows.map((row, index): Measurement => ({ ...row, ...costs[index] })),
      },
    ];
  } finally {
    naive.close();
    await store.close();
    rmSync(directory, { recursive: true });
  }
}

interface Poll {
  readonly name: string;
  readonly run: () => unknown;
}

function pollsOf(store: SqliteStore, naive: Database.Database): readonly Poll[] {
  const known = picture();
  // Whoever lists all containers anew holds other objects that say the same.
  const listedAnew = picture();
  const [first, ...rest] = known.containers;
  if (first === undefined) throw new Error('There is nothing to look at.');
  const states = [known, { ...known, containers: [{ ...first, state: 'exited' as const }, ...rest] }];
  const rewrite = rewriterOf(naive);
  let turn = 0;
  return [
    { name: 'rewrite every row', run: () => rewrite(known) },
    { name: 'unchanged, listed anew', run: () => poll(store, known, listedAnew) },
    { name: 'unchanged, watched', run: () => poll(store, known, { ...known, containers: [...known.containers] }) },
    { name: 'unchanged, its time written down', run: () => store.commit([looked(NO_DIFFERENCE)]) },
    {
      name: 'one of them changed',
      run: () => {
        turn += 1;
        return poll(store, states[(turn + 1) % 2] ?? known, states[turn % 2] ?? known);
      },
    },
  ];
}

async function poll(store: SqliteStore, before: Topology, after: Topology): Promise<void> {
  const difference = diffTopology(before, after);
  if (difference !== null) await store.commit([looked(difference)]);
}

const looked = (difference: TopologyDifference): Change => ({
  kind: 'topology-observed',
  vm: 'vm-1',
  at: START,
  stale: false,
  ...difference,
});

const NO_DIFFERENCE = { networksSeen: [], networksGone: [], containersSeen: [], containersGone: [] };

/** Processor time and growth of the write-ahead log, each the mean of some looks. */
async function costsOf(
  polls: readonly Poll[],
  wal: string,
  db: Database.Database,
): Promise<readonly Pick<Measurement, 'cpuMs' | 'walBytes'>[]> {
  const costs = [];
  for (const { run } of polls) {
    db.pragma('wal_checkpoint(TRUNCATE)');
    const since = process.cpuUsage();
    for (let n = 0; n < LOOKS; n += 1) await run();
    const { user, system } = process.cpuUsage(since);
    costs.push({ cpuMs: (user + system) / 1000 / LOOKS, walBytes: statSync(wal).size / LOOKS });
  }
  return costs;
}

/** Even, so that what changes to and fro is as it was afterwards. */
const LOOKS = 20;

/** The same file and durability, and no checkpoint that would hide what was written. */
function openNaive(path: string): Database.Database {
  const db = new Database(path);
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  db.pragma('wal_autocheckpoint = 0');
  return db;
}

function rewriterOf(db: Database.Database): (topology: Topology) => void {
  const network = db.prepare('INSERT OR REPLACE INTO docker_networks VALUES (?, ?, ?, ?, ?, ?, ?)');
  const container = db.prepare('INSERT OR REPLACE INTO docker_containers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const membership = db.prepare('INSERT INTO container_networks VALUES (?, ?, ?, ?, ?)');
  const port = db.prepare('INSERT INTO container_ports VALUES (?, ?, ?, ?, ?, ?)');
  let at = START;
  const rewrite = db.transaction(({ networks, containers }: Topology) => {
    at += 1;
    for (const { networkId, name, driver } of networks) network.run('vm-1', networkId, name, driver, 0, at, at);
    for (const one of containers) {
      const { containerId, name, image, state, project, networkMode } = one;
      container.run('vm-1', containerId, name, image, state, project, networkMode, at, at);
      for (const { networkId, ipAddress, aliases } of one.networks) {
        membership.run('vm-1', containerId, networkId, ipAddress, JSON.stringify(aliases));
      }
      for (const { internalPort, protocol, hostIp, hostPort } of one.ports) {
        port.run('vm-1', containerId, internalPort, protocol, hostIp, hostPort);
      }
    }
  });
  return (all) => rewrite.immediate(all);
}

/** Each container on two of the networks, with one published and one exposed port. */
const picture = (): Topology => ({
  networks: Array.from({ length: NETWORKS }, (_, n) => ({
    networkId: id('net', n),
    name: `project-${n}_default`,
    driver: 'bridge',
    internal: false,
  })),
  containers: Array.from({ length: CONTAINERS }, (_, n) => container(n)),
});

const container = (n: number): DockerContainer => ({
  containerId: id('con', n),
  name: `project-${n % NETWORKS}-web-${n}`,
  image: 'registry.example.com/project/web:2026.03',
  state: 'running',
  project: `project-${n % NETWORKS}`,
  networkMode: `project-${n % NETWORKS}_default`,
  networks: [n % NETWORKS, (n + 1) % NETWORKS]
    .sort((a, b) => a - b)
    .map((on) => ({
      networkId: id('net', on),
      ipAddress: `198.51.100.${n % 250}`,
      aliases: [`web-${n}`, 'web'],
    })),
  ports: [
    { internalPort: 80, protocol: 'tcp', hostIp: '0.0.0.0', hostPort: 3000 + n },
    { internalPort: 9090, protocol: 'tcp', hostIp: '', hostPort: 0 },
  ],
});

/** As long as Docker's. */
const id = (kind: string, n: number): string => `${kind}${String(n).padStart(4, '0')}`.padEnd(64, '0');
