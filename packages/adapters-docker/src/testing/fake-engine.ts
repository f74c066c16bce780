import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InspectedContainer, ListedContainer, ListedNetwork } from '../engine-answers.ts';
import { aListed, anInspected, NETWORKS } from './recorded-answers.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** As much of the Engine API as we ask, over a Unix socket, with faults on demand. It begins with one container. */
export class FakeEngine {
  containers: readonly ListedContainer[] = [aListed()];
  networks: readonly ListedNetwork[] = NETWORKS;
  inspections: readonly InspectedContainer[] = [anInspected()];
  /** Every request since the start, as `METHOD /path?query`. */
  readonly asked: string[] = [];
  readonly #directory = mkdtempSync(join(tmpdir(), 'tunnel-manager-engine-'));
  readonly #faults: { readonly path: RegExp; readonly handler: Handler }[] = [];
  #listeners: ServerResponse[] = [];
  #server: Server | null = null;

  get host(): string {
    return `unix://${this.#socket}`;
  }

  /** How often this path was asked for. */
  count(path: RegExp): number {
    return this.asked.filter((request) => path.test(request)).length;
  }

  async start(): Promise<this> {
    this.#server = createServer((request, response) => this.#handle(request, response)).listen(this.#socket);
    await once(this.#server, 'listening');
    return this;
  }

  /** Drops every connection and listens no more, as a killed engine does. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    this.#listeners = [];
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.#directory, { recursive: true });
  }

  /** Tells who listens, in these pieces. */
  tell(...pieces: readonly string[]): void {
    for (const listener of this.#listeners) {
      for (const piece of pieces) listener.write(piece);
    }
  }

  /** Ends the event streams, and nothing else. */
  hangUp(): void {
    for (const listener of this.#listeners.splice(0)) listener.end();
  }

  /** The next request whose path matches is handled like this; faults for the same path are used up in order. */
  failNext(path: RegExp, handler: Handler): void {
    this.#faults.push({ path, handler });
  }

  get #socket(): string {
    return join(this.#directory, 'docker.sock');
  }

  #handle(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://docker');
    this.asked.push(`${request.method} ${decodeURIComponent(request.url ?? '')}`);
    const at = this.#faults.findIndex(({ path }) => path.test(url.pathname));
    if (at !== -1) return this.#faults.splice(at, 1)[0]?.handler(request, response);
    if (url.pathname === '/containers/json') return answer(200, this.containers)(request, response);
    if (url.pathname === '/networks') return answer(200, this.networks)(request, response);
    if (url.pathname === '/events') return this.#listen(response);
    const [, ref = '', verb = ''] = /^\/containers\/([^/]+)\/(json|restart)$/.exec(url.pathname) ?? [];
    const found = this.inspections.find(({ Id, Name }) => Id.startsWith(ref) || Name === `/${ref}`);
    if (ref === '' || found === undefined)
      return answer(404, { message: `No such container: ${ref}` })(request, response);
    if (verb === 'json') return answer(200, found)(request, response);
    return void response.writeHead(204).end();
  }

  #listen(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
    this.#listeners.push(response);
  }
}

/** Answers as the engine does: JSON with a status. */
export const answer =
  (status: number, body: unknown): Handler =>
  (_, response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

/** An event as the engine writes it, with its line end. */
export const anEvent = (action: string): string =>
  `${JSON.stringify({ status: action, Type: 'container', Action: action, Actor: { ID: '00', Attributes: { name: 'wéb' } }, scope: 'local', time: 1_767_225_600, timeNano: 1_767_225_600_000_000_000 })}\n`;
