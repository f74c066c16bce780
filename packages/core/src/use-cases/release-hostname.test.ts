import { describe, expect, it } from 'vitest';
import { admin, createTestWorld, demo, project, type TestWorld } from '../testing/index.ts';

async function worldWithApp(): Promise<TestWorld> {
  const world = await createTestWorld();
  await world.core.as(demo).requestHostname({ subdomain: 'app', port: 3000 });
  return world;
}

const release = (world: TestWorld, caller = demo) =>
  world.core.as(caller).releaseHostname({ hostname: 'App.example.com' });

describe('releaseHostname', () => {
  it('takes away the record, the rule and the row, and tells the audit log', async () => {
    const world = await worldWithApp();
    expect(await release(world)).toMatchObject({ ok: true, value: { deleted: true, hostname: 'app.example.com' } });
    expect(world.cloudflare.records).toEqual([]);
    expect(world.cloudflare.ruleFor('app.example.com')).toBeUndefined();
    expect(await world.store.hostname('app.example.com')).toBeNull();
    const { items } = await world.store.audit({ action: 'hostname.release' }, { limit: 10 });
    expect(items).toMatchObject([{ outcome: 'ok', project: 'demo', hostname: 'app.example.com' }]);
  });

  it('takes the record away before the rule, so that the name never leads to a 404', async () => {
    const world = await worldWithApp();
    const { replace } = world.cloudflare;
    let recordsAtWrite = -1;
    world.cloudflare.replace = (document) => {
      recordsAtWrite = world.cloudflare.records.length;
      return replace.call(world.cloudflare, document);
    };
    await release(world);
    expect(recordsAtWrite).toBe(0);
  });

  it('goes by the record’s id and leaves another record of the same name alone', async () => {
    const world = await worldWithApp();
    const other = world.cloudflare.addRecord({ name: 'app.example.com', type: 'A', content: '192.0.2.1' });
    await release(world);
    expect(world.cloudflare.records).toEqual([other]);
  });

  it.each([
    ['its comment was removed', { comment: null }],
    ['it leads elsewhere now', { content: 'elsewhere.example' }],
  ])('refuses and changes nothing when the record is not provably ours: %s', async (_why, edit) => {
    const world = await worldWithApp();
    world.cloudflare.records = world.cloudflare.records.map((record) => ({ ...record, ...edit }));
    const before = structuredClone(world.cloudflare.records);
    expect(await release(world)).toMatchObject({ ok: false, refusal: { code: 'foreign-record' } });
    expect(world.cloudflare.records).toEqual(before);
    expect(await world.store.hostname('app.example.com')).toMatchObject({ state: 'active' });
  });

  it('ends well when somebody has deleted the record by hand', async () => {
    const world = await worldWithApp();
    world.cloudflare.records = [];
    expect(await release(world)).toMatchObject({ ok: true });
    expect(await world.store.hostname('app.example.com')).toBeNull();
  });

  it('is for the owner and for admins', async () => {
    const world = await worldWithApp();
    expect(await release(world, project('other'))).toMatchObject({ ok: false, refusal: { code: 'not-owner' } });
    expect(await release(world, admin)).toMatchObject({ ok: true });
  });

  it('says so when there is no such hostname', async () => {
    const world = await createTestWorld();
    expect(await release(world)).toMatchObject({ ok: false, refusal: { code: 'unknown-hostname' } });
  });

  it('shows what it would do and changes nothing in a dry run', async () => {
    const world = await worldWithApp();
    const outcome = await world.core.as(demo).releaseHostname({ hostname: 'app.example.com', dryRun: true });
    expect(outcome).toMatchObject({ ok: true, value: { deleted: false, plan: { length: 3 } } });
    expect(world.cloudflare.records).toHaveLength(1);
  });

  it('done twice at once succeeds once and is refused once, with a code that says which', async () => {
    const world = await worldWithApp();
    const outcomes = await Promise.all([release(world), release(world)]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes).toContainEqual(
      expect.objectContaining({ refusal: expect.objectContaining({ code: 'hostname-busy' }) as object }),
    );
  });
});
