import { describe, expect, it } from 'vitest';
import type { SandboxWorld } from '../sandbox-world.ts';
import { callApi, tunnelPath } from '../testing/call-api.ts';
import type { CallAnswer } from '../testing/call-api.ts';
import { applied, startTestWorld } from '../testing/test-world.ts';

const RULE = { hostname: 'app.example.com', service: 'http://localhost:3000' };
const CATCH_ALL = { hostname: '', service: 'http_status:404' };

const put = (sandbox: SandboxWorld, config: unknown): Promise<CallAnswer> =>
  callApi(sandbox, 'PUT', `${tunnelPath(sandbox)}/configurations`, { config });

describe('the tunnels of the account', () => {
  it('tell by their status whether connectors are connected', async () => {
    const sandbox = await startTestWorld();
    const status = async (): Promise<unknown> => (await callApi(sandbox, 'GET', tunnelPath(sandbox))).result.status;
    expect(await status()).toBe('healthy');
    await sandbox.connectors[0]?.signal('SIGKILL');
    expect(await status()).toBe('down');
  });

  it('are listed, by name too', async () => {
    const sandbox = await startTestWorld();
    const path = `/accounts/${sandbox.cloudflare.accountId}/cfd_tunnel`;
    const { result } = await callApi(sandbox, 'GET', `${path}?name=sandbox&is_deleted=false`);
    expect(result).toMatchObject([{ id: sandbox.cloudflare.tunnelId, config_src: 'cloudflare', connections: [] }]);
    expect((await callApi(sandbox, 'GET', `${path}?name=other`)).result).toEqual([]);
  });

  it('are refused by a malformed id, an unknown id and another account', async () => {
    const sandbox = await startTestWorld();
    const account = `/accounts/${sandbox.cloudflare.accountId}/cfd_tunnel`;
    expect(await callApi(sandbox, 'GET', `${account}/sandbox`)).toMatchObject({ status: 400, codes: ['7003', '7000'] });
    const unknown = '00000000-0000-4000-8000-000000000000';
    expect(await callApi(sandbox, 'GET', `${account}/${unknown}`)).toMatchObject({ status: 404, codes: ['1002'] });
    const other = `/accounts/${'0'.repeat(32)}/cfd_tunnel/${unknown}`;
    expect(await callApi(sandbox, 'GET', other)).toMatchObject({ status: 403, codes: ['10000'] });
  });

  it('list each connector with the version that it has applied', async () => {
    const sandbox = await startTestWorld({ connectors: 2 });
    sandbox.connectors[1]?.behave('stuck');
    await put(sandbox, { ingress: [CATCH_ALL] });
    while (sandbox.connectors[0]?.configVersion !== 2) await new Promise((resolve) => setTimeout(resolve, 1));
    const { result } = await callApi(sandbox, 'GET', `${tunnelPath(sandbox)}/connections`);
    expect(result).toMatchObject([
      { id: sandbox.connectors[0]?.connectorId, config_version: 2 },
      { id: sandbox.connectors[1]?.connectorId, config_version: 1 },
    ]);
    expect(result[0].conns).toHaveLength(4);
  });

  it('give out the token that a connector runs with', async () => {
    const sandbox = await startTestWorld();
    const { result } = await callApi(sandbox, 'GET', `${tunnelPath(sandbox)}/token`);
    expect(JSON.parse(Buffer.from(result, 'base64').toString())).toMatchObject({ t: sandbox.cloudflare.tunnelId });
  });
});

describe('the configuration of a tunnel', () => {
  it('is replaced as a whole, under the next version', async () => {
    const sandbox = await startTestWorld();
    const config = { ingress: [{ ...RULE, custom: true }, CATCH_ALL], originRequest: { connectTimeout: 5 } };
    const written = await put(sandbox, config);
    expect(written.result).toMatchObject({ tunnel_id: sandbox.cloudflare.tunnelId, version: 2, source: 'cloudflare' });
    const read = await callApi(sandbox, 'GET', `${tunnelPath(sandbox)}/configurations`);
    expect(read.result).toMatchObject({ version: 2 });
    expect(read.result.config).toEqual(config);
    expect((await put(sandbox, config)).result.version).toBe(3);
    await applied(sandbox);
    expect(sandbox.connectors[0]?.configVersion).toBe(3);
  });

  it.each([
    ['no rules', { ingress: [] }],
    ['no last rule for all', { ingress: [RULE] }],
    ['a path that RE2 refuses', { ingress: [{ ...RULE, path: '(?=a)' }, CATCH_ALL] }],
    ['a duration in words', { ingress: [{ ...RULE, originRequest: { connectTimeout: '5s' } }, CATCH_ALL] }],
    ['half a second', { ingress: [CATCH_ALL], originRequest: { tlsTimeout: 2.5 } }],
    ['no configuration', undefined],
  ])('is not replaced by one with %s', async (_what, config) => {
    const sandbox = await startTestWorld();
    expect(await put(sandbox, config)).toMatchObject({ status: 400, codes: ['1056'] });
    expect(sandbox.world.tunnel(sandbox.cloudflare.tunnelId).version).toBe(1);
  });

  it('is not written when a local file decides', async () => {
    const sandbox = await startTestWorld({ tunnelSource: 'local' });
    expect(await put(sandbox, { ingress: [CATCH_ALL] })).toMatchObject({ status: 400, codes: ['1056'] });
  });
});
