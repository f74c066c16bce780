import { afterEach, describe, expect, it } from 'vitest';
import { CloudflareDns } from './cloudflare-dns.ts';
import { failureOf } from './testing/failing.ts';
import {
  ACCOUNT_ID,
  RECORD_ID,
  TUNNEL_ID,
  ZONE_ID,
  no,
  ok,
  record,
  stubApi,
  zone,
  type Reply,
} from './testing/stub-api.ts';

const DRAFT = { name: 'app.example.com', content: `${TUNNEL_ID}.cfargotunnel.com`, comment: 'tm1 i=1 c=2 p=demo' };
let stop: (() => void) | undefined;
afterEach(() => stop?.());

const dnsOver = async (...script: Reply[]) => {
  const stub = await stubApi(script);
  stop = stub.stop;
  return { ...stub, dns: new CloudflareDns(stub.api, { accountId: ACCOUNT_ID }) };
};

/** An account with this many zones, paged as Cloudflare does. */
const zonesOf =
  (count: number, change: (number: number) => object = () => ({})): Reply =>
  (response, seen) => {
    const page = Number(seen.query['page']);
    const perPage = Number(seen.query['per_page']);
    const all = Array.from({ length: count }, (_, number) => zone(number, change(number)));
    const info = { page, per_page: perPage, total_count: count, total_pages: Math.ceil(count / perPage) };
    ok(all.slice((page - 1) * perPage, page * perPage), info)(response, seen);
  };

describe('CloudflareDns.zones', () => {
  it('reads 120 zones in exactly 3 requests, of its own account alone', async () => {
    const { dns, seen } = await dnsOver(zonesOf(120));
    const zones = await dns.zones();
    expect(zones).toHaveLength(120);
    expect(zones.map(({ name }) => name)).toEqual(zones.map(({ name }) => name).toSorted());
    expect(seen.map(({ query }) => query['page'])).toEqual(['1', '2', '3']);
    expect(seen[0]).toMatchObject({ path: '/zones', query: { 'account.id': ACCOUNT_ID, per_page: '50' } });
  });

  it.each([0, 1, 50, 100])('needs no extra page for %i zones', async (count) => {
    const { dns, seen } = await dnsOver(zonesOf(count));
    expect(await dns.zones()).toHaveLength(count);
    expect(seen).toHaveLength(Math.max(1, count / 50) | 0);
  });

  it('throws rather than give a part of the zones', async () => {
    const { dns } = await dnsOver(zonesOf(120), no(500, 10_013), no(500, 10_013), no(500, 10_013));
    expect(await failureOf(dns.zones())).toMatchObject({ code: 'cloudflare-unavailable', outcome: 'none' });
  });

  it('throws when zones are missing from the pages', async () => {
    const { dns } = await dnsOver(ok([zone(1)], { total_count: 2 }));
    expect((await failureOf(dns.zones())).message).toContain('1 of 2 zones');
  });

  it('throws when the list does not tell its length', async () => {
    const { dns } = await dnsOver(ok([zone(1)], { total_count: undefined }));
    expect((await failureOf(dns.zones())).message).toContain('without its total');
  });

  it.each([
    [{ status: 'active', paused: false }, 'active'],
    [{ status: 'active', paused: true }, 'paused'],
    [{ status: 'pending', paused: false }, 'pending'],
    [{ status: 'initializing', paused: false }, 'pending'],
    [{ status: 'moved', paused: false }, 'pending'],
  ])('reads %j as %s', async (change, status) => {
    const { dns } = await dnsOver(zonesOf(1, () => change));
    expect(await dns.zones()).toMatchObject([{ status }]);
  });
});

describe('CloudflareDns.recordsAt', () => {
  it('asks for exactly this name and keeps address records, in lower case', async () => {
    const { dns, seen } = await dnsOver(
      ok([
        record({ name: 'App.Example.com', content: 'Other.Example.NET', comment: null, proxied: false }),
        record({ type: 'TXT', content: 'text' }),
        record({ type: 'MX' }),
        record({ type: 'AAAA', id: 'b', content: '2001:DB8::1' }),
        record({ type: 'A', id: 'c', content: '192.0.2.1' }),
      ]),
    );
    const records = await dns.recordsAt(ZONE_ID, 'app.example.com');
    expect(seen[0]).toMatchObject({
      method: 'GET',
      path: `/zones/${ZONE_ID}/dns_records`,
      query: { 'name.exact': 'app.example.com' },
    });
    expect(records.map(({ type }) => type)).toEqual(['CNAME', 'AAAA', 'A']);
    expect(records[0]).toEqual({
      id: RECORD_ID,
      type: 'CNAME',
      name: 'app.example.com',
      content: 'other.example.net',
      comment: null,
      proxied: false,
    });
    expect(records[1]?.content).toBe('2001:db8::1');
  });

  it('gives an empty list for a free name', async () => {
    const { dns } = await dnsOver(ok([]));
    expect(await dns.recordsAt(ZONE_ID, 'app.example.com')).toEqual([]);
  });

  it('leaves out records of other names, should they come', async () => {
    const { dns } = await dnsOver(ok([record({ name: 'other.example.com' })]));
    expect(await dns.recordsAt(ZONE_ID, 'app.example.com')).toEqual([]);
  });

  it.each<[string, Reply]>([
    ['a list that is not whole', ok([record()], { total_count: 7000 })],
    ['null for a list', ok(null)],
    ['a record without an id', ok([record({ id: undefined })])],
    ['a 404 of a proxy', (response) => response.writeHead(404).end('not found')],
  ])('does not take %s for an answer', async (_, reply) => {
    const { dns } = await dnsOver(reply);
    expect(await failureOf(dns.recordsAt(ZONE_ID, 'app.example.com'))).toMatchObject({
      code: 'cloudflare-unavailable',
    });
  });
});

