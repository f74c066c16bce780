import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that accepts connections, and where. */
export interface Listening {
  readonly url: string;
  readonly port: number;
  /** Ends all connections, also the busy ones, and resolves when the port is free. */
  close(): Promise<void>;
}

/** Binds a server to a loopback address such as `127.0.0.1:0`, where port 0 takes any free one. */
export async function listen(server: Server, address: string): Promise<Listening> {
  const [, host = '', port = ''] = /^(127\.0\.0\.1|localhost|\[::1\]):(\d+)$/.exec(address) ?? [];
  if (host === '') throw new RangeError(`The sandbox listens on loopback only, not on ${address}.`);
  server.listen(Number(port), host.replace(/[[\]]/g, ''));
  await once(server, 'listening');
  const bound = (server.address() as AddressInfo).port;
  return { url: `http://${host}:${bound}`, port: bound, close: () => close(server) };
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
