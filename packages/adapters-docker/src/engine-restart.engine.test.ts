import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aWatcher, type WatchedEngine } from './testing/a-watcher.ts';
import { noOwnEngine, OwnEngine } from './testing/own-engine.ts';
import { RealEngine } from './testing/real-engine.ts';

const isLeftOut = noOwnEngine !== null && process.env['REQUIRE_ALL'] !== '1';
let own: OwnEngine;
let engine: RealEngine;
let watched: WatchedEngine;

beforeAll(async () => {
  if (isLeftOut) return;
  own = new OwnEngine();
  await own.start();
  engine = await RealEngine.open(own.host);
}, 120_000);

afterAll(async () => {
  if (isLeftOut) return;
  await watched.watcher.stop();
  await engine.remove();
  await own.remove();
}, 60_000);

beforeEach(({ skip }) => skip(isLeftOut, noOwnEngine ?? ''));

describe('DockerWatcher at an engine that is stopped and started', () => {
  it('loses nothing, says meanwhile that it is stale, and sees what came up again', async () => {
    await engine.start('kept', { network: 'host', restart: 'always' });
    await engine.start('ended', { network: 'none' });
    watched = aWatcher(engine.host);
    const before = await watched.until(({ stale, containers }) => !stale && containers.length === 2);

    for (let round = 0; round < 2; round += 1) {
      const told = watched.views.length;
      const stopped = own.stop();
      await watched.until(({ stale }) => stale, 20_000);
      await stopped;
      await watched.watcher.refresh();
      expect(watched.watcher.view()).toMatchObject({ stale: true, connectors: [{ kind: 'host' }] });

      await own.start();
      const after = await watched.until(
        ({ stale, containers }) => !stale && containers.some(({ state }) => state === 'running'),
        20_000,
      );
      const ids = before.containers.map(({ containerId }) => containerId);
      expect(after.containers.map(({ containerId }) => containerId)).toEqual(ids);
      for (const view of watched.views.slice(told)) expect(view.containers).toHaveLength(2);
      expect(after.containers.find(({ name }) => name === engine.name('ended'))?.state).toBe('exited');
    }
  }, 120_000);
});
