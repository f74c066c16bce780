import { describe, expect, it } from 'vitest';
import { startSandboxWorld } from './sandbox-world.ts';
import type { SandboxWorld } from './sandbox-world.ts';
import { callApi, recordsPath } from './testing/call-api.ts';
import type { CallAnswer } from './testing/call-api.ts';
import { startTestWorld } from './testing/test-world.ts';

const create = (sandbox: SandboxWorld, name: string): Promise<CallAnswer> =>
  callApi(sandbox, 'POST', recordsPath(sandbox), { type: 'CNAME', name, content: 'target.example.org' });

describe('a sandbox', () => {
  it('continues from a stored snapshot, with the same ids and no id twice', async () => {
    const first = await startTestWorld();
    const before = await create(first, 'a');
    first.dashboard.addSomeRule();
    const second = await startTestWorld({ restore: JSON.parse(JSON.stringify(first.snapshot())) });
    expect(second.world.state).toEqual(first.world.state);
    expect(second.cloudflare).toMatchObject({ token: first.cloudflare.token, tunnelId: first.cloudflare.tunnelId });
    expect(second.connectors[0]?.configVersion).toBe(2);
    expect((await create(second, 'b')).result.id).not.toBe(before.result.id);
  });

  it('has the same ids from the same seed, and others from another', async () => {
    const [one, same, other] = await Promise.all([1, 1, 2].map((seed) => startTestWorld({ seed })));
    expect(one?.cloudflare.tunnelId).toBe(same?.cloudflare.tunnelId);
    expect(one?.cloudflare.tunnelId).not.toBe(other?.cloudflare.tunnelId);
  });

  it('lets go of its ports when it is closed', async () => {
    const sandbox = await startSandboxWorld();
    await sandbox.close();
    await expect(fetch(sandbox.edge.url)).rejects.toThrow('fetch failed');
    await expect(fetch(`${sandbox.connectors[0]?.metricsUrl}/ready`)).rejects.toThrow('fetch failed');
  });

  it('refuses any address that is not loopback', async () => {
    await expect(startSandboxWorld({ edge: '0.0.0.0:0' })).rejects.toThrow('loopback only');
  });
});
