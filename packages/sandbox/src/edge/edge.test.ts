import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { Connector } from '../connector/connector.ts';
import { startSampleService } from '../sample-service.ts';
import { askEdge, openAtEdge } from '../testing/ask-edge.ts';
import { endWithTest, publish, startTestWorld } from '../testing/test-world.ts';

async function restart(connector: Connector): Promise<void> {
  await connector.signal('SIGKILL');
  await connector.start();
}

describe('the edge', () => {
  it('carries a request to the origin of the rule, under the host that was asked for', async () => {
    const sandbox = await startTestWorld();
    const service = endWithTest(await startSampleService());
    await publish(sandbox, 'app.example.com', service.url);
    const answer = await askEdge(sandbox.edge.url, 'app.example.com', '/hello');
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({ host: 'app.example.com', path: '/hello' });
  });

  it('answers 530 with code 1016 for a name without a record, and for one that is not proxied', async () => {
    const sandbox = await startTestWorld();
    sandbox.dashboard.addRecord({ type: 'A', name: 'plain.example.com', content: '192.0.2.1' });
    expect(await askEdge(sandbox.edge.url, 'nothing.example.com')).toMatchObject({
      status: 530,
      body: 'error code: 1016',
    });
    expect(await askEdge(sandbox.edge.url, 'plain.example.com')).toMatchObject({ body: 'error code: 1016' });
  });

  it('serves no name of a paused zone', async () => {
    const sandbox = await startTestWorld();
    await publish(sandbox, 'app.example.com', 'hello_world');
    sandbox.dashboard.pauseZone('example.com');
    expect(await askEdge(sandbox.edge.url, 'app.example.com')).toMatchObject({ body: 'error code: 1016' });
  });

  it('answers 530 with code 1033 when the tunnel has no ready connector', async () => {
    const sandbox = await startTestWorld();
    await publish(sandbox, 'app.example.com', 'hello_world');
    await sandbox.connectors[0]?.signal('SIGHUP');
    expect(await askEdge(sandbox.edge.url, 'app.example.com')).toMatchObject({
      status: 530,
      body: 'error code: 1033',
    });
  });

  it('answers 502 when the origin refuses', async () => {
    const sandbox = await startTestWorld();
    const service = await startSampleService();
    await service.close();
    await publish(sandbox, 'app.example.com', service.url);
    expect(await askEdge(sandbox.edge.url, 'app.example.com')).toMatchObject({ status: 502 });
  });

  it('answers the status of an http_status rule, and 503 without any configuration', async () => {
    const sandbox = await startTestWorld();
    await publish(sandbox, 'app.example.com', 'http_status:418');
    expect(await askEdge(sandbox.edge.url, 'app.example.com')).toMatchObject({ status: 418 });
    const empty = await startTestWorld({ tunnelSource: 'local' });
    await publish(empty, 'app.example.com', 'http_status:418');
    await restart(empty.connectors[0]!);
    expect(await askEdge(empty.edge.url, 'app.example.com')).toMatchObject({ status: 503 });
  });

  it('takes the record of a wildcard for a name without its own, and matches rules case-sensitively', async () => {
    const sandbox = await startTestWorld();
    sandbox.dashboard.addRule({ hostname: 'app.example.com', service: 'hello_world' });
    await publish(sandbox, '*.example.org', 'http_status:204');
    await publish(sandbox, 'app.example.com', 'hello_world');
    expect(await askEdge(sandbox.edge.url, 'a.b.example.org')).toMatchObject({ status: 204 });
    expect(await askEdge(sandbox.edge.url, 'APP.example.com')).toMatchObject({ status: 404 });
  });

  it('tells the origin who asks and how, and honours httpHostHeader', async () => {
    const seen: IncomingHttpHeaders[] = [];
    const origin = createServer((request, response) => {
      seen.push(request.headers);
      response.end();
    }).listen(0, '127.0.0.1');
    await once(origin, 'listening');
    endWithTest({ close: async () => void origin.close() });
    const sandbox = await startTestWorld();
    await publish(sandbox, 'app.example.com', `http://127.0.0.1:${(origin.address() as AddressInfo).port}`, {
      originRequest: { httpHostHeader: 'inner.test' },
    });
    await askEdge(sandbox.edge.url, 'app.example.com');
    expect(seen[0]).toMatchObject({ host: 'inner.test', 'x-forwarded-proto': 'https', 'x-forwarded-for': '127.0.0.1' });
    expect(seen[0]?.['cf-ray']).toMatch(/^[\da-f]{16}-/);
  });

  it('lets server-sent events flow while the answer is still open', async () => {
    const sandbox = await startTestWorld();
    const service = endWithTest(await startSampleService());
    await publish(sandbox, 'app.example.com', service.url);
    const answer = await openAtEdge(sandbox.edge.url, 'app.example.com', '/events');
    const [first] = (await once(answer, 'data')) as [Buffer];
    expect(String(first)).toContain('id: 1\n');
    answer.destroy();
  });

  it('joins a WebSocket with its origin', async () => {
    const echo = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    echo.on('connection', (socket) => socket.on('message', (data) => socket.send(data)));
    await once(echo, 'listening');
    endWithTest({ close: async () => echo.close() });
    const sandbox = await startTestWorld();
    await publish(sandbox, 'app.example.com', `http://127.0.0.1:${(echo.address() as AddressInfo).port}`);
    const client = new WebSocket(sandbox.edge.url.replace('http', 'ws'), { headers: { host: 'app.example.com' } });
    await once(client, 'open');
    client.send('there and back');
    const [data] = (await once(client, 'message')) as [Buffer];
    expect(String(data)).toBe('there and back');
    client.terminate();
  });
});
