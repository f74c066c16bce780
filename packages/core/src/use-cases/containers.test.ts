import { beforeEach, describe, expect, it } from 'vitest';
import {
  aContainer,
  admin,
  createTestWorld,
  demo,
  facts,
  HOST,
  project,
  published,
  type TestWorld,
} from '../testing/index.ts';

let world: TestWorld;

beforeEach(async () => {
  world = await createTestWorld();
});

const look = async (...containers: Parameters<typeof aContainer>[0][]): Promise<void> => {
  const { clock, core, runtime } = world;
  runtime.view = { ...facts(HOST, ...containers.map((container) => aContainer(container))), observedAt: clock.nowMs() };
  await core.observeTopology();
};

describe('the recorded topology', () => {
  it('follows what Docker shows, also what vanishes', async () => {
    await look({ name: 'web' }, { name: 'db' });
    await look({ name: 'web', state: 'paused' });
    const recorded = await world.store.topology('vm-1');
    expect(recorded?.containers.map(({ name, state }) => [name, state])).toEqual([['web', 'paused']]);
  });

  it('is not written again when nothing changed', async () => {
    await look({ name: 'web' });
    const before = await world.store.changesAfter(0, 1000);
    await look({ name: 'web' });
    expect(await world.store.changesAfter(0, 1000)).toEqual(before);
  });

  it('stays as it was, marked as stale, while Docker cannot be asked', async () => {
    await look({ name: 'web' });
    world.runtime.view = { networks: [], containers: [], connectors: [], observedAt: 0, stale: true };
    await world.core.observeTopology();
    expect(await world.store.topology('vm-1')).toMatchObject({ stale: true, containers: [{ name: 'web' }] });
    await look({ name: 'web' });
    expect(await world.store.topology('vm-1')).toMatchObject({ stale: false, containers: [{ name: 'web' }] });
  });

  it('is compared with what an earlier run recorded', async () => {
    await look({ name: 'web' }, { name: 'db' });
    world.runtime.view = { ...facts(HOST, aContainer({ name: 'web' })), observedAt: world.clock.nowMs() };
    await world.restart().observeTopology();
    expect((await world.store.topology('vm-1'))?.containers.map(({ name }) => name)).toEqual(['web']);
  });

  it('shows a project its own containers only, and an admin all of them', async () => {
    await look({ name: 'mine' }, { name: 'theirs', project: 'other' }, { name: 'nobodys', project: null });
    const names = async (caller: typeof demo): Promise<unknown> => {
      const outcome = await world.core.as(caller).topology();
      return outcome.ok && outcome.value.containers.map(({ name }) => name).toSorted();
    };
    expect(await names(demo)).toEqual(['mine']);
    expect(await names(project('other'))).toEqual(['theirs']);
    expect(await names(admin)).toEqual(['mine', 'nobodys', 'theirs']);
  });
});

describe('a recommendation', () => {
  it('tells for each port of each own container where it would lead, or what to do', async () => {
    await look({ name: 'open', ports: [published()] }, { name: 'shut' }, { name: 'theirs', project: 'other' });
    const outcome = await world.core.as(demo).recommend();
    expect(outcome).toMatchObject({
      ok: true,
      value: [
        { container: 'open', port: 8080, routable: true, origin: 'http://127.0.0.1:3005', row: 5 },
        {
          container: 'shut',
          port: null,
          routable: false,
          remedy: expect.stringContaining('--container shut') as string,
        },
      ],
    });
  });
});

describe('a request for a container', () => {
  it('leads to the port that it publishes, and says why', async () => {
    await look({ name: 'web', ports: [published()] });
    const outcome = await world.core.as(demo).requestHostname({ subdomain: 'app', port: 8080, container: 'web' });
    expect(outcome).toMatchObject({
      ok: true,
      value: { origin: 'http://127.0.0.1:3005', container: 'web', created: true },
    });
    const again = await world.core.as(demo).requestHostname({ subdomain: 'app', port: 8080, container: 'web' });
    expect(again).toMatchObject({ ok: true, value: { created: false, moved: false } });
  });

  it('of another project is refused, whoever owns the port', async () => {
    await look({ name: 'web', project: 'other', ports: [published()] });
    const outcome = await world.core.as(demo).requestHostname({ subdomain: 'app', port: 3005 });
    expect(outcome).toMatchObject({ ok: false, refusal: { code: 'port-not-yours' } });
  });
});
