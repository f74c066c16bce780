import { describe, expect, it } from 'vitest';
import { callApi, recordsPath, tunnelPath } from '../testing/call-api.ts';
import { startTestWorld } from '../testing/test-world.ts';

describe('a request to the API', () => {
  it.each([
    ['no header', {}, 400, '9106'],
    ['a token in the wrong format', { authorization: 'Bearer short' }, 400, '6003/6111'],
    ['a malformed key', { 'x-auth-key': 'nonsense' }, 400, '6003/6103'],
    ['an unknown token', { authorization: `Bearer ${'x'.repeat(40)}` }, 403, '9109'],
  ])('is refused with %s', async (_what, headers, status, code) => {
    const answer = await callApi(await startTestWorld(), 'GET', '/zones', undefined, headers);
    expect(answer).toMatchObject({ status, codes: [code], result: null });
  });

  it('is refused with a token that has expired', async () => {
    const sandbox = await startTestWorld();
    sandbox.dashboard.expireTokens();
    expect(await callApi(sandbox, 'GET', '/zones')).toMatchObject({ status: 403, codes: ['9109'] });
    expect(await callApi(sandbox, 'GET', '/user/tokens/verify')).toMatchObject({ result: { status: 'expired' } });
  });

  it('is refused where the token has no permission', async () => {
    const sandbox = await startTestWorld({ permissions: ['zone:read', 'dns:read', 'tunnel:read'] });
    expect(await callApi(sandbox, 'GET', recordsPath(sandbox))).toMatchObject({ success: true });
    expect(await callApi(sandbox, 'POST', recordsPath(sandbox), {})).toMatchObject({ status: 403, codes: ['10000'] });
    const put = await callApi(sandbox, 'PUT', `${tunnelPath(sandbox)}/configurations`, {});
    expect(put).toMatchObject({ status: 403, codes: ['10000'] });
  });

  it('can ask for its own token only where the owner of the token is', async () => {
    const sandbox = await startTestWorld({ tokenOwner: 'account' });
    const path = `/accounts/${sandbox.cloudflare.accountId}/tokens/verify`;
    expect(await callApi(sandbox, 'GET', path)).toMatchObject({ result: { status: 'active' } });
    expect(await callApi(sandbox, 'GET', '/user/tokens/verify')).toMatchObject({ status: 401, codes: ['1000'] });
  });

  it('is told when the path or the method is unknown', async () => {
    const sandbox = await startTestWorld();
    expect(await callApi(sandbox, 'GET', '/nowhere')).toMatchObject({ status: 404, codes: ['7003', '7000'] });
    expect(await callApi(sandbox, 'PUT', '/zones')).toMatchObject({ status: 405, codes: ['10405'] });
  });
});

describe('the rate limit', () => {
  it('tells what is left, refuses request 1,201, and relents after five minutes', async () => {
    let now = Date.UTC(2026, 0, 1);
    const sandbox = await startTestWorld({ nowMs: () => now });
    const first = await callApi(sandbox, 'GET', '/zones');
    expect(first.headers.get('ratelimit')).toBe('"default";r=1199;t=300');
    expect(first.headers.get('ratelimit-policy')).toBe('"default";q=1200;w=300');
    for (let count = 1; count < 1200; count += 1) await callApi(sandbox, 'GET', '/user/tokens/verify');
    now += 100_000;
    const refused = await callApi(sandbox, 'GET', '/zones');
    expect(refused).toMatchObject({ status: 429, success: false });
    expect(refused.headers.get('retry-after')).toBe('300');
    now += 299_000;
    expect((await callApi(sandbox, 'GET', '/zones')).headers.get('retry-after')).toBe('1');
    now += 1000;
    expect(await callApi(sandbox, 'GET', '/zones')).toMatchObject({ status: 200 });
  });
});
