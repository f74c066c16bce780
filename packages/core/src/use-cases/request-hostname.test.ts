import { describe, expect, it } from 'vitest';
import { admin, createTestWorld, demo, project } from '../testing/index.ts';

describe('requestHostname', () => {
  it('makes an owned, recorded and audited hostname that answers', async () => {
    const world = await createTestWorld();
    const outcome = await world.core.as(demo).requestHostname({ subdomain: 'App', port: 3000 });
    expect(outcome).toMatchObject({
      ok: true,
      value: {
        hostname: 'app.example.com',
        url: 'https://app.example.com',
        origin: 'http://127.0.0.1:3000',
        targetType: 'localhost',
        project: 'demo',
        state: 'active',
        created: true,
        moved: false,
        warnings: [],
      },
    });
    expect(world.cloudflare.ruleFor('app.example.com')?.service).toBe('http://127.0.0.1:3000');
    const row = await world.store.hostname('app.example.com');
    expect(world.cloudflare.records).toEqual([
      expect.objectContaining({
        id: row?.recordId,
        content: 'tunnel-1.cfargotunnel.com',
        proxied: true,
        comment: `tm1 i=${world.scope.installation.slice(-8)} c=${row?.id} p=demo`,
      }),
    ]);
    const { items } = await world.store.audit({}, { limit: 10 });
    expect(items).toMatchObject([
      { action: 'hostname.request', outcome: 'ok', project: 'demo', hostname: 'app.example.com' },
    ]);
  });

  it('publishes the rule before the record, so that the name never leads to a 404', async () => {
    const world = await createTestWorld();
    const order: string[] = [];
    const { replace, createCname } = world.cloudflare;
    world.cloudflare.replace = (document) => (order.push('rule'), replace.call(world.cloudflare, document));
    world.cloudflare.createCname = (zone, draft) => (
      order.push('record'),
      createCname.call(world.cloudflare, zone, draft)
    );
    await world.core.as(demo).requestHostname({ subdomain: 'app', port: 3000 });
    expect(order).toEqual(['rule', 'record']);
  });

  it('answers a repetition with the same hostname', async () => {
    const world = await createTestWorld();
    await world.core.as(demo).requestHostname({ subdomain: 'app', port: 3000 });
    const again = await world.core.as(demo).requestHostname({ subdomain: 'app.example.com', port: 3000 });
    expect(again).toMatchObject({ ok: true, value: { created: false, moved: false, hostname: 'app.example.com' } });
    expect(world.cloudflare.records).toHaveLength(1);
  });

  it('leads an own name to another port without touching its record', async () => {
    const world = await createTestWorld();
    await world.core.as(demo).requestHostname({ subdomain: 'app', port: 3000 });
    const before = structuredClone(world.cloudflare.records);
    const moved = await world.core.as(demo).requestHostname({ subdomain: 'app', port: 3001 });
    expect(moved).toMatchObject({ ok: true, value: { created: false, moved: true, origin: 'http://127.0.0.1:3001' } });
    expect(world.cloudflare.ruleFor('app.example.com')?.service).toBe('http://127.0.0.1:3001');
    expect(world.cloudflare.records).toEqual(before);
  });

  it('extends the expiry of an own name, and releases it when that has passed', async () => {
    const world = await createTestWorld();
    const ask = (expiresInSeconds: number) =>
      world.core.as(demo).requestHostname({ subdomain: 'app', port: 3000, expiresInSeconds });
    await ask(60);
    world.clock.advance(30_000);
    expect(await ask(60)).toMatchObject({ ok: true, value: { created: false } });
    world.clock.advance(45_000);
    await world.core.settle();
    expect(await world.store.hostname('app.example.com')).not.toBeNull();
    world.clock.advance(45_000);
    await world.core.settle();
    expect(await world.store.hostname('app.example.com')).toBeNull();
    expect(world.cloudflare.records).toEqual([]);
    expect(world.cloudflare.ruleFor('app.example.com')).toBeUndefined();
  });

  it('shows what it would do and changes nothing in a dry run', async () => {
    const world = await createTestWorld();
    const outcome = await world.core.as(demo).requestHostname({ subdomain: 'app', port: 3000, dryRun: true });
    expect(outcome).toMatchObject({
      ok: true,
      value: { created: false, plan: [expect.any(String), expect.any(String), expect.any(String)] },
    });
    expect(await world.store.hostname('app.example.com')).toBeNull();
    expect(world.cloudflare.puts).toBe(0);
  });

  it('warns of names that the universal certificate does not cover', async () => {
    const world = await createTestWorld();
    const outcome = await world.core.as(demo).requestHostname({ subdomain: 'a.b', port: 3000 });
    expect(outcome).toMatchObject({ ok: true, value: { warnings: [expect.stringContaining('certificate')] } });
  });

  it('lets an admin choose the target, a wildcard and the apex', async () => {
    const world = await createTestWorld();
    const ask = (subdomain: string) =>
      world.core.as(admin).requestHostname({ subdomain, project: 'demo', target: 'http://192.0.2.10:8080' });
    expect(await ask('*.apps')).toMatchObject({
      ok: true,
      value: { hostname: '*.apps.example.com', targetType: 'external' },
    });
    expect(await ask('@')).toMatchObject({ ok: true, value: { hostname: 'example.com' } });
  });

  it('counts as done with a warning when no connector is watched', async () => {
    const world = await createTestWorld();
    world.cloudflare.connector = null;
    const { observe } = world.cloudflare;
    world.cloudflare.observe = async () => (await observe.call(world.cloudflare)).slice(0, 0);
    const outcome = await world.core.as(demo).requestHostname({ subdomain: 'app', port: 3000 });
    expect(outcome).toMatchObject({ ok: true, value: { warnings: [expect.stringContaining('No connector')] } });
  });

  it('alarms when the version jumps between its read and its write', async () => {
    const world = await createTestWorld();
    const { replace } = world.cloudflare;
    let jumps = 1;
    world.cloudflare.replace = (document) => {
      if (jumps > 0) world.cloudflare.version += 1;
      jumps -= 1;
      return replace.call(world.cloudflare, document);
    };
    expect(await world.core.as(demo).requestHostname({ subdomain: 'app', port: 3000 })).toMatchObject({ ok: true });
    const { items } = await world.store.audit({ action: 'ingress.overwritten' }, { limit: 10 });
    expect(items.map(({ details }) => details)).toEqual(['{"expected":2,"got":3}']);
  });

  it('keeps a hand edit that came before its read, and the keys it does not know', async () => {
    const world = await createTestWorld();
    world.cloudflare.document = { ...world.cloudflare.document, 'warp-routing': { enabled: true } };
    await world.core.as(demo).requestHostname({ subdomain: 'app', port: 3000 });
    world.cloudflare.addRule({
      hostname: 'hand.example.com',
      service: 'http://127.0.0.1:9',
      originRequest: { noTLSVerify: true },
    });
    await world.core.as(demo).requestHostname({ subdomain: 'app2', port: 3000 });
    expect(world.cloudflare.ruleFor('hand.example.com')).toEqual({
      hostname: 'hand.example.com',
      service: 'http://127.0.0.1:9',
      originRequest: { noTLSVerify: true },
    });
    expect(world.cloudflare.ruleFor('app.example.com')).toEqual({
      hostname: 'app.example.com',
      service: 'http://127.0.0.1:3000',
    });
    expect(world.cloudflare.document['warp-routing']).toEqual({ enabled: true });
  });
});

