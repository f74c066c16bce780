import { planOrigin, type DockerContainer, type RuntimeView } from '@tunnel-manager/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { restartContainer } from './restart-container.ts';
import { aWatcher, type WatchedEngine } from './testing/a-watcher.ts';
import { isLeftOut, needsEngine, RealEngine, serving } from './testing/real-engine.ts';

const SEEN_WITHIN_MS = 2000;

let engine: RealEngine;
let watched: WatchedEngine;
let tunnel: string;

beforeAll(async () => {
  if (isLeftOut) return;
  engine = await RealEngine.open();
  tunnel = await engine.createNetwork('tunnel');
  await engine.start('connector', { network: tunnel });
  watched = aWatcher(engine.host, { connectors: { kind: 'docker', containers: [engine.name('connector')] } });
  await watched.until(({ stale }) => !stale);
}, 120_000);

afterAll(async () => {
  if (isLeftOut) return;
  await watched.watcher.stop();
  await engine.remove();
}, 60_000);

beforeEach(needsEngine);

const named = (view: RuntimeView, short: string): DockerContainer | undefined =>
  view.containers.find(({ name }) => name === engine.name(short));

const seen = async (isSo: (view: RuntimeView) => boolean): Promise<RuntimeView> => watched.until(isSo, SEEN_WITHIN_MS);

/** A service on the network that the connector is on, once the watcher has seen it run. */
async function aService(short: string) {
  const container = await engine.start(short, { network: tunnel, run: serving(short, '8080') });
  await seen((view) => named(view, short)?.state === 'running');
  return container;
}

const plan = (view: RuntimeView, short: string) =>
  planOrigin({ project: 'demo', port: 8080, container: engine.name(short) }, view);

describe('DockerWatcher on a real engine', () => {
  it('sees a container start, stop and start again', async () => {
    const container = await aService('restarted');
    await container.stop();
    await seen((view) => named(view, 'restarted')?.state === 'exited');
    expect(plan(watched.watcher.view(), 'restarted')).toMatchObject({ refusal: { code: 'origin-not-running' } });
    await container.start();
    await seen((view) => plan(view, 'restarted').ok);
  });

  it('sees a restart through, up to an address that is connected again', async () => {
    const container = await aService('again');
    await container.restart();
    const view = await seen((now) => named(now, 'again')?.state === 'running');
    const { NetworkSettings } = await container.inspect();
    await seen((now) => named(now, 'again')?.networks[0]?.ipAddress === NetworkSettings.Networks[tunnel]?.IPAddress);
    expect(plan(view, 'again').ok).toBe(true);
  });

  it('sees a new name: the old one leads nowhere any more', async () => {
    const container = await aService('old');
    await container.rename({ name: engine.name('new') });
    const view = await seen((now) => named(now, 'new') !== undefined);
    expect(named(view, 'old')).toBeUndefined();
    expect(plan(view, 'new')).toMatchObject({ ok: true, value: { row: 3 } });
    expect(plan(view, 'old')).toMatchObject({ ok: false, refusal: { code: 'unknown-container' } });
  });

  it('sees another container under the same name', async () => {
    const before = await aService('recreated');
    await before.remove({ force: true });
    const after = await engine.start('recreated', { network: tunnel, run: serving('recreated', '8080') });
    const view = await seen((now) => named(now, 'recreated')?.containerId === after.id);
    expect(view.containers.some(({ containerId }) => containerId === before.id)).toBe(false);
  });

  it('sees a container leave a network and come back with an alias', async () => {
    const container = await aService('moved');
    await engine.docker.getNetwork(tunnel).disconnect({ Container: container.id });
    const view = await seen((now) => named(now, 'moved')?.networks.length === 0);
    expect(plan(view, 'moved')).toMatchObject({ ok: false, refusal: { code: 'origin-unreachable' } });
    const EndpointConfig = { Aliases: ['front'] };
    await engine.docker.getNetwork(tunnel).connect({ Container: container.id, EndpointConfig });
    await seen((now) => named(now, 'moved')?.networks[0]?.aliases.includes('front') ?? false);
  });

  it('sees an alias that another container took', async () => {
    await aService('owner');
    expect(plan(watched.watcher.view(), 'owner').ok).toBe(true);
    await engine.start('taker', { network: tunnel, aliases: [engine.name('owner')] });
    await seen((now) => named(now, 'taker')?.state === 'running');
    expect(plan(watched.watcher.view(), 'owner')).toMatchObject({ refusal: { code: 'origin-ambiguous' } });
  });

  it('sees a container paused and woken', async () => {
    const container = await aService('paused');
    await container.pause();
    await seen((view) => named(view, 'paused')?.state === 'paused');
    await container.unpause();
    const view = await seen((now) => named(now, 'paused')?.state === 'running');
    expect(plan(view, 'paused').ok).toBe(true);
  });

  it('sees networks come and go', async () => {
    const name = await engine.createNetwork('brief');
    await seen(({ networks }) => networks.some((network) => network.name === name));
    await engine.docker.getNetwork(name).remove();
    const view = await seen(({ networks }) => !networks.some((network) => network.name === name));
    expect(view.stale).toBe(false);
  });

  it('sees the connector go and come back', async () => {
    const connector = engine.docker.getContainer(engine.name('connector'));
    const { Id: connectorId } = await connector.inspect();
    await connector.stop();
    await seen(({ connectors }) => connectors.length === 0);
    await connector.start();
    const view = await seen(({ connectors }) => connectors.length === 1);
    expect(view.connectors).toMatchObject([{ kind: 'container', containerId: connectorId }]);
  });

  it('hands on the very same objects while nothing happens', async () => {
    await watched.watcher.refresh();
    const before = watched.watcher.view();
    await watched.watcher.refresh();
    expect(watched.watcher.view().containers).toBe(before.containers);
    expect(watched.watcher.view().networks).toBe(before.networks);
  });
});

describe('restartContainer on a real engine', () => {
  it('restarts the one container of that name', async () => {
    const container = await aService('cured');
    const before = (await container.inspect()).State.StartedAt;
    await restartContainer(engine.host, engine.name('cured'), { graceSeconds: 1 });
    const { State } = await container.inspect();
    expect(State.Running).toBe(true);
    expect(State.StartedAt).not.toBe(before);
    await expect(restartContainer(engine.host, container.id.slice(0, 12), { graceSeconds: 1 })).rejects.toMatchObject({
      outcome: 'none',
    });
  });
});
