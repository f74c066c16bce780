import { describe, expect, it } from 'vitest';
import type { SandboxWorld } from '../sandbox-world.ts';
import { callApi, recordsPath } from '../testing/call-api.ts';
import type { CallAnswer } from '../testing/call-api.ts';
import { startTestWorld } from '../testing/test-world.ts';

const CNAME = { type: 'CNAME', name: 'app', content: 'target.example.org', proxied: true, ttl: 1, comment: 'tm1 i=1' };

const create = (sandbox: SandboxWorld, change: object = {}): Promise<CallAnswer> =>
  callApi(sandbox, 'POST', recordsPath(sandbox), { ...CNAME, ...change });

describe('creating a DNS record', () => {
  it('answers with the whole record', async () => {
    const { status, result } = await create(await startTestWorld());
    expect(status).toBe(200);
    expect(result).toMatchObject({ ...CNAME, name: 'app.example.com', tags: [], proxiable: true });
    expect(result.id).toMatch(/^[\da-f]{32}$/);
  });

  it.each([
    ['@', 'example.com'],
    ['app', 'app.example.com'],
    ['App.Example.COM', 'app.example.com'],
    ['bücher.example.com', 'xn--bcher-kva.example.com'],
    ['*.apps', '*.apps.example.com'],
    ['app.example.com.', 'app.example.com'],
  ])('stores the name %s as %s', async (name, stored) => {
    const { result } = await create(await startTestWorld(), { name });
    expect(result.name).toBe(stored);
  });

  it.each([
    ['a name with a port', { name: 'app:80' }, '1004/9000'],
    ['a label of 64 characters', { name: 'a'.repeat(64) }, '1004/9000'],
    ['an address that is none', { type: 'A', content: 'app.example.org' }, '1004/9005'],
    ['a time to live of 30 seconds', { ttl: 30 }, '1004/9021'],
    ['a comment of 101 characters on a free zone', { comment: 'x'.repeat(101) }, '1004/9302'],
    ['a tag on a free zone', { tags: ['owner:me'] }, '1004/9300'],
    ['an unknown type', { type: 'MX' }, '1004/9001'],
  ])('refuses %s', async (_what, change, code) => {
    const sandbox = await startTestWorld();
    expect(await create(sandbox, change)).toMatchObject({ status: 400, success: false, codes: [code] });
    expect(sandbox.world.state.zones[0]?.records).toEqual([]);
  });

  it('takes a comment of 500 characters on a paid zone', async () => {
    const sandbox = await startTestWorld({ zones: [{ name: 'example.com', plan: 'pro' }] });
    expect(await create(sandbox, { comment: 'x'.repeat(500) })).toMatchObject({ success: true });
    expect(await create(sandbox, { name: 'b', comment: 'x'.repeat(501) })).toMatchObject({ codes: ['1004/9302'] });
  });

  it.each([
    ['81058', { content: 'target.example.org' }],
    ['81053', { content: 'other.example.org' }],
    ['81054', { type: 'A', content: '192.0.2.1' }],
  ])('refuses with %s what a CNAME stands in the way of', async (code, change) => {
    const sandbox = await startTestWorld();
    await create(sandbox);
    expect(await create(sandbox, change)).toMatchObject({ status: 400, codes: [code] });
  });

  it('refuses a CNAME beside an address, and takes a text record beside anything', async () => {
    const sandbox = await startTestWorld();
    await create(sandbox, { type: 'A', content: '192.0.2.1' });
    expect(await create(sandbox)).toMatchObject({ codes: ['81053'] });
    expect(await create(sandbox, { type: 'TXT', content: 'text', proxied: false })).toMatchObject({ success: true });
    expect(await create(sandbox, { type: 'A', content: '192.0.2.2' })).toMatchObject({ success: true });
  });

  it('refuses with 81045 when the zone is full', async () => {
    const sandbox = await startTestWorld();
    sandbox.dashboard.setRecordQuota('example.com', 1);
    await create(sandbox);
    expect(await create(sandbox, { name: 'second' })).toMatchObject({ status: 400, codes: ['81045'] });
  });
});

