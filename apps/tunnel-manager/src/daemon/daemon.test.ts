import { startSandboxWorld, type SandboxWorld } from '@tunnel-manager/sandbox';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { tokenSha256 } from '../auth/token.ts';
import { HttpTunnelManager } from '../cli/http-tunnel-manager.ts';
import { parseConfig } from '../config/load-config.ts';
import { startDaemon, type Daemon } from './daemon.ts';

/** A busy machine may take its time; what is waited for comes in a moment on an idle one. */
const PATIENTLY = { timeout: 10_000 };

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

const log = pino({}, { write: () => {} });

async function startWorld(): Promise<SandboxWorld> {
  const world = await startSandboxWorld();
  endings.push(() => world.close());
  return world;
}

function configOf({ cloudflare, connectors }: SandboxWorld, changes: object = {}) {
  const { baseUrl, accountId, tunnelId } = cloudflare;
  const document = {
    vm: 'vm-1',
    storage: { sqlite: { path: ':memory:' } },
    cloudflare: { apiToken: 'env:CLOUDFLARE', accountId, tunnelId, baseUrl, defaultDomain: 'example.com' },
    connector: { metrics: connectors.map(({ metricsUrl }) => metricsUrl) },
    docker: { enabled: false },
    projects: { demo: {} },
    auth: { tokens: [{ sha256: tokenSha256('tm_one'), role: 'admin' }] },
    http: { listen: '127.0.0.1:0' },
    ...changes,
  };
  return parseConfig(JSON.stringify(document), {}, 'test');
}

async function start(world: SandboxWorld, changes: object = {}): Promise<Daemon> {
  const environment = { CLOUDFLARE: world.cloudflare.token };
  const daemon = await startDaemon({ config: configOf(world, changes), environment, log });
  endings.push(() => daemon.stop());
  return daemon;
}

const managerOf = ({ address }: Daemon, token: string) =>
  new HttpTunnelManager({ url: `http://127.0.0.1:${address.port}`, token });

describe('the daemon', () => {
  it('watches the tunnel and knows the domains from its start, without having been asked', async () => {
    const daemon = await start(await startWorld());
    const manager = managerOf(daemon, 'tm_one');
    await expect.poll(() => manager.status(), PATIENTLY).toMatchObject({ value: { status: 'up', vm: 'vm-1' } });
    await expect.poll(() => manager.domains(), PATIENTLY).toMatchObject({ value: [{ domain: 'example.com' }, {}, {}] });
  });

  it('answers although Cloudflare does not', async () => {
    const world = await startWorld();
    world.faults.add({ match: {}, fault: { kind: 'drop-before' } });
    const daemon = await start(world);
    const response = await fetch(`http://127.0.0.1:${daemon.address.port}/readyz`);
    expect(response.status).toBe(200);
  });

  it('takes tokens and projects of a new configuration while it runs', async () => {
    const world = await startWorld();
    const daemon = await start(world);
    daemon.reload(configOf(world, { auth: { tokens: [{ sha256: tokenSha256('tm_two'), role: 'admin' }] } }));
    expect(await managerOf(daemon, 'tm_one').status()).toMatchObject({ refusal: { code: 'unauthenticated' } });
    expect(await managerOf(daemon, 'tm_two').status()).toMatchObject({ ok: true });
  });

  it('keeps what it has when a new configuration cannot be used', async () => {
    const world = await startWorld();
    const daemon = await start(world);
    const broken = configOf(world, { auth: { tokens: [{ token: 'env:NOWHERE', role: 'admin' }] } });
    expect(() => daemon.reload(broken)).toThrow(/NOWHERE/);
    expect(await managerOf(daemon, 'tm_one').status()).toMatchObject({ ok: true });
  });

  it('does not start with an API token that cannot be had', async () => {
    const world = await startWorld();
    const starting = startDaemon({ config: configOf(world), environment: {}, log });
    await expect(starting).rejects.toThrow(/cloudflare\.apiToken: .*CLOUDFLARE/);
  });

  it('does not start where another one listens', async () => {
    const world = await startWorld();
    const { address } = await start(world);
    const starting = start(world, { http: { listen: `127.0.0.1:${address.port}` } });
    await expect(starting).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('stops within five seconds, also while Cloudflare keeps it waiting', async () => {
    const world = await startWorld();
    world.faults.add({ match: {}, fault: { kind: 'hang' } });
    const daemon = await start(world);
    const startedAt = performance.now();
    await daemon.stop();
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });
});
