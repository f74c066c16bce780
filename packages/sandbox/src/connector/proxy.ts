import { request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Origin } from './origin-address.ts';

/** A request on its way to an origin, with the headers that it is to arrive with. */
export interface ProxiedRequest {
  readonly request: IncomingMessage;
  readonly headers: OutgoingHttpHeaders;
  readonly origin: Extract<Origin, { kind: 'http' }>;
  readonly verifyTls: boolean;
}

/** Streams a request to its origin and the answer back as it comes. An origin that does not answer makes a 502. */
export function proxy(proxied: ProxiedRequest, response: ServerResponse, onFailure: () => void): void {
  const upstream = open(proxied);
  upstream.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, withoutHopByHop(answer.headers));
    response.flushHeaders();
    answer.on('error', () => response.destroy());
    answer.pipe(response);
  });
  upstream.on('error', () => {
    onFailure();
    if (response.headersSent) response.destroy();
    else response.writeHead(502, { 'content-type': 'text/plain' }).end('Bad gateway: the origin did not answer.\n');
  });
  response.on('close', () => upstream.destroy());
  proxied.request.pipe(upstream);
}

/** The same for a request that wants to become a WebSocket: from the answer on, bytes flow both ways. */
export function proxyUpgrade(proxied: ProxiedRequest, socket: Duplex, head: Buffer, onFailure: () => void): void {
  const upstream = open({
    ...proxied,
    headers: { ...proxied.headers, connection: 'Upgrade', upgrade: proxied.request.headers.upgrade },
  });
  upstream.on('upgrade', (answer, originSocket, originHead) => {
    socket.write(rawHead(answer));
    socket.write(originHead);
    originSocket.write(head);
    join(socket, originSocket);
  });
  upstream.on('response', (answer) => {
    socket.write(rawHead(answer));
    answer.pipe(socket);
  });
  upstream.on('error', () => {
    onFailure();
    socket.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n');
  });
  socket.on('error', () => upstream.destroy());
  upstream.end();
}

/** A connection for each request: a push of a new configuration never meets one that the origin has just closed. */
function open({ request, headers, origin, verifyTls }: ProxiedRequest): ClientRequest {
  const options = { ...origin.options, method: request.method, path: request.url, headers, agent: false as const };
  return origin.secure ? httpsRequest({ ...options, rejectUnauthorized: verifyTls }) : httpRequest(options);
}

/** Ends one side when the other ends, however it does. */
function join(one: Duplex, other: Duplex): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to);
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
  }
}

function rawHead(answer: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}`];
  for (let at = 0; at + 1 < answer.rawHeaders.length; at += 2)
    lines.push(`${answer.rawHeaders[at]}: ${answer.rawHeaders[at + 1]}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Headers that concern one connection only, and are not passed on. */
export function withoutHopByHop(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));
}

const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
