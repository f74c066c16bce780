import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { Connector } from '../connector/connector.ts';
import { startSampleService } from '../sample-service.ts';
import type { SandboxOptions, SandboxWorld } from '../sandbox-world.ts';
import { askEdge, openAtEdge } from '../testing/ask-edge.ts';
import { applied, endWithTest, publish, startTestWorld } from '../testing/test-world.ts';

const NAME = 'app.example.com';

async function servedWorld(options: SandboxOptions = {}): Promise<SandboxWorld> {
  const sandbox = await startTestWorld(options);
  const service = endWithTest(await startSampleService());
  await publish(sandbox, NAME, service.url);
  return sandbox;
}

/** Asks without a pause while something happens; returns how often each status came. */
async function statusesDuring(sandbox: SandboxWorld, happens: () => Promise<void>): Promise<Map<number, number>> {
  const statuses = new Map<number, number>();
  const over = new AbortController();
  const asking = Array.from({ length: 4 }, async () => {
    while (!over.signal.aborted) {
      const { status } = await askEdge(sandbox.edge.url, NAME);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  });
  await happens();
  over.abort();
  await Promise.all(asking);
  return statuses;
}

const connectorOf = (sandbox: SandboxWorld, index: number): Connector => sandbox.connectors[index]!;

describe('under traffic', () => {
  it('no request fails while configurations are pushed', async () => {
    const sandbox = await servedWorld();
    const statuses = await statusesDuring(sandbox, async () => {
      for (let count = 0; count < 20; count += 1) {
        sandbox.dashboard.addSomeRule();
        await applied(sandbox);
      }
    });
    expect([...statuses.keys()]).toEqual([200]);
    expect(statuses.get(200)).toBeGreaterThan(20);
  });

  it('requests fail while the only connector is restarted', async () => {
    const sandbox = await servedWorld();
    const statuses = await statusesDuring(sandbox, async () => {
      await connectorOf(sandbox, 0).signal('SIGTERM');
      await connectorOf(sandbox, 0).start();
    });
    expect(statuses.get(530)).toBeGreaterThan(0);
  });

  it('no request fails while one of two connectors is restarted', async () => {
    const sandbox = await servedWorld({ connectors: 2 });
    const statuses = await statusesDuring(sandbox, async () => {
      await connectorOf(sandbox, 0).signal('SIGTERM');
      await connectorOf(sandbox, 0).start();
    });
    expect([...statuses.keys()]).toEqual([200]);
  });

  it('a stream survives a push, and is cut when the grace period ends', async () => {
    const sandbox = await servedWorld({ connector: { graceMs: 1000 } });
    const stream = await openAtEdge(sandbox.edge.url, NAME, '/events');
    let isCut = false;
    const cut = once(stream, 'error').finally(() => (isCut = true));
    stream.resume();
    sandbox.dashboard.addSomeRule();
    await applied(sandbox);
    const stopped = connectorOf(sandbox, 0).signal('SIGTERM');
    expect((await askEdge(sandbox.edge.url, NAME)).body).toBe('error code: 1033');
    expect(isCut).toBe(false);
    await stopped;
    expect(String(await cut)).toContain('aborted');
  });
});
