import { describe, expect, it } from 'vitest';
import { parseEnvelope } from './answer.ts';
import { Unusable } from './checked-fetch.ts';
import { failureOf, type Call } from './failures.ts';

const CALL: Call = {
  operation: 'dns.createCname',
  writes: true,
  tries: 1,
  scope: '"Zone:DNS:Edit" for this zone',
  unknownId: { code: 'unknown-domain', kind: 'other', message: 'Unknown zone.', advice: 'Refresh.' },
};

const answer = (status: number, ...errors: readonly object[]) =>
  new Unusable({
    status,
    errors: parseEnvelope(JSON.stringify({ success: false, errors }))?.errors ?? null,
    reason: 'an error',
  });

describe('failureOf', () => {
  it.each([
    [400, 81_053, 'foreign-record', 'conflict'],
    [400, 81_054, 'foreign-record', 'conflict'],
    [400, 81_057, 'foreign-record', 'conflict'],
    [400, 81_058, 'foreign-record', 'conflict'],
    [409, 81_053, 'foreign-record', 'conflict'],
    [400, 81_045, 'zone-full', 'quota'],
    [400, 6003, 'cloudflare-auth', 'auth'],
    [400, 9106, 'cloudflare-auth', 'auth'],
    [403, 9109, 'cloudflare-auth', 'auth'],
    [400, 10_000, 'cloudflare-auth', 'auth'],
    [401, 10_000, 'cloudflare-auth', 'auth'],
    [401, 1000, 'cloudflare-auth', 'auth'],
    [403, 99_999, 'cloudflare-auth', 'auth'],
    [400, 1004, 'invalid-request', 'invalid'],
    [400, 1056, 'ingress-invalid', 'invalid'],
    [400, 7003, 'unknown-domain', 'other'],
    [404, 7000, 'unknown-domain', 'other'],
    [404, 99_999, 'unknown-domain', 'other'],
    [400, 99_999, 'internal', 'other'],
    [200, 81_053, 'foreign-record', 'conflict'],
  ])('types status %i with code %i as %s', (status, code, expected, kind) => {
    const failure = failureOf(CALL, answer(status, { code, message: 'No.' }), 0);
    expect(failure).toMatchObject({ code: expected, kind, outcome: 'none', operation: 'dns.createCname' });
    expect(failure.message).toContain(`Cloudflare said: No. (${code})`);
    expect(failure.advice).not.toBe('');
  });

  it('reads a code in the error chain', () => {
    const chain = [{ code: 6111, message: 'Invalid format for Authorization header' }];
    const failure = failureOf(CALL, answer(400, { code: 12, message: 'Invalid', error_chain: chain }), 0);
    expect(failure.code).toBe('cloudflare-auth');
  });

  it('shows the error chain of a validation error', () => {
    const chain = [{ code: 9300, message: 'DNS record has 1 tags, exceeding the quota of 0.' }];
    const failure = failureOf(
      CALL,
      answer(400, { code: 1004, message: 'DNS Validation Error', error_chain: chain }),
      0,
    );
    expect(failure.message).toContain('exceeding the quota of 0. (9300)');
  });

  it('names the permission that the token lacks', () => {
    expect(failureOf(CALL, answer(403, { code: 10_000, message: 'Authentication error' }), 0).advice).toContain(
      '"Zone:DNS:Edit"',
    );
  });

  it.each([
    [500, 81_053],
    [503, 10_000],
    [200, 99_999],
    [200, 1000],
    [408, 99_999],
  ])('believes nothing definite of status %i with code %i', (status, code) => {
    expect(failureOf(CALL, answer(status, { code, message: 'No.' }), 0)).toMatchObject({
      code: 'cloudflare-unavailable',
      outcome: 'unknown',
    });
  });

  it('survives errors that are not errors', () => {
    const failure = failureOf(CALL, answer(400, { code: 'x' }, { message: 5 }, { code: 1004, message: { a: 1 } }), 0);
    expect(failure).toMatchObject({ code: 'invalid-request' });
  });
});
