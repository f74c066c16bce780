import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { ListenAddress } from '../config/texts.ts';

/** A server that is accepting requests. */
export interface Listening {
  readonly address: ListenAddress;
  /** Accepts no more, lets answers under way finish for `graceMs`, then ends every connection. */
  close(graceMs: number): Promise<void>;
}

/** How long a client may take to send its headers, and its whole request: slow ones must not hold sockets for ever. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;

/** Listens on an address. Rejects with Node's own error when it is taken or not ours. */
export async function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  { host, port }: ListenAddress,
): Promise<Listening> {
  const server = createServer(
    { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
    // oxlint-disable-next-line typescript/no-misused-promises -- the listener answers every error of its own promise
    getRequestListener(fetch, { overrideGlobalObjects: false }),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    address: { host, port: (server.address() as AddressInfo).port },
    async close(graceMs) {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      // A connection that was busy when the server closed is idle, not ended, once its answer is out.
      const sweep = setInterval(() => server.closeIdleConnections(), 25);
      const deadline = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearInterval(sweep);
      clearTimeout(deadline);
    },
  };
}
