import { PortFailure } from '@tunnel-manager/core';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../config/load-config.ts';
import { connectorRestart, type Restarts } from './restart-connector.ts';

function recording(change: Partial<Restarts> = {}) {
  const restarted: string[] = [];
  const restarts: Restarts = {
    unit: async (unit) => void restarted.push(unit),
    container: async (host, name) => void restarted.push(`${name} at ${host}`),
    ...change,
  };
  return { restarted, restarts };
}

const configOf = (apply: string, connector: object) => {
  const cloudflare = { apiToken: 'env:X', accountId: '0'.repeat(32), tunnelId: '00000000-0000-0000-0000-000000000000' };
  return parseConfig(JSON.stringify({ cloudflare, connector, ingress: { mode: 'file', file: { apply } } }), {}, 'test');
};

const TWO = { kind: 'docker', docker: { container: ['tunnel-1', 'tunnel-2'] } };

describe('a changed file comes into force', () => {
  it.each([
    ['a unit', { kind: 'systemd', systemd: { unit: 'cloudflared' } }, ['cloudflared']],
    ['containers', TWO, ['tunnel-1 at unix:///var/run/docker.sock', 'tunnel-2 at unix:///var/run/docker.sock']],
  ])('by a restart of %s', async (_name, connector, expected) => {
    const { restarted, restarts } = recording();
    await connectorRestart(configOf('restart', connector), restarts)?.();
    expect(restarted).toEqual(expected);
  });

  it('not by us where the operator restarts the connector', () => {
    expect(connectorRestart(configOf('none', TWO))).toBeNull();
  });

  it('too late when Docker cannot restart the container: the file is written by then', async () => {
    const failure = new PortFailure({
      operation: 'docker.restart-container',
      code: 'topology-unknown',
      message: 'The container tunnel-1 does not exist.',
      advice: 'See `docker ps --all`.',
      outcome: 'none',
    });
    const { restarted, restarts } = recording({ container: () => Promise.reject(failure) });
    await expect(connectorRestart(configOf('restart', TWO), restarts)?.()).rejects.toMatchObject({
      outcome: 'done',
      code: 'connector-unconfirmed',
      advice: 'See `docker ps --all`.',
      cause: failure,
    });
    expect(restarted).toEqual([]);
  });
});
