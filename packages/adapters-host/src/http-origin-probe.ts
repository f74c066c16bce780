import { request as plainRequest, type ClientRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { OriginProbe, ProbeResult } from '@tunnel-manager/core';

/**
 * Asks an origin with one real HTTP exchange: what accepts a connection and then stays silent, resets it or talks
 * something else has not answered. Follows no redirect, reads no body, trusts no certificate that Node would not.
 */
export class HttpOriginProbe implements OriginProbe {
  readonly #timeoutMs: number;

  /** `timeoutMs` bounds the whole exchange. */
  constructor(options: { readonly timeoutMs?: number } = {}) {
    this.#timeoutMs = options.timeoutMs ?? 2000;
  }

  async probe(origin: string): Promise<ProbeResult> {
    const url = URL.parse(origin);
    if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
      return { answered: false, error: 'is not an http:// or https:// address' };
    }
    return exchange(new URL('/', url), this.#timeoutMs);
  }
}

function exchange(url: URL, timeoutMs: number): Promise<ProbeResult> {
  const send = url.protocol === 'https:' ? tlsRequest : plainRequest;
  const headers = { 'user-agent': 'tunnel-manager-probe', accept: '*/*' };
  return new Promise((resolve) => {
    const request = send(url, { agent: false, headers });
    const deadline = setTimeout(() => {
      finish({ answered: false, error: silence(request, timeoutMs) });
    }, timeoutMs);
    const finish = (result: ProbeResult): void => {
      clearTimeout(deadline);
      resolve(result);
      request.destroy();
    };
    request.on('response', (response) => {
      finish({ answered: true, status: response.statusCode ?? 0 });
    });
    // Stays registered after the end: destroying the request may emit one more error.
    request.on('error', (error: NodeJS.ErrnoException) => {
      finish({ answered: false, error: reason(error.code ?? error.message) });
    });
    request.end();
  });
}

function silence(request: ClientRequest, timeoutMs: number): string {
  const within = `within ${timeoutMs / 1000} s`;
  return request.socket && !request.socket.connecting
    ? `accepted the connection but did not answer HTTP ${within}`
    : `did not accept a connection ${within}`;
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'accepted the connection but closed it without answering HTTP',
  EPIPE: 'accepted the connection but closed it without answering HTTP',
  ENOTFOUND: 'the host name does not resolve',
  EAI_AGAIN: 'the host name cannot be resolved right now',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no route to the network',
  EADDRNOTAVAIL: 'the address does not exist on this machine',
  EPROTO: 'does not speak TLS',
};

const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS/;

function reason(code: string): string {
  const known = REASONS[code];
  if (known) return known;
  if (code.startsWith('HPE_')) return 'answered something that is not HTTP';
  if (code.startsWith('ERR_SSL')) return 'does not speak TLS';
  if (UNTRUSTED.test(code)) return `its certificate is not trusted (${code})`;
  return `could not be asked (${code})`;
}
