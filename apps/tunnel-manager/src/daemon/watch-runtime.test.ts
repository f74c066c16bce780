import { afterEach, describe, expect, it } from 'vitest';
import { configSchema } from '../config/schema.ts';
import { aDockerEngine, type Published } from '../testing/a-docker-engine.ts';
import { fakeFront } from '../testing/fake-front.ts';
import { watchRuntime, type RuntimePlan } from './watch-runtime.ts';

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

const AGES_MS = 3_600_000;
const RECORDED = { networks: [], containers: [], observedAt: 1000, stale: false };

function planOf(settings: object, change: Partial<RuntimePlan> = {}) {
  const cloudflare = { apiToken: 'env:X', accountId: '0'.repeat(32), tunnelId: '00000000-0000-0000-0000-000000000000' };
  const { log, logged } = fakeFront();
  const plan: RuntimePlan = {
    config: { ...configSchema.parse({ cloudflare, ...settings }), vm: 'vm-1' },
    store: { topology: async () => null },
    clock: { nowMs: () => 2000 },
    projects: () => ['demo'],
    log,
    ...change,
  };
  return { plan, logged };
}

async function watch(plan: RuntimePlan) {
  const runtime = await watchRuntime(plan);
  endings.push(() => runtime.stop());
  return runtime;
}

async function anEngine(containers: Published) {
  const engine = await aDockerEngine(containers);
  endings.push(() => engine.close());
  return engine;
}

describe('the containers of this machine', () => {
  it('are nothing to watch where Docker is switched off', async () => {
    const runtime = await watch(planOf({ docker: { enabled: false } }).plan);
    expect(runtime.view()).toBeNull();
  });

  it('are known when the daemon has started, with their projects', async () => {
    const { host } = await anEngine({ 'demo-web': 3105 });
    const { plan, logged } = planOf({ docker: { host } });
    const runtime = await watch(plan);
    expect(runtime.view()).toMatchObject({
      stale: false,
      observedAt: 2000,
      containers: [{ name: 'demo-web', project: 'demo' }],
      connectors: [{ kind: 'host' }],
    });
    expect(logged).toEqual([]);
  });

  it('hold the connector where the configuration says that it runs in one', async () => {
    const { host } = await anEngine({ tunnel: 3105, 'tunnel-exporter': 3106 });
    const connector = { kind: 'docker', docker: { container: 'tunnel' } };
    const runtime = await watch(planOf({ docker: { host }, connector }).plan);
    expect(runtime.view()?.connectors).toMatchObject([{ kind: 'container', name: 'tunnel', containerId: 'c-tunnel' }]);
  });

  it('ring the bell when they change', async () => {
    const engine = await anEngine({ 'demo-web': 3105 });
    const runtime = await watch(planOf({ docker: { host: engine.host } }).plan);
    const silence = new AbortController().signal;
    await runtime.changed.sleep(AGES_MS, silence);
    engine.show({ 'demo-web': 3105, 'demo-api': 3106 });
    await runtime.changed.sleep(AGES_MS, silence);
    expect(
      runtime
        .view()
        ?.containers.map(({ name }) => name)
        .toSorted(),
    ).toEqual(['demo-api', 'demo-web']);
  });

  it('belong to a project as soon as that is configured', async () => {
    const { host } = await anEngine({ 'new-web': 3105 });
    const projects = ['demo'];
    const runtime = await watch(planOf({ docker: { host } }, { projects: () => projects }).plan);
    projects.push('new');
    await runtime.refresh();
    expect(runtime.view()?.containers).toMatchObject([{ name: 'new-web', project: 'new' }]);
  });

  it('are as they were recorded, and stale, while Docker is not there; the log says what to do', async () => {
    const { plan, logged } = planOf(
      { docker: { host: 'unix:///nowhere.test/docker.sock' } },
      { store: { topology: async () => RECORDED } },
    );
    const runtime = await watch(plan);
    expect(runtime.view()).toMatchObject({ stale: true, observedAt: 1000 });
    expect(logged.map(({ message }) => message).join('\n')).toMatch(/cannot be asked.*docker\.enabled: false/s);
  });
});
