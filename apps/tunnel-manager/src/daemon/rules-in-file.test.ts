import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSampleService, startSandboxWorld } from '@tunnel-manager/sandbox';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { tokenSha256 } from '../auth/token.ts';
import { HttpTunnelManager } from '../cli/http-tunnel-manager.ts';
import { parseConfig } from '../config/load-config.ts';
import { startDaemon } from './daemon.ts';

/** A busy machine may take its time; what is waited for comes in a moment on an idle one. */
const PATIENTLY = { timeout: 10_000 };

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

const WRITTEN_BY_HAND = `# Mine.
tunnel: somebody
ingress:
  - hostname: old.example.com # do not touch
    service: http://127.0.0.1:1
  - service: http_status:404
`;

/** A daemon that publishes in a file; the connector's metrics are known to it only when `watches` says so. */
async function start({ watches = false } = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'rules-in-file-'));
  endings.push(async () => rmSync(directory, { recursive: true }));
  const file = join(directory, 'config.yml');
  writeFileSync(file, WRITTEN_BY_HAND);
  const world = await startSandboxWorld();
  endings.push(() => world.close());
  const service = await startSampleService({ port: 0 });
  endings.push(() => service.close());
  const { baseUrl, accountId, tunnelId, token } = world.cloudflare;
  const config = {
    vm: 'vm-1',
    storage: { sqlite: { path: ':memory:' } },
    cloudflare: { apiToken: 'env:CLOUDFLARE', accountId, tunnelId, baseUrl, defaultDomain: 'example.com' },
    ingress: { mode: 'file', file: { path: file, apply: 'none' } },
    connector: { metrics: watches ? world.connectors.map(({ metricsUrl }) => metricsUrl) : [] },
    docker: { enabled: false },
    projects: { demo: { ports: [String(service.port)] } },
    auth: { tokens: [{ sha256: tokenSha256('tm_demo'), project: 'demo' }] },
    http: { listen: '127.0.0.1:0' },
  };
  const daemon = await startDaemon({
    config: parseConfig(JSON.stringify(config), {}, 'test'),
    environment: { CLOUDFLARE: token },
    log: pino({}, { write: () => {} }),
  });
  endings.push(() => daemon.stop());
  const manager = new HttpTunnelManager({ url: `http://127.0.0.1:${daemon.address.port}`, token: 'tm_demo' });
  await expect.poll(() => manager.domains(), PATIENTLY).toMatchObject({ value: [{}, {}] });
  return { manager, port: service.port, rules: () => readFileSync(file, 'utf8') };
}

describe('a daemon that publishes in a file', () => {
  it('writes its rule beside those that are there, says that a restart is due, and takes it away again', async () => {
    const { manager, port, rules } = await start();
    const answer = await manager.requestHostname({ subdomain: 'app', port });
    expect(answer).toMatchObject({
      value: { state: 'active', warnings: expect.arrayContaining([expect.stringMatching(/restart it/)]) },
    });
    expect(rules()).toContain('hostname: app.example.com');
    expect(rules()).toMatch(/^# Mine\.[^]*old\.example\.com # do not touch/);
    await manager.releaseHostname({ hostname: 'app.example.com' });
    expect(rules()).toBe(WRITTEN_BY_HAND);
  });

  it('refuses where the connector takes its rules from Cloudflare, and leaves the file as it is', async () => {
    const { manager, port, rules } = await start({ watches: true });
    const refused = await manager.requestHostname({ subdomain: 'app', port });
    expect(refused).toMatchObject({
      refusal: { code: 'ingress-remote', advice: expect.stringMatching(/ingress\.mode: remote/) },
    });
    expect(rules()).toBe(WRITTEN_BY_HAND);
  });
});
