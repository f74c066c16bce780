import { describe, expect, it } from 'vitest';
import { callApi } from '../testing/call-api.ts';
import { startTestWorld } from '../testing/test-world.ts';

describe('listing zones', () => {
  it('shows the paused one as paused', async () => {
    const { result } = await callApi(await startTestWorld(), 'GET', '/zones');
    expect(result).toMatchObject([
      { name: 'example.com', status: 'active', paused: false },
      { name: 'example.org', paused: false },
      { name: 'example.net', paused: true },
    ]);
  });

  it('finds one by its name', async () => {
    const { result } = await callApi(await startTestWorld(), 'GET', '/zones?name=example.org');
    expect(result).toMatchObject([{ name: 'example.org' }]);
  });

  it('keeps to an account and to an order', async () => {
    const sandbox = await startTestWorld();
    const names = async (query: string): Promise<string[]> =>
      (await callApi(sandbox, 'GET', `/zones?${query}`)).result.map(({ name }: { name: string }) => name);
    expect(await names(`account.id=${'0'.repeat(32)}`)).toEqual([]);
    expect(await names('order=name')).toEqual(['example.com', 'example.net', 'example.org']);
    expect(await names('order=name&direction=desc')).toEqual(['example.org', 'example.net', 'example.com']);
  });

  it('comes in pages of 20, with an empty one beyond the last', async () => {
    const zones = Array.from({ length: 45 }, (_, index) => ({ name: `zone-${index}.example` }));
    const sandbox = await startTestWorld({ zones });
    const third = await callApi(sandbox, 'GET', '/zones?page=3');
    expect(third.result).toHaveLength(5);
    expect(third.resultInfo).toEqual({ page: 3, per_page: 20, count: 5, total_count: 45, total_pages: 3 });
    expect((await callApi(sandbox, 'GET', '/zones?page=4')).result).toEqual([]);
  });

  it.each(['4', '51', 'many'])('refuses a page size of %s', async (size) => {
    const answer = await callApi(await startTestWorld(), 'GET', `/zones?per_page=${size}`);
    expect(answer).toMatchObject({ status: 400, codes: ['1004'] });
  });

  it('shows one zone by its id, and refuses ids that are none or unknown', async () => {
    const sandbox = await startTestWorld();
    const id = sandbox.world.state.zones[1]?.id;
    expect((await callApi(sandbox, 'GET', `/zones/${id}`)).result).toMatchObject({ name: 'example.org' });
    expect(await callApi(sandbox, 'GET', '/zones/example.org')).toMatchObject({ status: 400, codes: ['7003', '7000'] });
    expect(await callApi(sandbox, 'GET', `/zones/${'0'.repeat(32)}`)).toMatchObject({ status: 404 });
  });

  it('shows the account', async () => {
    const sandbox = await startTestWorld();
    expect((await callApi(sandbox, 'GET', '/accounts')).result).toMatchObject([{ id: sandbox.cloudflare.accountId }]);
  });
});
