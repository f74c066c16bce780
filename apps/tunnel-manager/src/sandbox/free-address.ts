import { createServer } from 'node:net';
import type { ListenAddress } from '../config/texts.ts';

/** How many ports are tried; whoever has so many sandboxes open can name a port. */
const TRIES = 50;

/** The address itself, or with the next port that nobody has. Port 0 is taken as it is: the system chooses. */
export async function firstFree(address: ListenAddress): Promise<ListenAddress> {
  for (let offset = 0; offset < TRIES; offset++) {
    const candidate = { host: address.host, port: address.port + offset };
    if (address.port === 0 || (await isFree(candidate))) return candidate;
  }
  return address;
}

/** Asks by listening for a moment: only the system knows for certain. */
export function isFree({ host, port }: ListenAddress): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => {
      server.close(() => resolve(true));
    });
  });
}
