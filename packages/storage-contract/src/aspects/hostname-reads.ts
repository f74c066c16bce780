import type { Hostname, HostnameFilter } from '@tunnel-manager/core';
import { beforeEach, expect, it } from 'vitest';
import { aHostname, claim, WORLD } from '../builders.ts';
import type { StoreUnderTest } from '../opened-store.ts';
import { pages, WHOLE } from '../reading.ts';

const names = (rows: readonly Hostname[]): readonly string[] => rows.map(({ hostname }) => hostname);

/** Five names of two projects in two domains, in the order in which a store lists them. */
const FIVE = [
  aHostname(5, { subdomain: 'a', project: 'odin' }),
  aHostname(4, { subdomain: 'b', state: 'active' }),
  aHostname(3, { subdomain: 'c', domain: 'example.org' }),
  aHostname(2, { subdomain: 'd', project: 'odin', domain: 'example.org', state: 'active' }),
  aHostname(1, { subdomain: 'e', state: 'releasing', tunnelId: 'tunnel-2' }),
];

export function hostnameReads(store: StoreUnderTest): void {
  beforeEach(() => store().commit([...WORLD, ...FIVE.toReversed().map((row) => claim(row))]));

  it('answer null for a name that is not recorded', async () => {
    expect(await store().hostname('z.example.com')).toBeNull();
  });

  it('tell upper from lower case, because recorded names are lower case', async () => {
    expect(await store().hostname('A.example.com')).toBeNull();
  });

  it('list everything in order', async () => {
    expect(await store().hostnames({}, WHOLE)).toEqual({ items: FIVE });
  });

  it('order by bytes', async () => {
    const odd = ['*', '0', '_x', 'a-a', 'a.a', 'a0', 'aa'];
    await store().commit(
      odd.toReversed().map((subdomain, n) => claim(aHostname(50 + n, { subdomain, project: 'odd' }))),
    );
    const listed = await store().hostnames({ project: 'odd' }, WHOLE);
    expect(listed.items.map(({ subdomain }) => subdomain)).toEqual(odd);
  });

  it.each<[string, HostnameFilter, readonly string[]]>([
    ['a project', { project: 'odin' }, ['a.example.com', 'd.example.org']],
    ['a domain', { domain: 'example.org' }, ['c.example.org', 'd.example.org']],
    ['a state', { state: 'active' }, ['b.example.com', 'd.example.org']],
    ['all three', { project: 'odin', domain: 'example.org', state: 'active' }, ['d.example.org']],
    ['a project without names', { project: 'nobody' }, []],
    ['undefined properties, as if they were absent', { project: undefined, state: 'releasing' }, ['e.example.com']],
  ])('filter by %s', async (_what, filter, expected) => {
    expect(names((await store().hostnames(filter, WHOLE)).items)).toEqual(expected);
  });

  it.each([
    [1, [1, 1, 1, 1, 1]],
    [2, [2, 2, 1]],
    [4, [4, 1]],
    [5, [5]],
    [500, [5]],
  ])('page by %d without a gap, a repetition or an empty last page', async (limit, sizes) => {
    const found = await pages((cursor) => store().hostnames({}, { limit, cursor }));
    expect(found.map((page) => page.length)).toEqual(sizes);
    expect(found.flat()).toEqual(FIVE);
  });

  it('page within a filter', async () => {
    const found = await pages((cursor) => store().hostnames({ project: 'consilio' }, { limit: 2, cursor }));
    expect(found.map(names)).toEqual([['b.example.com', 'c.example.org'], ['e.example.com']]);
  });

  it('go on where they were when names come and go between two pages', async () => {
    const first = await store().hostnames({}, { limit: 2 });
    await store().commit([
      { kind: 'hostname-released', id: FIVE[1]?.id ?? '', version: 1, at: 0 },
      claim(aHostname(60, { subdomain: 'aa' })),
      claim(aHostname(61, { subdomain: 'bb' })),
    ]);
    const second = await store().hostnames({}, { limit: 2, cursor: first.nextCursor });
    expect(names(second.items)).toEqual(['bb.example.com', 'c.example.org']);
  });

  it.each([0, -1, 501, 1.5])('refuse a page of %d', async (limit) => {
    await expect(store().hostnames({}, { limit })).rejects.toThrow(RangeError);
    await expect(store().audit({}, { limit })).rejects.toThrow(RangeError);
  });

  it('list what the routes of one tunnel need, in order', async () => {
    const routes = FIVE.map(({ id, hostname, origin, state, recordId }) => ({ id, hostname, origin, state, recordId }));
    expect(await store().routesOfTunnel('tunnel-1')).toEqual(routes.slice(0, 4));
    expect(await store().routesOfTunnel('tunnel-2')).toEqual(routes.slice(4));
    expect(await store().routesOfTunnel('tunnel-3')).toEqual([]);
  });
}
