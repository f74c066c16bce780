import { describe, expect, it } from 'vitest';
import { openApiProblems } from './testing/openapi-check.ts';
import { ACCOUNT_ID, RECORD_ID, TUNNEL_ID, ZONE_ID } from './testing/stub-api.ts';

const RECORDS = `/zones/${ZONE_ID}/dns_records`;
const CONFIGURATION = `/accounts/${ACCOUNT_ID}/cfd_tunnel/${TUNNEL_ID}/configurations`;
const RECORD = { type: 'CNAME', name: 'app.example.com', content: 'x.example.net', proxied: true, ttl: 1 };

const problems = (change: object) =>
  openApiProblems({ method: 'GET', path: RECORDS, query: {}, body: undefined, ...change });

const put = (config: unknown) => problems({ method: 'PUT', path: CONFIGURATION, body: { config } });

/** The stand-in of these tests checks each request that it gets; here is the proof that the check can fail. */
describe('openApiProblems', () => {
  it.each([
    [{}],
    [{ query: { 'name.exact': 'app.example.com', per_page: '5000' } }],
    [{ method: 'DELETE', path: `${RECORDS}/${RECORD_ID}` }],
    [{ method: 'POST', body: RECORD }],
    [{ path: '/zones', query: { 'account.id': ACCOUNT_ID, page: '2', per_page: '50', order: 'name' } }],
  ])('finds nothing wrong with %j', (change) => {
    expect(problems(change)).toEqual([]);
  });

  it.each([
    ['an unknown path', { path: '/zone' }],
    ['an unknown method', { method: 'PUT' }],
    ['a path without its id', { method: 'DELETE', path: `${RECORDS}/` }],
    ['an unknown filter', { query: { names: 'x' } }],
    ['too large a page of zones', { path: '/zones', query: { per_page: '51' } }],
    ['an unknown order', { path: '/zones', query: { order: 'size' } }],
    ['a body where none belongs', { method: 'DELETE', path: `${RECORDS}/${RECORD_ID}`, body: {} }],
    ['a record without content', { method: 'POST', body: { ...RECORD, content: undefined } }],
    ['a record of another type', { method: 'POST', body: { ...RECORD, type: 'A' } }],
    ['a record with a text for a switch', { method: 'POST', body: { ...RECORD, proxied: 'yes' } }],
    ['no record', { method: 'POST' }],
  ])('finds %s', (_, change) => {
    expect(problems(change)).not.toEqual([]);
  });

  it('knows a configuration', () => {
    const rule = { hostname: 'app.example.com', service: 'http://127.0.0.1:3105' };
    expect(put({ ingress: [rule], 'warp-routing': { enabled: true } })).toEqual([]);
    expect(put({ ingress: [{ hostname: 'app.example.com' }] })).not.toEqual([]);
    expect(put({ ingress: [{ ...rule, originRequest: { connectTimeout: '5s' } }] })).not.toEqual([]);
  });
});
