import { randomUUID } from 'node:crypto';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';
import type { Caller } from '@tunnel-manager/core';
import type { Front } from '../contract/front.ts';
import { MAX_BODY_BYTES } from '../http/read-json.ts';
import { authInfoOf } from './auth-info.ts';
import { createMcpServer } from './server.ts';

/** An agent that says nothing for so long begins a new session, which clients do by themselves. */
const IDLE_MS = 30 * 60_000;
/** What one credential may hold at once; a new session then takes the place of its own longest idle one. */
const SESSIONS_PER_ACTOR = 32;

/**
 * The sessions of clients that speak a revision before 2026-07-28. A session belongs to the credential that began it:
 * for any other it does not exist.
 */
export class LegacySessions {
  readonly #front: Front;
  readonly #nowMs: () => number;
  readonly #sessions = new Map<string, Session>();

  constructor(front: Front, nowMs: () => number = Date.now) {
    this.#front = front;
    this.#nowMs = nowMs;
  }

  get count(): number {
    return this.#sessions.size;
  }

  async handle(request: Request, caller: Caller): Promise<Response> {
    await this.#expire();
    const id = request.headers.get('mcp-session-id');
    if (id === null) {
      return request.method === 'POST' ? this.#begin(request, caller) : rpcError(400, 'Mcp-Session-Id is missing');
    }
    const session = this.#sessions.get(id);
    if (session?.actor !== caller.actor) return rpcError(404, 'Session not found');
    session.usedAt = this.#nowMs();
    return session.transport.handleRequest(request, { authInfo: authInfoOf(caller) });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#sessions.keys()].map((id) => this.#end(id)));
  }

  async #begin(request: Request, caller: Caller): Promise<Response> {
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      maxRequestBodySize: MAX_BODY_BYTES,
      onsessioninitialized: async (id) => {
        await this.#makeRoom(caller.actor);
        this.#sessions.set(id, { actor: caller.actor, transport, usedAt: this.#nowMs() });
      },
      onsessionclosed: (id) => void this.#sessions.delete(id),
    });
    await createMcpServer(this.#front, caller).connect(transport);
    const response = await transport.handleRequest(request, { authInfo: authInfoOf(caller) });
    if (transport.sessionId === undefined) await transport.close();
    return response;
  }

  async #makeRoom(actor: string): Promise<void> {
    const own = [...this.#sessions].filter(([, session]) => session.actor === actor);
    const [oldest] = own.toSorted(([, a], [, b]) => a.usedAt - b.usedAt);
    if (oldest && own.length >= SESSIONS_PER_ACTOR) await this.#end(oldest[0]);
  }

  async #expire(): Promise<void> {
    const stale = [...this.#sessions].filter(([, { usedAt }]) => this.#nowMs() - usedAt > IDLE_MS);
    await Promise.all(stale.map(([id]) => this.#end(id)));
  }

  async #end(id: string): Promise<void> {
    const session = this.#sessions.get(id);
    this.#sessions.delete(id);
    await session?.transport.close();
  }
}

interface Session {
  readonly actor: string;
  readonly transport: WebStandardStreamableHTTPServerTransport;
  usedAt: number;
}

const rpcError = (status: number, message: string): Response =>
  Response.json({ jsonrpc: '2.0', error: { code: -32_000, message }, id: null }, { status });
