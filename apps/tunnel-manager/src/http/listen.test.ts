import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterEach, describe, expect, it } from 'vitest';
import { createMcp } from '../mcp/endpoint.ts';
import { DEMO_TOKEN, fakeFront, type FakeFront } from '../testing/fake-front.ts';
import { createApp } from './app.ts';
import { listen, type Listening } from './listen.ts';

const open: Listening[] = [];

async function serve(front: FakeFront): Promise<{ url: string; server: Listening }> {
  let port = 0;
  const app = createApp(front, () => ({ port, allowedHosts: [] }), createMcp(front).handle);
  const server = await listen((request) => app.fetch(request), { host: '127.0.0.1', port: 0 });
  port = server.address.port;
  open.push(server);
  return { url: `http://127.0.0.1:${port}`, server };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close(0)));
});

const authorization = `Bearer ${DEMO_TOKEN}`;

/** A body in pieces, without a length in the headers. */
function postInPieces(url: string, pieces: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${url}/api/v1/hostnames`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
    });
    request.on('response', (response) => resolve(response.resume().statusCode ?? 0));
    request.on('error', reject);
    for (const piece of pieces) request.write(piece);
    request.end();
  });
}

describe('the server', () => {
  it('answers requests with a body, without one, and with one in pieces', async () => {
    const { url } = await serve(fakeFront());
    const headers = { authorization, 'content-type': 'application/json' };
    const body = JSON.stringify({ subdomain: 'app', port: 3105 });
    expect((await fetch(`${url}/api/v1/hostnames`, { method: 'POST', headers, body })).status).toBe(201);
    expect((await fetch(`${url}/api/v1/hostnames/a.example.com`, { method: 'DELETE', headers })).status).toBe(200);
    expect(await postInPieces(url, [body.slice(0, 5), body.slice(5)])).toBe(201);
  });

  it('stops reading a body that is too large, also when its length was not announced', async () => {
    const { url } = await serve(fakeFront());
    expect(await postInPieces(url, ['"', 'a'.repeat(40_000), 'a'.repeat(40_000), '"'])).toBe(413);
  });

  it.each(['legacy' as const, { pin: '2026-07-28' }])('serves MCP clients that speak %j', async (mode) => {
    const { url } = await serve(fakeFront());
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
    const requestInit = { headers: { authorization } };
    await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit }));
    const result = await client.callTool({ name: 'tunnel_list_domains', arguments: {} });
    expect(result.structuredContent).toMatchObject({ domains: [{ domain: 'example.com' }] });
    await client.close();
  });

  it('lets an answer under way finish when it closes', async () => {
    let arrived = (): void => {};
    const isThere = new Promise<void>((resolve) => (arrived = resolve));
    let answer = (): void => {};
    const mayAnswer = new Promise<void>((resolve) => (answer = resolve));
    const front = fakeFront({
      domains: async () => {
        arrived();
        await mayAnswer;
        return { ok: true, value: [] };
      },
    });
    const { url, server } = await serve(front);
    const asked = fetch(`${url}/api/v1/domains`, { headers: { authorization } });
    await isThere;
    const closed = server.close(10_000);
    answer();
    expect((await asked).status).toBe(200);
    await closed;
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  it('does not wait for a client that says nothing when it closes', async () => {
    const { url, server } = await serve(fakeFront());
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.write('GET / HTTP/1.1\r\n');
    const ended = new Promise<string>((resolve) => socket.once('close', () => resolve('ended')));
    socket.on('error', () => {});
    await server.close(0);
    expect(await ended).toBe('ended');
  });

  it('says so when its address is taken', async () => {
    const { server } = await serve(fakeFront());
    await expect(listen(() => new Response(), server.address)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
