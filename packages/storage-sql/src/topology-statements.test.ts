import type { Change, DockerContainer } from '@tunnel-manager/core';
import { expect, it } from 'vitest';
import { statementsFor } from './statements.ts';

const container = (n: number): DockerContainer => ({
  containerId: `container-${n}`,
  name: `web-${n}`,
  image: 'web:1',
  state: 'running',
  project: null,
  networkMode: 'bridge',
  networks: [{ networkId: `network-${n % 30}`, ipAddress: '', aliases: [] }],
  ports: [{ internalPort: 80, protocol: 'tcp', hostIp: '', hostPort: 0 }],
});

const look = (containers: number): Change => ({
  kind: 'topology-observed',
  vm: 'vm-1',
  at: 1,
  stale: false,
  networksSeen: [],
  networksGone: [],
  containersSeen: Array.from({ length: containers }, (_, n) => container(n)),
  containersGone: [],
});

it.each([
  [0, 1],
  [1, 6],
  [300, 66],
  [3000, 271],
])('takes few statements for a look at %d containers', (containers, most) => {
  expect(statementsFor(look(containers)).length).toBeLessThanOrEqual(most);
});

it('has few texts for all sizes, so that each is prepared once', () => {
  const texts = [0, 1, 7, 63, 64, 299, 300, 1000].flatMap((size) => statementsFor(look(size)).map(({ sql }) => sql));
  expect(new Set(texts).size).toBeLessThanOrEqual(16);
});

it('has one parameter for each question mark', () => {
  for (const { sql, params } of statementsFor(look(77))) expect(params).toHaveLength(sql.split('?').length - 1);
});
