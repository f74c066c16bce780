import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RuntimeView } from '@tunnel-manager/core';
import { startDockerWatcher } from './docker-watcher.ts';
import { aWatcher, type WatchedEngine } from './testing/a-watcher.ts';
import { anEvent, FakeEngine } from './testing/fake-engine.ts';
import { aListed, anInspected } from './testing/recorded-answers.ts';

let engine: FakeEngine;
let watched: WatchedEngine;

beforeEach(async () => {
  engine = await new FakeEngine().start();
});
afterEach(async () => {
  await watched.watcher.stop();
  await engine.remove();
});

const names = (view: RuntimeView): readonly string[] => view.containers.map(({ name }) => name);
const isFresh = (view: RuntimeView): boolean => !view.stale;

describe('DockerWatcher', () => {
  it('shows what the engine lists, and tells so once', async () => {
    watched = aWatcher(engine.host);
    const view = await watched.until(isFresh);
    expect(names(view)).toEqual(['web']);
    expect(view).toMatchObject({ stale: false, connectors: [{ kind: 'host' }] });
    await watched.watcher.refresh();
    expect(watched.views).toHaveLength(1);
  });

  it('listens for changes before it lists, so that none falls in between', async () => {
    watched = aWatcher(engine.host);
    await watched.until(isFresh);
    expect(engine.asked[0]).toContain('GET /events');
    expect(engine.asked[1]).toBe('GET /containers/json?all=1');
  });

  it('asks for events that change a picture only', async () => {
    watched = aWatcher(engine.host);
    await watched.until(isFresh);
    expect(engine.asked[0]).toContain('"type":["container","network"]');
    expect(engine.asked[0]).not.toContain('exec');
  });

  it('sees a change within two seconds, its event cut into single bytes', async () => {
    watched = aWatcher(engine.host);
    await watched.until(isFresh);
    engine.containers = [aListed(), aListed('second')];
    engine.tell(...Array.from(anEvent('start') + anEvent('connect')));
    const view = await watched.until((now) => names(now).includes('second'), 2000);
    expect(names(view)).toEqual(['second', 'web']);
  });

  it('looks once at the nine events of a restart', async () => {
    watched = aWatcher(engine.host);
    await watched.until(isFresh);
    const before = engine.count(/containers\/json/);
    engine.containers = [aListed('web', { State: 'restarting' })];
    engine.tell(...Array.from({ length: 9 }, () => anEvent('die')));
    await watched.until((view) => view.containers[0]?.state === 'restarting');
    expect(engine.count(/containers\/json/) - before).toBe(1);
  });

  it('lists everything anew from time to time, for events that were lost', async () => {
    watched = aWatcher(engine.host, { resyncMs: 20 });
    await watched.until(isFresh);
    engine.containers = [aListed(), aListed('silent')];
    const view = await watched.until((now) => names(now).includes('silent'));
    expect(names(view)).toEqual(['silent', 'web']);
  });

  it('hands on the very same objects when nothing changed', async () => {
    watched = aWatcher(engine.host);
    const before = await watched.until(isFresh);
    await watched.watcher.refresh();
    const after = watched.watcher.view();
    expect(after.containers).toBe(before.containers);
    expect(after.networks).toBe(before.networks);
    expect(after.connectors).toBe(before.connectors);
  });

  it('changes only the container that changed', async () => {
    engine.containers = [aListed(), aListed('second')];
    watched = aWatcher(engine.host);
    const before = await watched.until(isFresh);
    engine.containers = [aListed('web', { Status: 'Up 4 minutes' } as object), aListed('second', { State: 'paused' })];
    await watched.watcher.refresh();
    const { containers } = watched.watcher.view();
    expect(containers.find(({ name }) => name === 'web')).toBe(before.containers.find(({ name }) => name === 'web'));
    expect(containers.find(({ name }) => name === 'second')?.state).toBe('paused');
  });

  it('inspects only what is new or was connected anew', async () => {
    engine.inspections = [anInspected(), anInspected('second')];
    watched = aWatcher(engine.host);
    await watched.until(isFresh);
    engine.containers = [aListed(), aListed('second')];
    await watched.watcher.refresh();
    await watched.watcher.refresh();
    expect(engine.count(/GET \/containers\/[0-9a-f]{64}\/json/)).toBe(2);
  });

  it('follows projects that were configured later', async () => {
    const known: string[] = [];
    engine.containers = [aListed('demo-web')];
    watched = aWatcher(engine.host, { projects: { mapping: {}, known: () => known } });
    expect((await watched.until(isFresh)).containers[0]?.project).toBeNull();
    known.push('demo');
    await watched.watcher.refresh();
    expect(watched.watcher.view().containers[0]?.project).toBe('demo');
  });

  it('is not redirected by DOCKER_HOST', async () => {
    const before = process.env['DOCKER_HOST'];
    process.env['DOCKER_HOST'] = 'tcp://127.0.0.1:1';
    try {
      watched = aWatcher(engine.host);
      await watched.until(isFresh);
    } finally {
      if (before === undefined) delete process.env['DOCKER_HOST'];
      else process.env['DOCKER_HOST'] = before;
    }
    expect(engine.asked.length).toBeGreaterThan(0);
  });

  it('refuses an address that is none', () => {
    watched = aWatcher(engine.host);
    const options = { host: '/var/run/docker.sock', connectors: { kind: 'host' } as const, onChange: () => undefined };
    const rest = { projects: { mapping: {}, known: () => [] }, clock: { nowMs: () => 0 } };
    expect(() => startDockerWatcher({ ...options, ...rest })).toThrow('write unix:///var/run/docker.sock');
  });
});
