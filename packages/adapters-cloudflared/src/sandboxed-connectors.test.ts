import { startSandboxWorld, type SandboxWorld } from '@tunnel-manager/sandbox';
import { afterEach, describe, expect, it } from 'vitest';
import { MetricsConnectorProbe } from './metrics-connector-probe.ts';

let world: SandboxWorld;
afterEach(() => world.close());

const observe = () => new MetricsConnectorProbe(world.connectors.map(({ metricsUrl }) => metricsUrl)).observe();

describe('MetricsConnectorProbe at stand-ins for cloudflared', () => {
  it('sees two ready connectors on the published version', async () => {
    world = await startSandboxWorld({ connectors: 2 });
    expect(await observe()).toEqual(
      world.connectors.map(({ metricsUrl, connectorId }) => ({
        address: metricsUrl,
        reachable: true,
        connectorId,
        readyConnections: 4,
        configVersion: 1,
        error: null,
      })),
    );
  });

  it('sees that no edge connection is left, though the process calls itself healthy', async () => {
    world = await startSandboxWorld();
    world.connectors[0]?.behave('no-edge');
    expect(await observe()).toMatchObject([{ reachable: true, readyConnections: 0, error: null }]);
  });

  it('sees a connector that stays at an old version', async () => {
    world = await startSandboxWorld();
    world.connectors[0]?.behave('stuck');
    world.dashboard.addRule({ hostname: 'old.example.com', service: 'http://127.0.0.1:8080' });
    expect(await observe()).toMatchObject([{ configVersion: 1 }]);
  });

  it('cannot reach a connector that was killed, and knows the new one by its id', async () => {
    world = await startSandboxWorld();
    const [before] = await observe();
    await world.connectors[0]?.signal('SIGHUP');
    expect(await observe()).toMatchObject([{ reachable: false, connectorId: null, readyConnections: 0 }]);
    await world.connectors[0]?.start();
    const [after] = await observe();
    expect(after).toMatchObject({ reachable: true, readyConnections: 4 });
    expect(after?.connectorId).not.toBe(before?.connectorId);
  });
});