describe('changing and deleting a DNS record', () => {
  it('keeps with PATCH, and clears with PUT, what the body does not say', async () => {
    const sandbox = await startTestWorld();
    const { result } = await create(sandbox);
    const path = `${recordsPath(sandbox)}/${result.id}`;
    const patched = await callApi(sandbox, 'PATCH', path, { content: 'second.example.org' });
    expect(patched.result).toMatchObject({ ...CNAME, name: 'app.example.com', content: 'second.example.org' });
    const { type, name, content } = CNAME;
    const put = await callApi(sandbox, 'PUT', path, { type, name, content });
    expect(put.result).toMatchObject({ content, comment: null, proxied: false });
  });

  it('deletes once, and then answers 81044 to every method', async () => {
    const sandbox = await startTestWorld();
    const { result } = await create(sandbox);
    const path = `${recordsPath(sandbox)}/${result.id}`;
    expect(await callApi(sandbox, 'DELETE', path)).toMatchObject({ status: 200, result: { id: result.id } });
    for (const method of ['DELETE', 'GET', 'PATCH', 'PUT'])
      expect(await callApi(sandbox, method, path, method === 'GET' ? undefined : CNAME)).toMatchObject({
        status: 404,
        codes: ['81044'],
      });
  });

  it('answers an empty id like a path that does not exist', async () => {
    const sandbox = await startTestWorld();
    expect(await callApi(sandbox, 'DELETE', `${recordsPath(sandbox)}/`)).toMatchObject({ codes: ['7003', '7000'] });
  });
});

describe('a batch of DNS records', () => {
  it('deletes before it creates', async () => {
    const sandbox = await startTestWorld();
    const { result: old } = await create(sandbox);
    const posts = [{ ...CNAME, content: 'new.example.org' }];
    const batch = await callApi(sandbox, 'POST', `${recordsPath(sandbox)}/batch`, { deletes: [{ id: old.id }], posts });
    expect(batch.result.posts[0]).toMatchObject({ content: 'new.example.org' });
    expect(sandbox.world.state.zones[0]?.records).toHaveLength(1);
  });

  it('does nothing at all when one part is refused', async () => {
    const sandbox = await startTestWorld();
    const batch = await callApi(sandbox, 'POST', `${recordsPath(sandbox)}/batch`, {
      posts: [CNAME, { ...CNAME, name: 'other' }, CNAME],
    });
    expect(batch).toMatchObject({ status: 400, codes: ['81058'] });
    expect(sandbox.world.state.zones[0]?.records).toEqual([]);
  });

  it('is limited to 200 operations on a free zone', async () => {
    const sandbox = await startTestWorld();
    const deletes = Array.from({ length: 201 }, () => ({ id: '0'.repeat(32) }));
    expect(await callApi(sandbox, 'POST', `${recordsPath(sandbox)}/batch`, { deletes })).toMatchObject({
      codes: ['1004'],
    });
  });
});

describe('listing DNS records', () => {
  it.each([
    ['name=a.example.com', ['a']],
    ['name.exact=A.example.com', ['a']],
    ['type=TXT', ['c']],
    ['type=CNAME&content.exact=target.example.org', ['a']],
    ['comment.startswith=TM1', ['a', 'b']],
    ['comment.exact=tm1%20one', ['a']],
    ['comment.contains=TWO', ['b']],
    ['comment.absent=true', ['c']],
    ['name=a.example.com&type=TXT&match=any', ['a', 'c']],
    ['per_page=2', ['a', 'b']],
    ['per_page=2&page=2', ['c']],
    ['per_page=2&page=3', []],
  ])('%s finds %j', async (query, names) => {
    const sandbox = await startTestWorld();
    await create(sandbox, { name: 'a', comment: 'tm1 one' });
    await create(sandbox, { name: 'b', comment: 'TM1 two', content: 'other.example.org' });
    await create(sandbox, { name: 'c', type: 'TXT', content: 'text', proxied: false, comment: null });
    const { result } = await callApi(sandbox, 'GET', `${recordsPath(sandbox)}?${query}`);
    expect(result.map(({ name }: { name: string }) => name)).toEqual(names.map((name) => `${name}.example.com`));
  });

  it('says how many there are', async () => {
    const sandbox = await startTestWorld();
    for (const name of ['a', 'b', 'c']) await create(sandbox, { name });
    const { resultInfo } = await callApi(sandbox, 'GET', `${recordsPath(sandbox)}?per_page=2&page=2`);
    expect(resultInfo).toEqual({ page: 2, per_page: 2, count: 1, total_count: 3, total_pages: 2 });
  });

  it('refuses a page size of 0, and of more than five million', async () => {
    const sandbox = await startTestWorld();
    for (const size of [0, 5_000_001])
      expect(await callApi(sandbox, 'GET', `${recordsPath(sandbox)}?per_page=${size}`)).toMatchObject({
        codes: ['1004'],
      });
  });
});
