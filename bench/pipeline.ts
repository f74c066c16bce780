import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@tunnel-manager/adapters-host';
import {
  createCore,
  foundInstallation,
  type Change,
  type Core,
  type Ports,
  type ProjectCaller,
} from '@tunnel-manager/core';
import { aHostname, FakeCloudflare } from '@tunnel-manager/core/testing';
import { openSqliteStore, type SqliteStore } from '@tunnel-manager/storage-sqlite';
import { compare, type Section } from './measure.ts';

const SIZES = [10, 10_000] as const;
const CALLER: ProjectCaller = { role: 'project', project: 'demo', actor: 'demo', requestId: 'bench' };

/**
 * A whole request on a database file, with a Cloudflare and an origin that answer at once: what is left is our own
 * part. Its limit is the two synced commits that claim-first cannot do without.
 */
export async function pipeline(): Promise<readonly Section[]> {
  const parts = await Promise.all(SIZES.map(openWith));
  let next = 0;
  const request =
    ({ core }: Part) =>
    async () => {
      const outcome = await core.as(CALLER).requestHostname({ subdomain: `bench-${(next += 1)}`, port: 3000 });
      if (!outcome.ok) throw new Error(outcome.refusal.message);
    };
  const [small, large] = parts as [Part, Part];
  const contenders = [
    { name: 'two synced commits', run: () => twoCommits(small, (next += 1)) },
    { name: `request, ${SIZES[0]} hostnames before`, run: request(small) },
    { name: `request, ${SIZES[1]} hostnames before`, run: request(large) },
  ];
  try {
    return [
      { title: 'one request, without the time outside', rows: await compare(contenders, { rounds: 7, runs: 20 }) },
    ];
  } finally {
    for (const part of parts) await part.close();
  }
}

interface Part {
  readonly core: Core;
  readonly store: SqliteStore;
  close(): Promise<void>;
}

async function openWith(hostnames: number): Promise<Part> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-pipeline-'));
  const store = await openSqliteStore({ path: join(directory, 'state.db') });
  const clock = systemClock();
  const cloudflare = new FakeCloudflare();
  // The fake copies documents so that tests can compare them; that is no part of ours.
  cloudflare.read = async () => ({
    document: cloudflare.document,
    version: cloudflare.version,
  });
  cloudflare.replace = async (document) => {
    cloudflare.document = document;
    return { version: (cloudflare.version += 1) };
  };
  const ports: Ports = {
    store,
    clock,
    dns: cloudflare,
    ingress: cloudflare,
    connectors: cloudflare,
    origins: { probe: async () => ({ answered: true, status: 200 }) },
    runtime: { view: () => null },
    allocations: { ownerOf: async () => 'demo' },
    projects: { find: (project) => ({ project, domains: null, quota: null }) },
  };
  const installation = await foundInstallation(store, clock, 'vm-1');
  const core = createCore(ports, { installation, vm: 'vm-1', tunnelId: 'tunnel-1', defaultDomain: 'example.com' });
  await core.refreshDomains();
  await store.commit(Array.from({ length: hostnames }, (_, index) => existing(index)));
  return {
    core,
    store,
    close: async () => {
      await store.close();
      rmSync(directory, { recursive: true });
    },
  };
}

const existing = (index: number): Change => ({
  kind: 'hostname-claimed',
  quota: null,
  hostname: aHostname({
    id: `existing-${index}`,
    hostname: `existing-${index}.example.com`,
    subdomain: `existing-${index}`,
    state: 'active',
    recordId: `existing-record-${index}`,
  }),
});

/** A claim and its withdrawal on the same store: the least that two acknowledged steps cost on this disk. */
async function twoCommits({ store }: Part, index: number): Promise<void> {
  const row = aHostname({ id: `raw-${index}`, hostname: `raw-${index}.example.com`, subdomain: `raw-${index}` });
  await store.commit([{ kind: 'hostname-claimed', hostname: row, quota: null }]);
  await store.commit([{ kind: 'hostname-released', id: row.id, version: 1, at: row.updatedAt }]);
}
