import { afterEach, describe, expect, it } from 'vitest';
import { failureOf } from './testing/failing.ts';
import { sandboxedAccount, type SandboxedAccount } from './testing/sandboxed-account.ts';

let account: SandboxedAccount;
afterEach(() => account.close());

const NAME = 'app.example.com';
const draft = (change: object = {}) => ({
  name: NAME,
  content: `${account.cloudflare.tunnelId}.cfargotunnel.com`,
  comment: 'tm1 i=12345678 c=0192-abc p=demo',
  ...change,
});
const create = (change: object = {}) => account.dns.createCname(account.zoneId('example.com'), draft(change));
const recordsAt = (name = NAME) => account.dns.recordsAt(account.zoneId('example.com'), name);

describe('CloudflareDns at the stand-in for Cloudflare', () => {
  it('lists 120 zones in exactly 3 requests', async () => {
    const zones = Array.from({ length: 120 }, (_, number) => ({ name: `zone-${number}.example` }));
    account = await sandboxedAccount({ zones });
    expect(await account.dns.zones()).toHaveLength(120);
    expect(account.requests('GET')).toBe(3);
  });

  it('tells a paused zone and a pending one from an active one', async () => {
    account = await sandboxedAccount({
      zones: [{ name: 'c.example', status: 'pending' }, { name: 'b.example', paused: true }, { name: 'a.example' }],
    });
    expect((await account.dns.zones()).map(({ name, status }) => `${name} ${status}`)).toEqual([
      'a.example active',
      'b.example paused',
      'c.example pending',
    ]);
  });

  it('creates a record, finds it by name and by id, and deletes it', async () => {
    account = await sandboxedAccount();
    const zoneId = account.zoneId('example.com');
    expect(await recordsAt()).toEqual([]);
    const created = await create();
    expect(created).toEqual({ id: created.id, type: 'CNAME', proxied: true, ...draft() });
    expect(await recordsAt()).toEqual([created]);
    expect(await account.dns.record(zoneId, created.id)).toEqual(created);
    await account.dns.deleteRecord(zoneId, created.id);
    expect(await recordsAt()).toEqual([]);
    expect(await account.dns.record(zoneId, created.id)).toBeNull();
    await account.dns.deleteRecord(zoneId, created.id);
  });

  it.each([
    { type: 'A', name: NAME, content: '192.0.2.1' },
    { type: 'AAAA', name: NAME, content: '2001:db8::1' },
    { type: 'CNAME', name: NAME, content: 'elsewhere.example.net' },
  ] as const)('is refused, and creates nothing, where a $type record holds the name', async (foreign) => {
    account = await sandboxedAccount({ foreignRecords: [foreign] });
    expect(await failureOf(create())).toMatchObject({ code: 'foreign-record', kind: 'conflict', outcome: 'none' });
    expect(await recordsAt()).toMatchObject([foreign]);
  });

  it('is refused as a conflict where the very same record exists', async () => {
    account = await sandboxedAccount();
    await create();
    expect(await failureOf(create())).toMatchObject({ kind: 'conflict', outcome: 'none' });
  });

  it('tells a full zone', async () => {
    account = await sandboxedAccount({ zones: [{ name: 'example.com', recordQuota: 0 }] });
    expect(await failureOf(create())).toMatchObject({ code: 'zone-full', kind: 'quota', outcome: 'none' });
  });

  it('shows what Cloudflare finds wrong with a record', async () => {
    account = await sandboxedAccount();
    const failure = await failureOf(create({ comment: 'x'.repeat(101) }));
    expect(failure).toMatchObject({ code: 'invalid-request', kind: 'invalid', outcome: 'none' });
    expect(failure.message).toMatch(/DNS Validation Error \(1004\); .*\(9\d{3}\)/);
  });

  it.each([
    ['dns:edit', () => create(), '"Zone:DNS:Edit"'],
    ['dns:edit', () => recordsAt(), '"Zone:DNS:Edit"'],
    ['zone:read', () => account.dns.zones(), '"Zone:Zone:Read"'],
  ] as const)('names the permission when %s is missing', async (missing, call, named) => {
    const permissions = (['zone:read', 'dns:edit', 'tunnel:edit'] as const).filter((one) => one !== missing);
    account = await sandboxedAccount({ permissions });
    const failure = await failureOf(call());
    expect(failure).toMatchObject({ code: 'cloudflare-auth', kind: 'auth', outcome: 'none' });
    expect(failure.advice).toContain(named);
  });

  it('tells a token that expires while it is in use', async () => {
    account = await sandboxedAccount();
    await recordsAt();
    account.dashboard.expireTokens();
    expect(await failureOf(recordsAt())).toMatchObject({ code: 'cloudflare-auth', outcome: 'none' });
    expect(await failureOf(create())).toMatchObject({ code: 'cloudflare-auth', outcome: 'none' });
    expect(account.requests('GET')).toBe(2);
  });

  it('does not know the records of an unknown zone', async () => {
    account = await sandboxedAccount();
    expect(await failureOf(account.dns.recordsAt('0'.repeat(32), NAME))).toMatchObject({ code: 'unknown-domain' });
  });
});
