import { describe, expect, it } from 'vitest';
import { admin, createTestWorld, demo } from '../testing/index.ts';

describe('refreshing the domains', () => {
  it('records every zone of the account with its id and status', async () => {
    const { store } = await createTestWorld();
    expect(await store.domains()).toMatchObject([
      { domain: 'example.com', zoneId: 'zone-com', status: 'active' },
      { domain: 'example.net', zoneId: 'zone-net', status: 'paused' },
      { domain: 'example.org', zoneId: 'zone-org', status: 'active' },
    ]);
  });

  it('marks a zone that vanished, brings it back when it returns, and takes over a new id', async () => {
    const { cloudflare, core, store } = await createTestWorld();
    const zones = cloudflare.zoneList;
    cloudflare.zoneList = zones.slice(1);
    await core.refreshDomains();
    expect((await store.domains())[0]).toMatchObject({
      domain: 'example.com',
      removedAt: expect.any(Number) as number,
    });
    cloudflare.zoneList = [{ zoneId: 'zone-new', name: 'example.com', status: 'active' }, ...zones.slice(1)];
    await core.refreshDomains();
    expect((await store.domains())[0]).toMatchObject({ zoneId: 'zone-new', removedAt: null });
  });

  it('leaves what is known alone when the zones cannot be listed', async () => {
    const { cloudflare, core, store } = await createTestWorld();
    const before = await store.domains();
    cloudflare.zones = () => Promise.reject(new Error('gone'));
    await expect(core.refreshDomains()).rejects.toThrow('gone');
    expect(await store.domains()).toEqual(before);
  });

  it('is for admins, and shows projects only what they may use', async () => {
    const { core, grants } = await createTestWorld();
    expect(await core.as(demo).refreshDomains()).toMatchObject({ ok: false, refusal: { code: 'forbidden' } });
    expect(await core.as(admin).refreshDomains()).toMatchObject({ ok: true });
    grants.set('demo', { project: 'demo', domains: ['example.org', 'example.net'], quota: null });
    expect(await core.as(demo).domains()).toMatchObject({ ok: true, value: [{ domain: 'example.org' }] });
  });
});
