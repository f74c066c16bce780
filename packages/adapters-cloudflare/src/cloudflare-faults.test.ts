import type { PortFailure } from '@tunnel-manager/core';
import { afterEach, describe, expect, it } from 'vitest';
import { CloudflareDns } from './cloudflare-dns.ts';
import { CloudflareIngress } from './cloudflare-ingress.ts';
import { failureOf } from './testing/failing.ts';
import {
  ACCOUNT_ID,
  RECORD_ID,
  TOKEN,
  TUNNEL_ID,
  ZONE_ID,
  drop,
  hang,
  hangInBody,
  html,
  no,
  ok,
  stubApi,
  truncated,
  type Reply,
} from './testing/stub-api.ts';

const DRAFT = { name: 'app.example.com', content: `${TUNNEL_ID}.cfargotunnel.com`, comment: 'tm1 i=1 c=2 p=demo' };
let stop: (() => void) | undefined;
afterEach(() => stop?.());

type Kind = 'read' | 'create' | 'replace' | 'delete';

/** Makes one call while the API answers like this, and gives the failure and how often the API was asked. */
const failing = async (
  kind: Kind,
  script: Reply[],
  tryMs?: number,
): Promise<{ failure: PortFailure; requests: number }> => {
  const stub = await stubApi(script, tryMs);
  stop = stub.stop;
  const dns = new CloudflareDns(stub.api, { accountId: ACCOUNT_ID });
  const ingress = new CloudflareIngress(stub.api, { accountId: ACCOUNT_ID, tunnelId: TUNNEL_ID });
  const calls = {
    read: () => dns.recordsAt(ZONE_ID, 'app.example.com'),
    create: () => dns.createCname(ZONE_ID, DRAFT),
    replace: () => ingress.replace({ ingress: [{ hostname: '', service: 'http_status:404' }] }),
    delete: () => dns.deleteRecord(ZONE_ID, RECORD_ID),
  };
  const failure = await failureOf(calls[kind]());
  return { failure, requests: stub.seen.length };
};

const UNCLEAR: readonly [string, Reply, number?][] = [
  ['an HTML 502', html(502)],
  ['an HTML 200', html(200)],
  ['a 500 in the envelope', no(500, 10_013)],
  ['a 503 that names a known code', no(503, 81_053)],
  ['a timeout', hang, 100],
  ['a body that does not end', hangInBody, 100],
  ['a dropped connection', drop],
  ['a truncated answer', truncated],
  ['a 200 without success', no(200, 12_345)],
  ['a redirect', (response) => response.writeHead(307, { location: '/elsewhere' }).end()],
];

describe('a call to Cloudflare whose outcome nobody knows', () => {
  it.each(UNCLEAR)('is read three times after %s', async (_, reply, tryMs) => {
    const { failure, requests } = await failing('read', [reply], tryMs);
    expect(failure).toMatchObject({ code: 'cloudflare-unavailable', outcome: 'none' });
    expect(requests).toBe(3);
  });

  it.each(UNCLEAR)('is created once after %s, and reported as unknown', async (_, reply, tryMs) => {
    const { failure, requests } = await failing('create', [reply], tryMs);
    expect(failure).toMatchObject({ code: 'cloudflare-unavailable', outcome: 'unknown' });
    expect(requests).toBe(1);
  });

  it.each(UNCLEAR)('is replaced once after %s, and reported as unknown', async (_, reply, tryMs) => {
    const { failure, requests } = await failing('replace', [reply], tryMs);
    expect(failure).toMatchObject({ code: 'cloudflare-unavailable', outcome: 'unknown' });
    expect(requests).toBe(1);
  });

  it.each(UNCLEAR)('is deleted twice after %s, and reported as unknown', async (_, reply, tryMs) => {
    const { failure, requests } = await failing('delete', [reply], tryMs);
    expect(failure).toMatchObject({ code: 'cloudflare-unavailable', outcome: 'unknown' });
    expect(requests).toBe(2);
  });
});

