import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { HttpOriginProbe } from './http-origin-probe.ts';

const TIMEOUT_MS = 150;
const probe = new HttpOriginProbe({ timeoutMs: TIMEOUT_MS });
const open: { server: Server; sockets: Set<Socket> }[] = [];

afterEach(async () => {
  for (const { server, sockets } of open.splice(0)) {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  }
});

const listen = async (server: Server, host = '127.0.0.1'): Promise<string> => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
  });
  server.listen(0, host);
  await once(server, 'listening');
  open.push({ server, sockets });
  const { port } = server.address() as AddressInfo;
  return host.includes(':') ? `http://[${host}]:${port}` : `http://${host}:${port}`;
};

/** An origin that says these bytes when it is connected to. */
const saying = (text: string) => listen(createServer((socket) => socket.write(text)));

describe('HttpOriginProbe', () => {
  it.each([200, 204, 302, 404, 500, 503])('takes status %i as an answer', async (status) => {
    const origin = await listen(createHttpServer((_, response) => response.writeHead(status).end()));
    expect(await probe.probe(origin)).toEqual({ answered: true, status });
  });

  it('asks for / once, with GET, and follows no redirect', async () => {
    const asked: string[] = [];
    const origin = await listen(
      createHttpServer((request, response) => {
        asked.push(`${request.method} ${request.url}`);
        response.writeHead(302, { location: '/elsewhere' }).end();
      }),
    );
    expect(await probe.probe(origin)).toEqual({ answered: true, status: 302 });
    expect(asked).toEqual(['GET /']);
  });

  it('reaches an origin that listens on IPv6 only', async () => {
    const origin = await listen(
      createHttpServer((_, response) => response.end()),
      '::1',
    );
    expect(await probe.probe(origin)).toEqual({ answered: true, status: 200 });
    expect(await probe.probe(origin.replace('[::1]', '127.0.0.1'))).toMatchObject({ answered: false });
  });

  it('does not wait for a body that never ends', async () => {
    const origin = await listen(createHttpServer((_, response) => response.write('x')));
    expect(await probe.probe(origin)).toEqual({ answered: true, status: 200 });
  });

  it('names a refused connection', async () => {
    const origin = await listen(createServer());
    open[0]?.server.close();
    expect(await probe.probe(origin)).toEqual({ answered: false, error: 'connection refused' });
  });

  it('does not take an accepted connection for an answer', async () => {
    expect(await probe.probe(await saying(''))).toEqual({
      answered: false,
      error: 'accepted the connection but did not answer HTTP within 0.15 s',
    });
  });

  it('does not take a reset connection for an answer', async () => {
    const origin = await listen(createServer((socket) => socket.resetAndDestroy()));
    expect(await probe.probe(origin)).toEqual({
      answered: false,
      error: 'accepted the connection but closed it without answering HTTP',
    });
  });

  it('does not take another protocol for an answer', async () => {
    expect(await probe.probe(await saying('SSH-2.0-OpenSSH_9.2\r\n'))).toEqual({
      answered: false,
      error: 'answered something that is not HTTP',
    });
  });

  it('bounds a head that trickles in', async () => {
    const origin = await listen(
      createServer((socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        const drip = setInterval(() => socket.write('x: y\r\n'), 20);
        socket.on('close', () => clearInterval(drip));
      }),
    );
    expect(await probe.probe(origin)).toMatchObject({ answered: false });
  });

  it.each(['', 'app', 'unix:/run/app.sock', 'ssh://127.0.0.1:22', 'http_status:404'])(
    'has nothing to ask at "%s"',
    async (origin) => {
      expect(await probe.probe(origin)).toMatchObject({ answered: false });
    },
  );
});
