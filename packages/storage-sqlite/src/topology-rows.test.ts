import type { Change, DockerContainer } from '@tunnel-manager/core';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { openSqliteStore } from './open-sqlite-store.ts';
import { aDirectory } from './testing/a-directory.ts';

const container = (n: number, image: string): DockerContainer => ({
  containerId: `container-${n}`,
  name: `web-${n}`,
  image,
  state: 'running',
  project: null,
  networkMode: 'bridge',
  networks: [],
  ports: [],
});

const look = (at: number, containersSeen: readonly DockerContainer[]): Change => ({
  kind: 'topology-observed',
  vm: 'vm-1',
  at,
  stale: false,
  networksSeen: [],
  networksGone: [],
  containersSeen,
  containersGone: [],
});

it('writes the row of a container only when it changed, and keeps when it was seen first', async () => {
  const directory = aDirectory();
  const store = await openSqliteStore({ path: directory.file('state.db') });
  await store.commit([{ kind: 'vm-registered', vm: 'vm-1', vmNo: 1, at: 1 }]);
  await store.commit([look(1, [container(1, 'old'), container(2, 'old')])]);
  await store.commit([look(2, [container(2, 'new')])]);
  await store.commit([look(3, [])]);
  const db = new Database(directory.file('state.db'), { readonly: true });
  expect(db.prepare('SELECT container_id, first_seen_at, changed_at FROM docker_containers').raw().all()).toEqual([
    ['container-1', 1, 1],
    ['container-2', 1, 2],
  ]);
  expect(db.prepare('SELECT vm, observed_at FROM docker_observations').raw().all()).toEqual([['vm-1', 3]]);
  db.close();
  await store.close();
  directory.remove();
});
