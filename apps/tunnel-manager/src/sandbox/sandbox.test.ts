import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { HttpTunnelManager } from '../cli/http-tunnel-manager.ts';
import { openSandboxData } from './sandbox-data.ts';
import { startSandbox, type Sandbox } from './start-sandbox.ts';

const parent = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
afterAll(() => rmSync(parent, { recursive: true }));

const ANY = { host: '127.0.0.1', port: 0 };

const start = async (directory: string): Promise<Sandbox> =>
  startSandbox({ data: await openSandboxData(join(parent, directory)), http: ANY, edge: ANY });

/** One request to the edge for a hostname; `fetch` would not let the Host header be chosen. */
const visit = ({ edgeUrl }: Sandbox, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const visited = request(edgeUrl, { headers: { host }, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    visited.on('error', reject);
    visited.end();
  });

describe('the sandbox', () => {
  it('has its first hostname live when it is ready, and makes and releases others', async () => {
    const sandbox = await start('fresh');
    try {
      expect(sandbox.domains).toEqual(['example.com', 'example.org']);
      expect(await visit(sandbox, sandbox.hostname)).toBe(200);
      const demo = new HttpTunnelManager({ url: sandbox.url, token: sandbox.tokens.demo });
      const wish = { subdomain: 'app', port: sandbox.service.port };
      expect(await demo.requestHostname(wish)).toMatchObject({ ok: true, value: { state: 'active', created: true } });
      expect(await visit(sandbox, 'app.example.com')).toBe(200);
      expect(await demo.releaseHostname({ hostname: 'app.example.com' })).toMatchObject({ value: { deleted: true } });
      expect(await visit(sandbox, 'app.example.com')).toBe(530);
    } finally {
      await sandbox.stop();
    }
  });

  it('goes on where it ended, with the same tokens and hostnames, in a directory that is kept', async () => {
    const first = await start('kept');
    const { tokens, service } = first;
    await new HttpTunnelManager({ url: first.url, token: tokens.demo }).requestHostname({
      subdomain: 'kept',
      port: service.port,
    });
    await first.stop();
    const again = await start('kept');
    try {
      expect(again.tokens).toEqual(tokens);
      expect(await visit(again, 'kept.example.com')).toBe(200);
    } finally {
      await again.stop();
    }
  });

  it('leaves nothing running when it cannot start', async () => {
    const running = await start('busy');
    try {
      await expect(start('busy')).rejects.toMatchObject({ code: 'database-locked' });
      expect(await visit(running, running.hostname)).toBe(200);
    } finally {
      await running.stop();
    }
  });
});