describe('CloudflareDns.record', () => {
  it('reads one record', async () => {
    const { dns, seen } = await dnsOver(ok(record()));
    expect(await dns.record(ZONE_ID, RECORD_ID)).toMatchObject({ id: RECORD_ID, name: 'app.example.com' });
    expect(seen[0]).toMatchObject({ method: 'GET', path: `/zones/${ZONE_ID}/dns_records/${RECORD_ID}` });
  });

  it('gives null when Cloudflare says that it does not exist', async () => {
    const { dns } = await dnsOver(no(404, 81_044, 'Record does not exist.'));
    expect(await dns.record(ZONE_ID, RECORD_ID)).toBeNull();
  });

  it('gives null when the record has become another kind of record', async () => {
    const { dns } = await dnsOver(ok(record({ type: 'TXT' })));
    expect(await dns.record(ZONE_ID, RECORD_ID)).toBeNull();
  });

  it.each<[string, Reply]>([
    ['nothing', ok(null)],
    ['a 404 of a proxy', (response) => response.writeHead(404).end('not found')],
    ['an unknown zone', no(404, 7003)],
  ])('does not take %s for "does not exist"', async (_, reply) => {
    const { dns } = await dnsOver(reply);
    expect(await failureOf(dns.record(ZONE_ID, RECORD_ID))).toMatchObject({ operation: 'dns.record' });
  });
});

describe('CloudflareDns.createCname', () => {
  it('creates a proxied record with an automatic lifetime and the comment', async () => {
    const { dns, seen } = await dnsOver(ok(record()));
    expect(await dns.createCname(ZONE_ID, DRAFT)).toMatchObject({ id: RECORD_ID, type: 'CNAME' });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ method: 'POST', path: `/zones/${ZONE_ID}/dns_records` });
    expect(seen[0]?.body).toEqual({ ...DRAFT, type: 'CNAME', proxied: true, ttl: 1 });
  });

  it('cannot tell whether the record exists when the answer names none', async () => {
    const { dns } = await dnsOver(ok(null));
    expect(await failureOf(dns.createCname(ZONE_ID, DRAFT))).toMatchObject({ outcome: 'unknown' });
  });
});

describe('CloudflareDns.deleteRecord', () => {
  it('deletes by id', async () => {
    const { dns, seen } = await dnsOver(ok({ id: RECORD_ID }));
    await dns.deleteRecord(ZONE_ID, RECORD_ID);
    expect(seen).toMatchObject([{ method: 'DELETE', path: `/zones/${ZONE_ID}/dns_records/${RECORD_ID}` }]);
  });

  it('is content when the record is gone already', async () => {
    const { dns, seen } = await dnsOver(no(404, 81_044, 'Record does not exist.'));
    await dns.deleteRecord(ZONE_ID, RECORD_ID);
    expect(seen).toHaveLength(1);
  });

  it.each<[string, Reply]>([
    ['a 404 of a proxy', (response) => response.writeHead(404).end('not found')],
    ['an id that Cloudflare cannot route', no(404, 7003, 'Could not route.')],
  ])('does not take %s for "gone"', async (_, reply) => {
    const { dns } = await dnsOver(reply);
    expect(await failureOf(dns.deleteRecord(ZONE_ID, RECORD_ID))).toMatchObject({ operation: 'dns.deleteRecord' });
  });
});

describe('CloudflareDns with an empty id', () => {
  it.each<[string, (dns: CloudflareDns) => Promise<unknown>]>([
    ['deletes nothing', (dns) => dns.deleteRecord(ZONE_ID, '')],
    ['deletes nothing in no zone', (dns) => dns.deleteRecord(' ', RECORD_ID)],
    ['creates nothing', (dns) => dns.createCname('', DRAFT)],
    ['creates nothing without a name', (dns) => dns.createCname(ZONE_ID, { ...DRAFT, name: '' })],
    ['lists nothing', (dns) => dns.recordsAt('', 'app.example.com')],
    ['reads nothing', (dns) => dns.record(ZONE_ID, '')],
  ])('%s and sends no request', async (_, call) => {
    const { dns, seen } = await dnsOver(ok({}));
    expect(await failureOf(call(dns))).toMatchObject({ code: 'internal', outcome: 'none' });
    expect(seen).toHaveLength(0);
  });
});
