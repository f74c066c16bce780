import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { MetricsConnectorProbe } from './metrics-connector-probe.ts';

const CONNECTOR_ID = '0f0e0d0c-0b0a-4908-8706-050403020100';
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

type Page = (request: IncomingMessage, response: ServerResponse) => void;

const page =
  (status: number, body: unknown): Page =>
  (_, response) =>
    response
      .writeHead(status, { 'content-type': 'text/plain; charset=utf-8' })
      .end(typeof body === 'string' ? body : JSON.stringify(body));

/** A connector with four edge connections on remote version 7; each test replaces one page. */
async function connector(pages: { ready?: Page; config?: Page } = {}): Promise<{ address: string; asked: string[] }> {
  const asked: string[] = [];
  const byPath: Record<string, Page> = {
    '/ready': pages.ready ?? page(200, { status: 200, readyConnections: 4, connectorId: CONNECTOR_ID }),
    '/config': pages.config ?? page(200, { version: 7, config: { ingress: [] } }),
    '/healthcheck': page(200, 'OK\n'),
  };
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    (byPath[request.url ?? ''] ?? page(404, 'not found'))(request, response);
  });
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const observe = async (pages: { ready?: Page; config?: Page }) => {
  const { address } = await connector(pages);
  const [state] = await new MetricsConnectorProbe([address], { timeoutMs: 200 }).observe();
  return state;
};

const silent: Page = () => undefined;

const endless: Page = (_, response) => {
  const chunk = Buffer.alloc(1024 * 1024, ' ');
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
    response.once('drain', more);
  };
  more();
};

describe('MetricsConnectorProbe', () => {
  it('reads connections and configuration version', async () => {
    const { address } = await connector();
    expect(await new MetricsConnectorProbe([address]).observe()).toEqual([
      { address, reachable: true, connectorId: CONNECTOR_ID, readyConnections: 4, configVersion: 7, error: null },
    ]);
  });

  it('reports a connector without edge connections as reachable, with none', async () => {
    const ready = page(503, { status: 503, readyConnections: 0, connectorId: CONNECTOR_ID });
    expect(await observe({ ready })).toMatchObject({ reachable: true, readyConnections: 0, error: null });
  });

  it('reports version -1 while a local file is in force', async () => {
    expect(await observe({ config: page(200, { version: -1, config: {} }) })).toMatchObject({ configVersion: -1 });
  });

  it('does not know the connector id of a program that does not tell it', async () => {
    const ready = page(200, { status: 200, readyConnections: 1 });
    expect(await observe({ ready })).toMatchObject({ reachable: true, connectorId: null });
  });

  it('never asks /healthcheck', async () => {
    const { address, asked } = await connector({ ready: silent });
    await new MetricsConnectorProbe([address], { timeoutMs: 50 }).observe();
    expect(asked.sort()).toEqual(['/config', '/ready']);
  });

  it('keeps the order of the addresses and asks all at once', async () => {
    const hung = await connector({ ready: silent, config: silent });
    const fine = await connector();
    const startedAt = performance.now();
    const states = await new MetricsConnectorProbe([hung.address, fine.address, hung.address], {
      timeoutMs: 200,
    }).observe();
    expect(states.map(({ address }) => address)).toEqual([hung.address, fine.address, hung.address]);
    expect(states.map(({ reachable }) => reachable)).toEqual([false, true, false]);
    expect(performance.now() - startedAt).toBeLessThan(400);
  });

  it('has nothing to report when no address is configured', async () => {
    expect(await new MetricsConnectorProbe([]).observe()).toEqual([]);
  });

  it('names a refused connection', async () => {
    const { address } = await connector();
    servers[0]?.close();
    await once(servers[0]!, 'close');
    const [state] = await new MetricsConnectorProbe([address]).observe();
    expect(state).toEqual({
      address,
      reachable: false,
      connectorId: null,
      readyConnections: 0,
      configVersion: null,
      error: '/ready: connection refused',
    });
  });

  it.each<[string, Page, string]>([
    ['hangs', silent, 'did not answer within 0.2 s'],
    ['stops in the middle', (_, response) => response.write('{"ready'), 'did not answer within 0.2 s'],
    ['is not found', page(404, 'not found'), 'answered with status 404'],
    ['is HTML', page(200, '<html>hello</html>'), 'did not answer with JSON'],
    ['is truncated', page(200, '{"status":200,"readyConn'), 'did not answer with JSON'],
    ['is null', page(200, null), 'did not answer as cloudflared does'],
    ['counts in text', page(200, { readyConnections: '4' }), 'did not answer as cloudflared does'],
    ['counts below zero', page(200, { readyConnections: -1 }), 'did not answer as cloudflared does'],
    ['redirects', (_, response) => response.writeHead(302, { location: '/config' }).end(), 'status 302'],
    ['drops the connection', (request) => request.socket.destroy(), '/ready: no answer'],
  ])('calls a connector whose /ready %s unreachable', async (_, ready, error) => {
    const state = await observe({ ready });
    expect(state).toMatchObject({ reachable: false, readyConnections: 0, configVersion: null });
    expect(state?.error).toContain(error);
  });

  it.each<[string, Page, string]>([
    ['hangs', silent, '/config did not answer within'],
    ['has no version', page(200, { config: null }), '/config did not answer as cloudflared does'],
    ['has a fraction for a version', page(200, { version: 1.5 }), '/config did not answer as cloudflared does'],
    ['is an error', page(500, ''), '/config answered with status 500'],
  ])('still reports the connections when /config %s', async (_, config, error) => {
    const state = await observe({ config });
    expect(state).toMatchObject({ reachable: true, readyConnections: 4, configVersion: null });
    expect(state?.error).toContain(error);
  });

  it('stops reading a configuration that does not end', async () => {
    const { address } = await connector({ config: endless });
    const [state] = await new MetricsConnectorProbe([address]).observe();
    expect(state).toMatchObject({ reachable: true, configVersion: null });
    expect(state?.error).toContain('more than 8388608 bytes');
  });

  it('makes strange text harmless', async () => {
    const ready = page(200, { readyConnections: 1, connectorId: `a\0b${'x'.repeat(1000)}` });
    const state = await observe({ ready });
    expect(state?.connectorId).toHaveLength(64);
    expect(state?.connectorId).not.toContain('\0');
  });

  it.each(['', 'nonsense', 'http://', 'ftp://127.0.0.1:1'])('survives the address "%s"', async (address) => {
    const [state] = await new MetricsConnectorProbe([address]).observe();
    expect(state).toMatchObject({ address, reachable: false });
  });
});
