import { describe, expect, it } from 'vitest';
import { PortFailure } from '../ports/port-failure.ts';
import { createTestWorld, demo, findViolations, type FakeCloudflare, type TestWorld } from '../testing/index.ts';

const request = ({ core }: TestWorld) => core.as(demo).requestHostname({ subdomain: 'app', port: 3000 });

const failing =
  (
    code: 'cloudflare-unavailable' | 'cloudflare-auth' | 'rate-limited' | 'ingress-local',
    outcome: 'none' | 'unknown',
  ) =>
  () =>
    Promise.reject(new PortFailure({ operation: 'test', code, message: 'No.', advice: 'Wait.', outcome }));

const nothing = { records: [], rules: [{ hostname: '', service: 'http_status:404' }] };

describe('a request that the world fails', () => {
  it.each<[string, (cloudflare: FakeCloudflare) => unknown]>([
    ['zone-full', (cloudflare) => Object.assign(cloudflare, { recordQuota: 0 })],
    ['cloudflare-auth', (cloudflare) => Object.assign(cloudflare, { createCname: failing('cloudflare-auth', 'none') })],
    ['rate-limited', (cloudflare) => Object.assign(cloudflare, { read: failing('rate-limited', 'none') })],
    [
      'cloudflare-unavailable',
      (cloudflare) => Object.assign(cloudflare, { recordsAt: failing('cloudflare-unavailable', 'none') }),
    ],
    ['connector-unconfirmed', (cloudflare) => Object.assign(cloudflare, { connector: { configVersion: 0 } })],
    ['connector-unconfirmed', (cloudflare) => Object.assign(cloudflare, { connector: { readyConnections: 0 } })],
    ['connector-unconfirmed', (cloudflare) => Object.assign(cloudflare, { connector: { configVersion: -1 } })],
    ['ingress-local', (cloudflare) => Object.assign(cloudflare, { read: failing('ingress-local', 'none') })],
  ])('ends with %s, undone and audited', async (code, given) => {
    const world = await createTestWorld();
    const { read } = world.cloudflare;
    given(world.cloudflare);
    await expect(request(world)).rejects.toMatchObject({ name: 'PortFailure', code });
    world.cloudflare.read = read;
    await world.core.settle();
    expect(await findViolations(world, nothing)).toEqual([]);
    const { items } = await world.store.audit({ action: 'hostname.request' }, { limit: 10 });
    expect(items).toMatchObject([{ outcome: 'failed', errorCode: code }]);
  });

  it('keeps the claim when nobody can say whether the record was made, and finishes it later', async () => {
    const world = await createTestWorld();
    const { createCname } = world.cloudflare;
    world.cloudflare.createCname = failing('cloudflare-unavailable', 'unknown');
    await expect(request(world)).rejects.toMatchObject({ outcome: 'unknown' });
    expect(await world.store.hostname('app.example.com')).toMatchObject({ state: 'pending' });
    world.cloudflare.createCname = createCname;
    expect(await request(world)).toMatchObject({ ok: true, value: { created: false, state: 'active' } });
  });

  it('takes a time-out for no answer and never for "does not exist"', async () => {
    const world = await createTestWorld();
    await request(world);
    world.cloudflare.record = failing('cloudflare-unavailable', 'none');
    await expect(world.core.as(demo).releaseHostname({ hostname: 'app.example.com' })).rejects.toThrow(PortFailure);
    expect(world.cloudflare.records).toHaveLength(1);
    expect(await world.store.hostname('app.example.com')).toMatchObject({ state: 'active' });
  });
});

describe('a daemon with nothing to do', () => {
  it('asks Cloudflare nothing for hostnames that are as they should be', async () => {
    const world = await createTestWorld();
    for (let index = 0; index < 30; index += 1) {
      await world.core.as(demo).requestHostname({ subdomain: `app-${index}`, port: 3000 });
    }
    let calls = 0;
    const counted = new Proxy(world.cloudflare, {
      get: (target, name, receiver) => ((calls += 1), Reflect.get(target, name, receiver) as unknown),
    });
    await world.restart({ ...world.ports, dns: counted, ingress: counted }).settle();
    expect(calls).toBe(0);
  });
});
