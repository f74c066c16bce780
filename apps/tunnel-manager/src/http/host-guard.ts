import { refusal, type Refusal } from '@tunnel-manager/core';
import { isLoopback } from '../config/texts.ts';

/** By which names the daemon may be addressed. */
export interface AllowedNames {
  /** The port that it listens on: names of loopback count only with this one. */
  readonly port: number;
  /** Further names, `NAME` with any port or `NAME:PORT` with just that one. */
  readonly allowedHosts: readonly string[];
}

/**
 * The refusal of a request that a web page made with the visitor's browser as its messenger: its `Host` is a name that
 * somebody else's DNS points here, or its `Origin` is another site. Null when both are in order.
 */
export function guardHost(headers: Headers, allowed: AllowedNames): Refusal | null {
  const host = headers.get('host');
  if (host === null || !isAllowed(host, 80, allowed)) {
    return refusal(
      'forbidden',
      'The Host header names a host that this daemon does not answer for.',
      'Address it as 127.0.0.1 or localhost, or add the name to http.allowedHosts.',
    );
  }
  const origin = headers.get('origin');
  if (origin === null) return null;
  const url = URL.parse(origin);
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (url && isWeb && isAllowed(url.host, url.protocol === 'https:' ? 443 : 80, allowed)) return null;
  return refusal(
    'forbidden',
    'The request comes from a web page of another origin.',
    'Call the daemon from a program, or add the page’s host to http.allowedHosts.',
  );
}

function isAllowed(host: string, defaultPort: number, { port, allowedHosts }: AllowedNames): boolean {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/i.exec(host);
  if (!match) return false;
  const name = (match[1] ?? '').toLowerCase();
  const hostPort = match[2] === undefined ? defaultPort : Number(match[2]);
  if (isLoopback(name)) return hostPort === port;
  return allowedHosts.some((entry) => entry.toLowerCase() === name || entry.toLowerCase() === `${name}:${hostPort}`);
}
