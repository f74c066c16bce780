import type { Fault } from '@tunnel-manager/sandbox';
import { afterEach, describe, expect, it } from 'vitest';
import { failureOf } from './testing/failing.ts';
import { sandboxedAccount, type SandboxedAccount } from './testing/sandboxed-account.ts';

let account: SandboxedAccount;
afterEach(() => account.close());

const NAME = 'app.example.com';
const recordsAt = () => account.dns.recordsAt(account.zoneId('example.com'), NAME);
const create = () =>
  account.dns.createCname(account.zoneId('example.com'), {
    name: NAME,
    content: `${account.cloudflare.tunnelId}.cfargotunnel.com`,
    comment: 'tm1 i=12345678 c=0192-abc p=demo',
  });
const befall = (method: string, fault: Fault, times?: number) =>
  account.faults.add({ match: { method, ...(times ? { times } : {}) }, fault });

/** Each with what became of the record, which only the stand-in knows. */
const UNCLEAR: readonly [Fault, boolean, number?][] = [
  [{ kind: 'drop-before' }, false],
  [{ kind: 'drop-after-commit' }, true],
  [{ kind: 'error-page', status: 502 }, false],
  [{ kind: 'success-false' }, false],
  [{ kind: 'truncated-json' }, true],
  [{ kind: 'hang' }, true, 300],
  [{ kind: 'slow-body', ms: 1500 }, true, 300],
  [{ kind: 'latency', ms: 1500 }, true, 300],
];

describe('a faulty Cloudflare', () => {
  it.each(UNCLEAR)('gets one POST at %j, and the outcome is called unknown', async (fault, _, tryMs) => {
    account = await sandboxedAccount({ tryMs: tryMs ?? 5000 });
    befall('POST', fault);
    expect(await failureOf(create())).toMatchObject({ code: 'cloudflare-unavailable', outcome: 'unknown' });
    // The stand-in writes a request down when it answers, and here the answer is still to come.
    expect(account.requests('POST')).toBe(fault.kind === 'latency' ? 0 : 1);
  });

  it.each(UNCLEAR.filter(([{ kind }]) => kind !== 'latency'))(
    'tells by a read what became of a write at %j',
    async (fault, happened, tryMs) => {
      account = await sandboxedAccount({ tryMs: tryMs ?? 5000 });
      befall('POST', fault);
      await failureOf(create());
      expect(await recordsAt()).toHaveLength(happened ? 1 : 0);
    },
  );

  it.each(UNCLEAR)('is asked again when a read meets %j twice', async (fault, _, tryMs) => {
    account = await sandboxedAccount({ tryMs: tryMs ?? 5000 });
    befall('GET', fault, 2);
    expect(await recordsAt()).toEqual([]);
  });

  it.each(UNCLEAR)('deletes a record although the first answer meets %j', async (fault, _, tryMs) => {
    account = await sandboxedAccount({ tryMs: tryMs ?? 5000 });
    const { id } = await create();
    befall('DELETE', fault, 1);
    await account.dns.deleteRecord(account.zoneId('example.com'), id);
    expect(await recordsAt()).toEqual([]);
  });

  it.each([
    ['in seconds', () => 300],
    ['as an HTTP date', () => new Date(Date.now() + 300_000).toUTCString()],
  ])('that says 429 with its time %s is left alone at once', async (_, retryAfter) => {
    account = await sandboxedAccount();
    befall('GET', { kind: 'rate-limit', retryAfter: retryAfter() }, 1);
    const startedAt = performance.now();
    const failure = await failureOf(recordsAt());
    expect(failure).toMatchObject({ code: 'rate-limited', kind: 'rate-limit', outcome: 'none' });
    expect(failure.retryAfterMs).toBeGreaterThan(200_000);
    expect(await failureOf(create())).toMatchObject({ code: 'rate-limited', outcome: 'none' });
    expect(performance.now() - startedAt).toBeLessThan(5000);
    expect(account.journal.entries()).toHaveLength(1);
  });
});
