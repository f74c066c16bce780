import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RuntimeView } from '@tunnel-manager/core';
import { aWatcher, type WatchedEngine } from './testing/a-watcher.ts';
import { anEvent, answer, FakeEngine, type Handler } from './testing/fake-engine.ts';
import { aListed } from './testing/recorded-answers.ts';

let engine: FakeEngine;
let watched: WatchedEngine | null;

beforeEach(async () => {
  watched = null;
  engine = await new FakeEngine().start();
  engine.containers = [aListed(), aListed('second')];
});
afterEach(async () => {
  await watched?.watcher.stop();
  await engine.remove();
});

const names = (view: RuntimeView): readonly string[] => view.containers.map(({ name }) => name).sort();
const isFresh = (view: RuntimeView): boolean => !view.stale;
const isStale = (view: RuntimeView): boolean => view.stale;
const both = ['second', 'web'];

const breakOff: Handler = (request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).write('[{"Id":"');
  setTimeout(() => request.socket.destroy(), 20);
};

describe('DockerWatcher, when Docker fails', () => {
  it('keeps the last picture, marked stale, while the engine is away, and goes on when it is back', async () => {
    watched = aWatcher(engine.host);
    const before = await watched.until(isFresh);
    await engine.stop();
    const meanwhile = await watched.until(isStale, 2000);
    expect(meanwhile.containers).toBe(before.containers);
    expect(meanwhile.observedAt).toBe(before.observedAt);
    await engine.start();
    expect(names(await watched.until(isFresh))).toEqual(both);
    expect(watched.views.every(({ containers }) => containers.length === 2)).toBe(true);
  });

  it('never gives up listening, however often the engine hangs up', async () => {
    watched = aWatcher(engine.host);
    await watched.until(isFresh);
    for (let round = 2; round <= 8; round += 1) {
      engine.hangUp();
      engine.containers = [aListed(), aListed(`after-${round}`)];
      await watched.until((view) => names(view).includes(`after-${round}`), 2000);
    }
    expect(watched.views.every(({ stale }) => !stale)).toBe(true);
  });

  it('says once that Docker is away, not at every try', async () => {
    await engine.stop();
    watched = aWatcher(engine.host);
    await watched.watcher.refresh();
    await watched.watcher.refresh();
    expect(watched.log).toHaveLength(1);
    expect(watched.log[0]).toMatch(/^Docker cannot be asked at unix:/);
  });

  it('tells nothing while nothing is known', async () => {
    await engine.stop();
    watched = aWatcher(engine.host);
    await watched.watcher.refresh();
    expect(watched.views).toEqual([]);
    expect(watched.watcher.view()).toMatchObject({ stale: true, containers: [] });
  });

  it('begins with what was recorded, and keeps it while Docker is away', async () => {
    const first = aWatcher(engine.host);
    const { networks, containers } = await first.until(isFresh);
    await first.watcher.stop();
    await engine.stop();
    watched = aWatcher(engine.host, { recorded: { networks, containers, observedAt: 7, stale: false } });
    expect(watched.watcher.view()).toMatchObject({ stale: true, observedAt: 7 });
    await watched.watcher.refresh();
    expect(names(watched.watcher.view())).toEqual(both);
  });

  it.each<[string, RegExp, Handler]>([
    ['an error', /^\/containers\/json$/, answer(500, { message: 'out of memory' })],
    ['an object instead of a list', /^\/containers\/json$/, answer(200, { containers: [] })],
    ['an entry without an id', /^\/containers\/json$/, answer(200, [{ Names: ['/web'] }])],
    ['half a list', /^\/containers\/json$/, (_, response) => void response.writeHead(200).end('[{"Id":"00"')],
    ['no networks', /^\/networks$/, answer(500, { message: 'no' })],
  ])('takes %s for no picture at all', async (_, path, handler) => {
    watched = aWatcher(engine.host);
    await watched.until(isFresh);
    engine.failNext(path, handler);
    engine.tell(anEvent('start'));
    await watched.until(isStale);
    await watched.until(isFresh);
    expect(watched.views.every(({ containers }) => containers.length === 2)).toBe(true);
  });

  it('waits for a second listing before it believes that everything is gone', async () => {
    watched = aWatcher(engine.host);
    await watched.until(isFresh);
    engine.failNext(/^\/containers\/json$/, answer(200, []));
    await watched.watcher.refresh();
    expect(names(watched.watcher.view())).toEqual(both);
    expect(watched.views).toHaveLength(1);

    engine.containers = [];
    await watched.watcher.refresh();
    expect(watched.watcher.view().containers).toEqual([]);
  });

  it('waits for a second listing before it believes a shorter one that follows trouble', async () => {
    watched = aWatcher(engine.host);
    await watched.until(isFresh);
    await engine.stop();
    await watched.until(isStale);
    engine.failNext(/^\/containers\/json$/, answer(200, [aListed()]));
    await engine.start();
    expect(names(await watched.until(isFresh))).toEqual(both);
    expect(watched.views.every(({ containers }) => containers.length === 2)).toBe(true);
  });

  it('believes at once that one container of several is gone', async () => {
    watched = aWatcher(engine.host);
    await watched.until(isFresh);
    const before = engine.count(/containers\/json/);
    engine.containers = [aListed()];
    await watched.watcher.refresh();
    expect(names(watched.watcher.view())).toEqual(['web']);
    expect(engine.count(/containers\/json/) - before).toBe(1);
  });

  it('shows a container that the engine cannot describe, without its aliases', async () => {
    engine.failNext(/^\/containers\/[0-9a-f]{64}\/json$/, answer(500, { message: 'layer does not exist' }));
    watched = aWatcher(engine.host);
    expect(names(await watched.until(isFresh))).toEqual(both);
  });

  it('does not wait for ever for an answer that broke off', async () => {
    engine.failNext(/^\/containers\/json$/, breakOff);
    watched = aWatcher(engine.host, { timeoutMs: 300 });
    expect(names(await watched.until(isFresh))).toEqual(both);
  });

  it('stops while the engine is silent', async () => {
    engine.failNext(/^\/containers\/json$/, () => undefined);
    watched = aWatcher(engine.host);
    const refreshed = watched.watcher.refresh();
    await watched.watcher.stop();
    await refreshed;
    expect(watched.views).toEqual([]);
  });
});
