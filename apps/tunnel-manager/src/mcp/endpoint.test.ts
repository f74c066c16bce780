import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { refusal } from '@tunnel-manager/core';
import { describe, expect, it } from 'vitest';
import { createApp } from '../http/app.ts';
import {
  DEMO_TOKEN,
  fakeFront,
  HOSTNAME,
  OTHER_TOKEN,
  refusing,
  STATUS,
  type FakeFront,
} from '../testing/fake-front.ts';
import { createMcp } from './endpoint.ts';

type Send = (request: Request) => Promise<Response>;

function endpoint(front: FakeFront): Send {
  const app = createApp(front, () => ({ port: 7600, allowedHosts: [] }), createMcp(front).handle);
  return async (request) => app.request(request);
}

async function connect(send: Send, token: string, mode: 'legacy' | { pin: string }) {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  const transport = new StreamableHTTPClientTransport(new URL('http://127.0.0.1:7600/mcp'), {
    requestInit: { headers: { authorization: `Bearer ${token}`, host: '127.0.0.1:7600' } },
    fetch: (url, init) => send(new Request(url, init)),
  });
  await client.connect(transport);
  return client;
}

describe.each(['legacy' as const, { pin: '2026-07-28' }])('a client that speaks %j', (mode) => {
  it('is offered the tools with schemas and annotations', async () => {
    const client = await connect(endpoint(fakeFront()), DEMO_TOKEN, mode);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).toSorted()).toEqual([
      'tunnel_check_connectivity',
      'tunnel_delete_cname',
      'tunnel_get_status',
      'tunnel_list_cnames',
      'tunnel_list_domains',
      'tunnel_recommend_config',
      'tunnel_request_cname',
    ]);
    for (const tool of tools)
      expect(tool).toMatchObject({ outputSchema: { type: 'object' }, description: expect.stringMatching(/.{50}/s) });
    const annotations = Object.fromEntries(tools.map((tool) => [tool.name, tool.annotations]));
    expect(annotations['tunnel_delete_cname']).toMatchObject({ readOnlyHint: false, destructiveHint: true });
    expect(annotations['tunnel_get_status']).toMatchObject({ readOnlyHint: true });
  });

  it.each([
    ['tunnel_get_status', {}, STATUS],
    ['tunnel_request_cname', { subdomain: 'app', targetPort: 3105 }, { hostname: 'app.example.com', created: true }],
    ['tunnel_delete_cname', { hostname: 'app.example.com' }, { deleted: true }],
    ['tunnel_list_cnames', {}, { cnames: [{ hostname: 'app.example.com', state: 'active' }], nextCursor: 'more' }],
    ['tunnel_check_connectivity', { targetPort: 3105 }, { origin: 'http://127.0.0.1:3105', row: 1, reachable: true }],
    ['tunnel_recommend_config', {}, { recommendations: [{ container: 'demo-web', port: 8080, routable: true }] }],
    ['tunnel_list_domains', {}, { domains: [{ domain: 'example.com', zoneId: 'z1', isDefault: true }] }],
  ])('gets a structured answer of %s', async (name, args, expected) => {
    const client = await connect(endpoint(fakeFront()), DEMO_TOKEN, mode);
    const result = await client.callTool({ name, arguments: args });
    expect(result.isError).toBeFalsy();
    expect(result.structuredContent).toMatchObject(expected);
    expect(JSON.parse((result.content as { text: string }[])[0]!.text)).toEqual(result.structuredContent);
  });

  it('acts as its credential, whatever its arguments say', async () => {
    const front = fakeFront();
    const client = await connect(endpoint(front), DEMO_TOKEN, mode);
    const args = { subdomain: 'app', targetPort: 3105, projectName: 'other' };
    await client.callTool({ name: 'tunnel_request_cname', arguments: args });
    expect(front.calls).toMatchObject([
      { caller: { role: 'project', project: 'demo' }, args: [{ subdomain: 'app', port: 3105, project: 'other' }] },
    ]);
  });

  it('is told a refusal as an error with code, message and advice', async () => {
    const refused = refusal('hostname-taken', 'Another project holds it.', 'Choose another name.');
    const front = fakeFront({ requestHostname: refusing(refused) });
    const client = await connect(endpoint(front), DEMO_TOKEN, mode);
    const result = await client.callTool({
      name: 'tunnel_request_cname',
      arguments: { subdomain: 'a', targetPort: 1 },
    });
    expect(result).toMatchObject({ isError: true, structuredContent: refused });
  });

  it('is told of malformed arguments in the same way, and the attempt is audited', async () => {
    const front = fakeFront();
    const client = await connect(endpoint(front), DEMO_TOKEN, mode);
    const args = { subdomain: 'a', targetPort: 1, isAdmin: true };
    const result = await client.callTool({ name: 'tunnel_request_cname', arguments: args });
    expect(result).toMatchObject({ isError: true, structuredContent: { code: 'invalid-request' } });
    expect(front.refusals).toMatchObject([{ action: 'hostname.request', caller: { project: 'demo' } }]);
    expect(front.calls).toEqual([]);
  });

  it('is told nothing about the inside of an unknown failure', async () => {
    const front = fakeFront({ status: () => Promise.reject(new Error('SELECT * FROM secrets')) });
    const client = await connect(endpoint(front), DEMO_TOKEN, mode);
    const result = await client.callTool({ name: 'tunnel_get_status', arguments: {} });
    expect(result).toMatchObject({ isError: true, structuredContent: { code: 'internal' } });
    expect(JSON.stringify(result)).not.toContain('SELECT');
  });

  it('is turned away without a valid token', async () => {
    await expect(connect(endpoint(fakeFront()), 'tm_wrong', mode)).rejects.toThrow(/unauthenticated|401/i);
  });
});

describe('a session of an older client', () => {
  it('carries the id of each request into the audit', async () => {
    const front = fakeFront();
    const client = await connect(endpoint(front), DEMO_TOKEN, 'legacy');
    await client.callTool({ name: 'tunnel_get_status', arguments: {} });
    await client.callTool({ name: 'tunnel_get_status', arguments: {} });
    expect(new Set(front.calls.map(({ caller }) => caller.requestId)).size).toBe(2);
  });

  it('does not exist for another credential', async () => {
    const front = fakeFront({ hostnames: async () => ({ ok: true, value: { items: [HOSTNAME] } }) });
    const send = endpoint(front);
    let session = '';
    const spying: Send = async (request) => {
      const response = await send(request);
      session ||= response.headers.get('mcp-session-id') ?? '';
      return response;
    };
    await connect(spying, DEMO_TOKEN, 'legacy');
    const call = { jsonrpc: '2.0', id: 9, method: 'tools/call', params: { name: 'tunnel_list_cnames', arguments: {} } };
    const ask = async (token: string) =>
      send(
        new Request('http://127.0.0.1:7600/mcp', {
          method: 'POST',
          body: JSON.stringify(call),
          headers: {
            host: '127.0.0.1:7600',
            authorization: `Bearer ${token}`,
            'content-type': 'application/json',
            accept: 'application/json, text/event-stream',
            'mcp-session-id': session,
            'mcp-protocol-version': '2025-06-18',
          },
        }),
      );
    expect((await ask(OTHER_TOKEN)).status).toBe(404);
    expect(front.calls).toEqual([]);
    expect((await ask(DEMO_TOKEN)).status).toBe(200);
  });
});
