import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { startSampleService, startSandboxWorld } from '@tunnel-manager/sandbox';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { tokenSha256 } from '../auth/token.ts';
import { HttpTunnelManager } from '../cli/http-tunnel-manager.ts';
import { parseConfig } from '../config/load-config.ts';
import { aDockerEngine } from '../testing/a-docker-engine.ts';
import { startDaemon } from './daemon.ts';

/** A busy machine may take its time; what is waited for comes in a moment on an idle one. */
const PATIENTLY = { timeout: 10_000 };

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

/** A daemon on a host with the container `demo-web`, whose service answers, and `other-web`, in which nothing does. */
async function startHost() {
  const world = await startSandboxWorld();
  endings.push(() => world.close());
  const service = await startSampleService({ port: 0 });
  endings.push(() => service.close());
  const engine = await aDockerEngine({ 'demo-web': service.port, 'demo-idle': 1, 'other-web': 2 });
  endings.push(() => engine.close());
  const { baseUrl, accountId, tunnelId, token } = world.cloudflare;
  const config = {
    vm: 'vm-1',
    storage: { sqlite: { path: ':memory:' } },
    cloudflare: { apiToken: 'env:CLOUDFLARE', accountId, tunnelId, baseUrl, defaultDomain: 'example.com' },
    connector: { metrics: world.connectors.map(({ metricsUrl }) => metricsUrl) },
    docker: { host: engine.host },
    projects: { demo: {}, other: {} },
    auth: { tokens: [{ sha256: tokenSha256('tm_demo'), project: 'demo' }] },
    http: { listen: '127.0.0.1:0' },
  };
  const daemon = await startDaemon({
    config: parseConfig(JSON.stringify(config), {}, 'test'),
    environment: { CLOUDFLARE: token },
    log: pino({}, { write: () => {} }),
  });
  endings.push(() => daemon.stop());
  const url = `http://127.0.0.1:${daemon.address.port}`;
  const agent = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  await agent.connect(
    new StreamableHTTPClientTransport(new URL(`${url}/mcp`), {
      requestInit: { headers: { authorization: 'Bearer tm_demo' } },
    }),
  );
  endings.push(() => agent.close());
  const call = async (name: string, args: Record<string, unknown> = {}) => agent.callTool({ name, arguments: args });
  const manager = new HttpTunnelManager({ url, token: 'tm_demo' });
  await expect.poll(() => manager.domains(), PATIENTLY).toMatchObject({ value: [{}, {}] });
  return { call, manager, engine, service };
}

describe('an agent', () => {
  it('finds the container of its service, checks it, and gets a hostname for it', async () => {
    const { call, service } = await startHost();
    const { structuredContent } = await call('tunnel_recommend_config');
    const { recommendations } = structuredContent as { recommendations: readonly Record<string, unknown>[] };
    const origin = `http://127.0.0.1:${service.port}`;
    expect(recommendations).toMatchObject([
      { container: 'demo-idle', port: 8080 },
      { container: 'demo-web', port: 8080, routable: true, origin, row: 5 },
    ]);
    const service8080 = { container: 'demo-web', targetPort: 8080 };
    expect(await call('tunnel_check_connectivity', service8080)).toMatchObject({
      structuredContent: { origin, row: 5, reachable: true, evidence: [`${origin}: answered 200`] },
    });
    expect(await call('tunnel_request_cname', { subdomain: 'app', ...service8080 })).toMatchObject({
      structuredContent: { hostname: 'app.example.com', origin, container: 'demo-web', state: 'active' },
    });
  });

  it.each([
    ['demo-idle', 'origin-unreachable', /Start the service/],
    ['other-web', 'unknown-container', /com\.supervisor\.project=demo/],
    ['nowhere', 'unknown-container', /tunnel-manager topology/],
  ])('is told the remedy when it asks for %s', async (container, code, remedy) => {
    const { call } = await startHost();
    const refused = { isError: true, structuredContent: { code, advice: expect.stringMatching(remedy) } };
    expect(await call('tunnel_check_connectivity', { container, targetPort: 8080 })).toMatchObject(refused);
    const wish = { subdomain: 'app', container, targetPort: 8080 };
    expect(await call('tunnel_request_cname', wish)).toMatchObject(refused);
  });
});

describe('the topology', () => {
  it("is the caller's own, and follows Docker", async () => {
    const { manager, engine, service } = await startHost();
    const own = (...names: readonly string[]) => ({
      value: { stale: false, containers: names.map((name) => ({ name, project: 'demo' })) },
    });
    await expect.poll(() => manager.topology(), PATIENTLY).toMatchObject(own('demo-idle', 'demo-web'));
    engine.show({ 'demo-web': service.port, 'other-web': 2 });
    await expect.poll(() => manager.topology(), PATIENTLY).toMatchObject(own('demo-web'));
  });

  it('is said to be stale when Docker is gone, and requests are refused until it is back', async () => {
    const { manager, engine } = await startHost();
    await expect.poll(() => manager.topology(), PATIENTLY).toMatchObject({ value: { stale: false } });
    await engine.close();
    await expect.poll(() => manager.topology(), PATIENTLY).toMatchObject({ value: { stale: true } });
    const asking = manager.requestHostname({ subdomain: 'app', container: 'demo-web', port: 8080 });
    await expect(asking).rejects.toMatchObject({ code: 'topology-unknown' });
  });
});
