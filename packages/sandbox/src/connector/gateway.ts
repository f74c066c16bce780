import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { IngressRule } from '@tunnel-manager/core';
import { sendText } from '../http/body.ts';
import { originOf } from './origin-address.ts';
import { proxy, proxyUpgrade } from './proxy.ts';
import type { ProxiedRequest } from './proxy.ts';
import { originSetting } from './running-config.ts';
import type { RunningConfig } from './running-config.ts';

/** The requests that a connector carries: each goes by the configuration that is in force when it comes. */
export class Gateway {
  readonly #open = new Set<Duplex>();
  #requests = 0;
  #failures = 0;

  get requests(): number {
    return this.#requests;
  }

  /** How many requests an origin did not answer. */
  get failures(): number {
    return this.#failures;
  }

  /** Breaks every request that is still open. */
  cut(): void {
    for (const stream of this.#open) stream.destroy();
  }

  /** Answers from the rule that fits; without any configuration it is a 503. */
  serve(request: IncomingMessage, response: ServerResponse, headers: OutgoingHttpHeaders, config: RunningConfig): void {
    this.#requests += 1;
    this.#track(request.socket, response);
    const rule = ruleFor(request, config);
    if (rule === null) return sendText(response, 503, 'text/plain', '');
    const origin = originOf(rule);
    if (origin.kind === 'status') return sendText(response, origin.status, 'text/plain', '');
    if (origin.kind === 'hello-world') return sendText(response, 200, 'text/html', HELLO);
    if (origin.kind === 'none') return sendText(response, 502, 'text/plain', 'Bad gateway: no HTTP origin.\n');
    proxy(proxied(request, headers, rule, origin, config), response, () => (this.#failures += 1));
  }

  /** Joins a request for a WebSocket with the origin of the rule that fits. */
  upgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    headers: OutgoingHttpHeaders,
    config: RunningConfig,
  ): void {
    this.#requests += 1;
    this.#track(socket, socket);
    const rule = ruleFor(request, config);
    const origin = rule === null ? null : originOf(rule);
    if (rule === null || origin?.kind !== 'http') {
      const status = origin?.kind === 'status' ? origin.status : 502;
      socket.end(`HTTP/1.1 ${status} No WebSocket\r\nConnection: close\r\n\r\n`);
      return;
    }
    proxyUpgrade(proxied(request, headers, rule, origin, config), socket, head, () => (this.#failures += 1));
  }

  #track(stream: Duplex, until: Duplex | ServerResponse): void {
    this.#open.add(stream);
    until.on('close', () => this.#open.delete(stream));
  }
}

function ruleFor(request: IncomingMessage, config: RunningConfig): IngressRule | null {
  const path = new URL(request.url ?? '/', 'http://sandbox.test').pathname;
  return config.ruleFor(request.headers.host ?? '', decodePath(path));
}

function proxied(
  request: IncomingMessage,
  headers: OutgoingHttpHeaders,
  rule: IngressRule,
  origin: ProxiedRequest['origin'],
  config: RunningConfig,
): ProxiedRequest {
  const host = originSetting(config, rule, 'httpHostHeader');
  const verifyTls = originSetting(config, rule, 'noTLSVerify') !== true;
  const withHost = typeof host === 'string' && host !== '' ? { ...headers, host } : headers;
  return { request, headers: withHost, origin, verifyTls };
}

/** A path that is not escaped properly is compared as it came. */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const HELLO =
  '<!DOCTYPE html><html><head><title>Hello</title></head><body><h1>Hello from the sandbox</h1></body></html>';
