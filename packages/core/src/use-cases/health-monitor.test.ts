import { describe, expect, it } from 'vitest';
import { createTestWorld, demo } from '../testing/index.ts';

describe('the tunnel’s health', () => {
  it('is unknown before the first look and real after it', async () => {
    const { core } = await createTestWorld();
    expect(await core.as(demo).status()).toMatchObject({ value: { status: 'unknown', lastCheckAt: null } });
    await core.sampleHealth();
    expect(await core.as(demo).status()).toMatchObject({
      value: { status: 'up', edgeConnections: 4, connector: 'connector-1' },
    });
  });

  it('stores every look, the first and second failure too', async () => {
    const { clock, cloudflare, core, store } = await createTestWorld();
    const seen: unknown[] = [];
    for (const readyConnections of [4, 0, 0, 0]) {
      cloudflare.connector = { readyConnections };
      await core.sampleHealth();
      seen.push((await store.latestHealth('vm-1'))?.status);
      clock.advance(30_000);
    }
    expect(seen).toEqual(['up', 'degraded', 'degraded', 'down']);
  });

  it('goes on over a restart of the daemon: the uptime is the tunnel’s, not ours', async () => {
    const world = await createTestWorld();
    await world.core.sampleHealth();
    world.clock.advance(30_000);
    await world.core.sampleHealth();
    world.clock.advance(20_000);
    const core = world.restart();
    await core.sampleHealth();
    expect(await core.as(demo).status()).toMatchObject({ value: { uptimeSeconds: 50 } });
  });

  it('starts counting anew when nobody looked for longer than three looks take', async () => {
    const world = await createTestWorld();
    await world.core.sampleHealth();
    world.clock.advance(600_000);
    const core = world.restart();
    await core.sampleHealth();
    expect(await core.as(demo).status()).toMatchObject({ value: { uptimeSeconds: 0 } });
  });

  it('never stores two looks under one time', async () => {
    const { core, clock, store } = await createTestWorld();
    await core.sampleHealth();
    await core.sampleHealth();
    expect((await store.latestHealth('vm-1'))?.checkedAt).toBe(clock.nowMs() + 1);
  });
});