describe('a call to Cloudflare', () => {
  it('succeeds when a later try of a read succeeds', async () => {
    const stub = await stubApi([html(502), truncated, ok([])]);
    stop = stub.stop;
    const dns = new CloudflareDns(stub.api, { accountId: ACCOUNT_ID });
    expect(await dns.recordsAt(ZONE_ID, 'app.example.com')).toEqual([]);
  });

  it('believes a deletion whose answer was lost when the record is then gone', async () => {
    const stub = await stubApi([drop, no(404, 81_044)]);
    stop = stub.stop;
    await new CloudflareDns(stub.api, { accountId: ACCOUNT_ID }).deleteRecord(ZONE_ID, RECORD_ID);
    expect(stub.seen).toHaveLength(2);
  });

  it('stays unknown when only a repeated deletion was refused for certain', async () => {
    const { failure } = await failing('delete', [drop, no(403, 10_000)]);
    expect(failure.outcome).toBe('unknown');
  });

  it('had certainly no effect when no connection could be made', async () => {
    const stub = await stubApi([ok({})]);
    stub.stop();
    const dns = new CloudflareDns(stub.api, { accountId: ACCOUNT_ID });
    const failure = await failureOf(dns.createCname(ZONE_ID, DRAFT));
    expect(failure).toMatchObject({ code: 'cloudflare-unavailable', outcome: 'none' });
    expect(failure.message).toContain('ECONNREFUSED');
  });

  it.each<[Kind, Reply]>([
    ['read', no(429, 10_000, 'Rate limited', undefined, { 'retry-after': '300' })],
    ['create', html(429, { 'retry-after': '300' })],
    ['delete', (...about) => html(429, { 'retry-after': new Date(Date.now() + 300_000).toUTCString() })(...about)],
  ])('does not wait out a 429 (%s)', async (kind, reply) => {
    const startedAt = performance.now();
    const { failure, requests } = await failing(kind, [reply]);
    expect(failure).toMatchObject({ code: 'rate-limited', kind: 'rate-limit', outcome: 'none' });
    expect(failure.retryAfterMs).toBeGreaterThan(290_000);
    expect(failure.retryAfterMs).toBeLessThanOrEqual(300_000);
    expect(requests).toBe(1);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });

  it('sends nothing more after a 429 until its time is over', async () => {
    const stub = await stubApi([html(429, { 'retry-after': '300' }), ok([])]);
    stop = stub.stop;
    const dns = new CloudflareDns(stub.api, { accountId: ACCOUNT_ID });
    await failureOf(dns.recordsAt(ZONE_ID, 'app.example.com'));
    expect(await failureOf(dns.createCname(ZONE_ID, DRAFT))).toMatchObject({ code: 'rate-limited', outcome: 'none' });
    expect(stub.seen).toHaveLength(1);
  });

  it('learns from the headers of a success how much is left', async () => {
    const stub = await stubApi([ok([], {}, { ratelimit: '"default";r=5;t=60' })]);
    stop = stub.stop;
    await new CloudflareDns(stub.api, { accountId: ACCOUNT_ID }).recordsAt(ZONE_ID, 'app.example.com');
    expect(stub.budget.closedForMs()).toBeGreaterThan(50_000);
  });

  it.each<[string, Reply]>([
    ['a page', html(502)],
    ['an error', no(400, 1004, `the token ${TOKEN}\u0000 is\nnot ${'x'.repeat(9000)}`)],
  ])('never shows the token or more than a line of %s', async (_, reply) => {
    const { failure } = await failing('create', [reply]);
    const cause = JSON.stringify(failure.cause);
    expect(failure.message + failure.advice + cause).not.toContain(TOKEN);
    expect(failure.message).not.toMatch(/[\n\0]|<html>/);
    expect(failure.message.length).toBeLessThan(500);
  });
});