describe('callers who race for a name', () => {
  it('of a hundred projects one gets it', async () => {
    const world = await createTestWorld();
    const names = Array.from({ length: 100 }, (_, index) => `p${index}`);
    for (const name of names) world.grants.set(name, { project: name, domains: null, quota: null });
    const ports = { ...world.ports, allocations: { ownerOf: async (port: number) => `p${port - 3000}` } };
    const core = world.restart(ports);
    const outcomes = await Promise.all(
      names.map((name, index) => core.as(project(name)).requestHostname({ subdomain: 'app', port: 3000 + index })),
    );
    expect(outcomes.filter((outcome) => outcome.ok && outcome.value.created)).toHaveLength(1);
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.refusal.code === 'hostname-taken')).toHaveLength(99);
    expect(world.cloudflare.records).toHaveLength(1);
  });

  it('of one project all share the one that was made', async () => {
    const world = await createTestWorld();
    const ask = () => world.core.as(demo).requestHostname({ subdomain: 'app', port: 3000 });
    const outcomes = await Promise.all(Array.from({ length: 100 }, ask));
    expect(outcomes.filter((outcome) => outcome.ok && outcome.value.created)).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome.ok && !outcome.value.created)).toHaveLength(99);
    expect(world.cloudflare.records).toHaveLength(1);
  });

  it('with a hundred names each, two projects get two hundred rules in few configuration writes', async () => {
    const world = await createTestWorld();
    const ask = (name: 'demo' | 'other', index: number) =>
      world.core
        .as(project(name))
        .requestHostname({ subdomain: `${name}-${index}`, port: name === 'demo' ? 3000 : 3100 });
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, index) => [ask('demo', index), ask('other', index)]).flat(),
    );
    expect(outcomes.every((outcome) => outcome.ok)).toBe(true);
    expect(world.cloudflare.document.ingress).toHaveLength(201);
    expect(world.cloudflare.records).toHaveLength(200);
    expect(world.cloudflare.puts).toBeLessThanOrEqual(10);
  });

  it('one after the other are each served at once', async () => {
    const world = await createTestWorld();
    const begun = world.clock.nowMs();
    for (let index = 0; index < 10; index += 1) {
      await world.core.as(demo).requestHostname({ subdomain: `app-${index}`, port: 3000 });
    }
    expect(world.clock.nowMs() - begun).toBeLessThan(100);
  });

  it('never exceed a quota together', async () => {
    const world = await createTestWorld();
    world.grants.set('demo', { project: 'demo', domains: null, quota: 5 });
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        world.core.as(demo).requestHostname({ subdomain: `app-${index}`, port: 3000 }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(5);
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.refusal.code === 'quota-exceeded')).toHaveLength(15);
  });
});
