import { describe, expect, it } from 'vitest';
import type { SandboxWorld } from '../sandbox-world.ts';
import { callApi, recordsPath, tunnelPath } from '../testing/call-api.ts';
import { startTestWorld } from '../testing/test-world.ts';
import type { Fault } from './fault.ts';

const RECORD = { type: 'CNAME', name: 'app', content: 'target.example.org' };

/** A world in which one fault meets the first POST. */
async function worldWith(fault: Fault, method = 'POST'): Promise<SandboxWorld> {
  const sandbox = await startTestWorld();
  sandbox.faults.add({ match: { method, times: 1 }, fault });
  return sandbox;
}

const post = (sandbox: SandboxWorld): Promise<Response> =>
  fetch(sandbox.cloudflare.baseUrl + recordsPath(sandbox), {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.cloudflare.token}` },
    body: JSON.stringify(RECORD),
    signal: AbortSignal.timeout(500),
  });

const recorded = (sandbox: SandboxWorld): number => sandbox.world.state.zones[0]?.records.length ?? 0;

describe('a fault on the API', () => {
  it('drops the connection before anything is done', async () => {
    const sandbox = await worldWith({ kind: 'drop-before' });
    await expect(post(sandbox)).rejects.toThrow('fetch failed');
    expect(recorded(sandbox)).toBe(0);
  });

  it('drops the connection after the record is made', async () => {
    const sandbox = await worldWith({ kind: 'drop-after-commit' });
    await expect(post(sandbox)).rejects.toThrow('fetch failed');
    expect(recorded(sandbox)).toBe(1);
    expect(sandbox.journal.entries()).toMatchObject([{ method: 'POST', status: 0, fault: 'drop-after-commit' }]);
  });

  it('never answers', async () => {
    const sandbox = await worldWith({ kind: 'hang' });
    await expect(post(sandbox)).rejects.toThrow('timeout');
    expect(recorded(sandbox)).toBe(1);
  });

  it('answers late', async () => {
    const sandbox = await worldWith({ kind: 'latency', ms: 60 });
    const before = performance.now();
    expect((await post(sandbox)).status).toBe(200);
    expect(performance.now() - before).toBeGreaterThan(55);
  });

  it('answers with an error page', async () => {
    const sandbox = await worldWith({ kind: 'error-page', status: 502 });
    const response = await post(sandbox);
    expect([response.status, response.headers.get('content-type')]).toEqual([502, 'text/html']);
    expect(recorded(sandbox)).toBe(0);
  });

  it.each([7, 'Wed, 21 Oct 2026 07:28:00 GMT'])('refuses with 429 and Retry-After %s', async (retryAfter) => {
    const sandbox = await worldWith({ kind: 'rate-limit', retryAfter });
    const response = await post(sandbox);
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, String(retryAfter)]);
    expect(recorded(sandbox)).toBe(0);
  });

  it('answers 200 without success', async () => {
    const sandbox = await worldWith({ kind: 'success-false' });
    const response = await post(sandbox);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ success: false, result: null });
    expect(recorded(sandbox)).toBe(0);
  });

  it('ends in the middle of the JSON', async () => {
    const sandbox = await worldWith({ kind: 'truncated-json' });
    await expect((await post(sandbox)).json()).rejects.toThrow(SyntaxError);
    expect(recorded(sandbox)).toBe(1);
  });

  it('is slow with the second half', async () => {
    const sandbox = await worldWith({ kind: 'slow-body', ms: 60 });
    const before = performance.now();
    const response = await post(sandbox);
    expect(await response.json()).toMatchObject({ success: true });
    expect(performance.now() - before).toBeGreaterThan(55);
  });

  it('lists what was there before the last write, and what was there a while ago', async () => {
    let now = 1_000_000;
    const sandbox = await startTestWorld({ nowMs: () => now });
    await callApi(sandbox, 'POST', recordsPath(sandbox), RECORD);
    now += 1000;
    await callApi(sandbox, 'POST', recordsPath(sandbox), { ...RECORD, name: 'second' });
    now += 1000;
    const listed = async (fault: Fault): Promise<number> => {
      sandbox.faults.clear();
      sandbox.faults.add({ match: { method: 'GET' }, fault });
      return (await callApi(sandbox, 'GET', recordsPath(sandbox))).result.length;
    };
    expect(await listed({ kind: 'stale-read' })).toBe(1);
    expect(await listed({ kind: 'stale-read', writes: 2 })).toBe(0);
    expect(await listed({ kind: 'stale-read', ms: 1500 })).toBe(1);
    expect(await listed({ kind: 'stale-read', ms: 500 })).toBe(2);
  });

  it('lets somebody edit the configuration after it was read', async () => {
    const sandbox = await worldWith({ kind: 'version-jump' }, 'GET');
    const path = `${tunnelPath(sandbox)}/configurations`;
    expect((await callApi(sandbox, 'GET', path)).result).toMatchObject({ version: 1 });
    const { result } = await callApi(sandbox, 'GET', path);
    expect(result.version).toBe(2);
    expect(result.config.ingress).toHaveLength(2);
    expect(sandbox.world.state.foreign.rules).toHaveLength(2);
  });
});
