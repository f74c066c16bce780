import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Connector } from './connector.ts';
import type { SandboxOptions, SandboxWorld } from '../sandbox-world.ts';
import type { Json } from '../testing/call-api.ts';
import { applied, publish, startTestWorld } from '../testing/test-world.ts';

async function oneConnector(options: SandboxOptions = {}): Promise<{ sandbox: SandboxWorld; connector: Connector }> {
  const sandbox = await startTestWorld(options);
  return { sandbox, connector: sandbox.connectors[0]! };
}

async function look(connector: Connector, path: string): Promise<{ status: number; text: string; json: Json }> {
  const response = await fetch(connector.metricsUrl + path);
  const text = await response.text();
  return { status: response.status, text, json: text.startsWith('{') ? JSON.parse(text) : null };
}

/** A cloudflared configuration file that goes with the test. */
async function configFile(text: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'sandbox-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, 'config.yml');
  await writeFile(path, text);
  return path;
}

describe('the metrics listener of a connector', () => {
  it('tells that it is ready, and who it is', async () => {
    const { sandbox, connector } = await oneConnector();
    const { connectorId } = connector;
    expect(await look(connector, '/ready')).toMatchObject({
      status: 200,
      json: { status: 200, readyConnections: 4, connectorId },
    });
    expect((await look(connector, '/diag/tunnel')).json).toMatchObject({
      tunnelID: sandbox.cloudflare.tunnelId,
      connectorID: connectorId,
    });
    expect((await look(connector, '/metrics')).text).toMatch(/^process_start_time_seconds \d+/m);
    expect((await look(connector, '/nothing')).status).toBe(404);
  });

  it('shows the configuration in force with every setting', async () => {
    const { sandbox, connector } = await oneConnector();
    await publish(sandbox, 'app.example.com', 'http://localhost:1', { originRequest: { connectTimeout: 5 } });
    const { version, config } = (await look(connector, '/config')).json;
    expect(version).toBe(2);
    expect(config.ingress[0]).toMatchObject({
      hostname: 'app.example.com',
      originRequest: { connectTimeout: 5, tlsTimeout: 10 },
    });
  });

  it('says OK to /healthcheck without any connection to the edge', async () => {
    const { connector } = await oneConnector();
    connector.behave('no-edge');
    expect(await look(connector, '/ready')).toMatchObject({ status: 503, json: { readyConnections: 0 } });
    expect(await look(connector, '/healthcheck')).toMatchObject({ status: 200, text: 'OK\n' });
  });

  it('changes its mind with every look while it flaps', async () => {
    const { connector } = await oneConnector();
    connector.behave('flap');
    const statuses = [];
    for (let count = 0; count < 4; count += 1) statuses.push((await look(connector, '/ready')).status);
    expect(statuses).toEqual([503, 200, 503, 200]);
  });
});

describe('a pushed configuration', () => {
  it('waits while the connector is stuck, and is taken when it no longer is', async () => {
    const { sandbox, connector } = await oneConnector();
    connector.behave('stuck');
    sandbox.dashboard.addSomeRule();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(connector.configVersion).toBe(1);
    connector.behave('normal');
    await applied(sandbox);
    expect(connector.configVersion).toBe(2);
  });

  it('leaves the old one in force when it cannot be used', async () => {
    const { sandbox, connector } = await oneConnector();
    sandbox.dashboard.editConfiguration(() => ({ ingress: [] }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(connector.configVersion).toBe(1);
  });

  it('takes longer the more rules it has', async () => {
    const { sandbox } = await oneConnector();
    const own = Array.from({ length: 100 }, (_, index) => ({
      hostname: `h${index}.example.com`,
      service: 'hello_world',
    }));
    const before = performance.now();
    sandbox.dashboard.editConfiguration(({ ingress }) => ({ ingress: [...own, ...ingress] }));
    await applied(sandbox);
    expect(performance.now() - before).toBeGreaterThan(85);
  });
});

describe('a connector with a local file', () => {
  const FILE =
    'ingress:\n  - hostname: app.example.com\n    service: http://localhost:1\n  - service: http_status:404\n';

  it('reads it once and reports version -1', async () => {
    const file = await configFile(FILE);
    const { connector } = await oneConnector({ tunnelSource: 'local', connector: { configFile: file } });
    await writeFile(file, 'ingress:\n  - service: http_status:503\n');
    const { version, config } = (await look(connector, '/config')).json;
    expect(version).toBe(-1);
    expect(config.ingress).toHaveLength(2);
  });

  it('ends with code 1 when the file is not valid', async () => {
    const file = await configFile('ingress: []\n');
    const { connector } = await oneConnector({ tunnelSource: 'local', connector: { configFile: file } });
    expect([connector.phase, connector.exitCode]).toEqual(['stopped', 1]);
  });
});

describe('a signal to a connector', () => {
  it('of SIGTERM lets go of the edge at once and ends the process after the grace period', async () => {
    const { connector } = await oneConnector();
    const stopped = connector.signal('SIGTERM');
    expect(connector.phase).toBe('draining');
    expect((await look(connector, '/ready')).status).toBe(503);
    await stopped;
    expect([connector.phase, connector.exitCode]).toEqual(['stopped', 0]);
  });

  it('of a second SIGTERM ends it at once', async () => {
    const { connector } = await oneConnector({ connector: { graceMs: 60_000 } });
    void connector.signal('SIGTERM');
    await connector.signal('SIGTERM');
    expect(connector.exitCode).toBe(143);
  });

  it('of SIGHUP kills it, and of SIGUSR1 does nothing', async () => {
    const { connector } = await oneConnector();
    await connector.signal('SIGUSR1');
    expect(connector.phase).toBe('ready');
    await connector.signal('SIGHUP');
    expect(connector.exitCode).toBe(129);
  });

  it('is forgotten after a new start on the same metrics address, under a new id', async () => {
    const { connector } = await oneConnector();
    const { connectorId, metricsUrl } = connector;
    await connector.signal('SIGKILL');
    await connector.start();
    expect(connector.metricsUrl).toBe(metricsUrl);
    expect(connector.connectorId).not.toBe(connectorId);
    expect((await look(connector, '/ready')).status).toBe(200);
  });
});
