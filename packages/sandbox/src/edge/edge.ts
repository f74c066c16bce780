import { createServer } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { Connector } from '../connector/connector.ts';
import { withoutHopByHop } from '../connector/proxy.ts';
import { sendText } from '../http/body.ts';
import { listen } from '../http/listen.ts';
import type { Listening } from '../http/listen.ts';
import type { Random } from '../world/random.ts';
import type { World } from '../world/world.ts';
import { tunnelOfHost } from './tunnel-of-host.ts';

/**
 * Starts a stand-in for Cloudflare's edge: every request goes by its Host header to a ready connector of the tunnel
 * that the name's proxied record points to. Without such a record it is a 530 with code 1016, without a ready
 * connector a 530 with code 1033.
 */
export function startEdge(world: World, connectors: () => readonly Connector[], address: string): Promise<Listening> {
  const server = createServer((request, response) => {
    const found = route(request, world, connectors());
    if (typeof found === 'number') sendText(response, 530, 'text/plain', `error code: ${found}`);
    else found.serve(request, response, originHeaders(request, world.random));
  });
  server.on('upgrade', (request, socket, head) => {
    const found = route(request, world, connectors());
    if (typeof found === 'number') socket.end(`HTTP/1.1 530 \r\nConnection: close\r\n\r\nerror code: ${found}`);
    else found.upgrade(request, socket, head, originHeaders(request, world.random));
  });
  return listen(server, address);
}

/** The connector for a request, or the code of the error page. */
function route(request: IncomingMessage, world: World, connectors: readonly Connector[]): Connector | number {
  const host = (request.headers.host ?? '').replace(/:\d*$/, '');
  const tunnelId = tunnelOfHost(world.state, host);
  if (tunnelId === null) return 1016;
  const ready = connectors.filter((connector) => connector.tunnelId === tunnelId && connector.isReady());
  return world.random.pick(ready) ?? 1033;
}

function originHeaders(request: IncomingMessage, random: Random): OutgoingHttpHeaders {
  const client = request.socket.remoteAddress ?? '127.0.0.1';
  const before = request.headers['x-forwarded-for'];
  return {
    ...withoutHopByHop(request.headers),
    'x-forwarded-for': before === undefined ? client : `${String(before)}, ${client}`,
    'x-forwarded-proto': 'https',
    'cf-connecting-ip': client,
    'cf-ray': `${random.hex(16)}-SIM`,
  };
}
