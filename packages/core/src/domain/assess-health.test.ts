import { describe, expect, it } from 'vitest';
import { assessHealth, UNKNOWN_HEALTH, type ConnectorLook, type TunnelHealth } from './assess-health.ts';

const look = (change: Partial<ConnectorLook> = {}): ConnectorLook => ({
  address: 'http://127.0.0.1:20241',
  reachable: true,
  connectorId: 'c-1',
  readyConnections: 4,
  error: null,
  ...change,
});

/** One look every thirty seconds. */
const watch = (looks: readonly (readonly ConnectorLook[])[]): TunnelHealth =>
  looks.reduce((health, seen, index) => assessHealth(health, seen, index * 30_000, 3), UNKNOWN_HEALTH);

const dead = look({ reachable: false, connectorId: null, readyConnections: 0, error: 'connection refused' });

describe('assessHealth', () => {
  it('calls the tunnel up when every connector has an edge connection', () => {
    expect(watch([[look()], [look()]])).toMatchObject({ status: 'up', upSince: 0, edgeConnections: 4 });
  });

  it('calls it down only after three failed looks in a row', () => {
    expect(watch([[look()], [dead], [dead]])).toMatchObject({ status: 'degraded', failures: 2, upSince: 0 });
    expect(watch([[look()], [dead], [dead], [dead]])).toMatchObject({ status: 'down', upSince: null });
    expect(watch([[look()], [dead], [dead], [look()], [dead]])).toMatchObject({ status: 'degraded', failures: 1 });
  });

  it('does not take a process that answers without an edge connection for a tunnel', () => {
    const lonely = look({ readyConnections: 0 });
    expect(watch([[lonely], [lonely], [lonely]])).toMatchObject({ status: 'down' });
  });

  it('calls it degraded when one of two connectors fails', () => {
    const second = look({ address: 'http://127.0.0.1:20242', connectorId: 'c-2', readyConnections: 0 });
    expect(watch([[look(), second]])).toMatchObject({
      status: 'degraded',
      lastError: expect.stringContaining('20242'),
    });
  });

  it('counts a restart when another process answers at the same address', () => {
    expect(watch([[look()], [look({ connectorId: 'c-2' })], [look({ connectorId: 'c-2' })]]).restartCount).toBe(1);
  });

  it('knows nothing when no connector is watched', () => {
    expect(watch([[]])).toMatchObject({ status: 'unknown' });
  });
});
