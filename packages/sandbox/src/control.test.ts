import { describe, expect, it } from 'vitest';
import type { SandboxWorld } from './sandbox-world.ts';
import { callApi } from './testing/call-api.ts';
import { startTestWorld } from './testing/test-world.ts';

const control = (sandbox: SandboxWorld, method: string, path: string, body?: unknown): Promise<Response> =>
  fetch(new URL(path, sandbox.cloudflare.baseUrl), {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

describe('the control paths', () => {
  it('set faults up and clear them', async () => {
    const sandbox = await startTestWorld();
    const rule = { match: { path: '/zones$' }, fault: { kind: 'rate-limit', retryAfter: 5 } };
    expect(await (await control(sandbox, 'POST', '/__sim/faults', rule)).json()).toEqual([rule]);
    expect(await callApi(sandbox, 'GET', '/zones')).toMatchObject({ status: 429 });
    await control(sandbox, 'DELETE', '/__sim/faults');
    expect(await callApi(sandbox, 'GET', '/zones')).toMatchObject({ status: 200 });
  });

  it('refuse a fault that is no JSON, or whose path is no expression', async () => {
    const sandbox = await startTestWorld();
    const rule = { match: { path: '[' }, fault: { kind: 'hang' } };
    expect((await control(sandbox, 'POST', '/__sim/faults', rule)).status).toBe(400);
    expect(sandbox.faults.rules()).toEqual([]);
  });

  it('show every request to the API, and not themselves', async () => {
    const sandbox = await startTestWorld();
    await callApi(sandbox, 'GET', '/zones?per_page=50');
    const journal = (await (await control(sandbox, 'GET', '/__sim/journal')).json()) as unknown[];
    expect(journal).toMatchObject([
      { method: 'GET', path: '/client/v4/zones', query: 'per_page=50', body: null, status: 200, fault: null },
    ]);
  });

  it('show the state without any secret', async () => {
    const sandbox = await startTestWorld();
    const text = await (await control(sandbox, 'GET', '/__sim/state')).text();
    expect(JSON.parse(text)).toMatchObject({ tunnels: [{ version: 1 }], zones: [{ name: 'example.com' }, {}, {}] });
    expect(text).not.toContain(sandbox.cloudflare.token);
    expect(text).not.toContain(sandbox.world.state.tunnels[0]!.secret);
  });
});
