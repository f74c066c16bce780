import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Dashboard } from '../dashboard.ts';
import type { Fault } from '../faults/fault.ts';
import type { Faults } from '../faults/faults.ts';
import { sendWithFault } from '../faults/send-with-fault.ts';
import { readText } from '../http/body.ts';
import { listen } from '../http/listen.ts';
import type { Listening } from '../http/listen.ts';
import type { Journal } from '../journal.ts';
import type { WorldState } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { answerRequest, refusalAnswer } from './answer-request.ts';
import type { RawAnswer, RawRequest } from './answer-request.ts';
import { ApiRefusal } from './api-refusal.ts';
import type { ApiRoute } from './api-route.ts';
import { DNS_RECORD_ROUTES } from './dns-records.ts';
import { RateLimit, tooManyRequests } from './rate-limit.ts';
import { TOKEN_ROUTES } from './tokens.ts';
import { CONFIGURATION_ROUTES } from './tunnel-configurations.ts';
import { tunnelRoutes } from './tunnels.ts';
import type { ConnectedClient } from './tunnels.ts';
import { ZONE_ROUTES } from './zones.ts';

export interface CloudflareApiParts {
  readonly world: World;
  readonly faults: Faults;
  readonly journal: Journal;
  readonly dashboard: Dashboard;
  readonly clients: () => readonly ConnectedClient[];
  /** Answers what does not begin with `/client/v4`. */
  readonly control: RequestListener;
}

/** Starts a stand-in for Cloudflare's API: `/client/v4` on a loopback address, in the wire format of the real one. */
export function startCloudflareApi(parts: CloudflareApiParts, address: string): Promise<Listening> {
  const api = new CloudflareApi(parts);
  const server = createServer((request, response) => {
    if (request.url?.startsWith(PREFIX) !== true) return parts.control(request, response);
    api.serve(request, response).catch((problem: unknown) => response.destroy(problem as Error));
  });
  return listen(server, address);
}

class CloudflareApi {
  readonly #parts: CloudflareApiParts;
  readonly #routes: readonly ApiRoute[];
  readonly #rateLimit: RateLimit;

  constructor(parts: CloudflareApiParts) {
    this.#parts = parts;
    this.#rateLimit = new RateLimit(() => parts.world.nowMs());
    this.#routes = [
      ...ZONE_ROUTES,
      ...DNS_RECORD_ROUTES,
      ...tunnelRoutes(parts.clients),
      ...CONFIGURATION_ROUTES,
      ...TOKEN_ROUTES,
    ];
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { faults, journal, world, dashboard } = this.#parts;
    const raw = await rawRequest(request);
    const at = world.nowMs();
    const fault = faults.take(raw.method, PREFIX + raw.path);
    if (fault?.kind === 'latency') await delay(fault.ms);
    const answer = this.#answer(raw, fault);
    const text = fault?.kind === 'error-page' ? ERROR_PAGE : JSON.stringify(answer.body);
    const contentType = fault?.kind === 'error-page' ? 'text/html' : 'application/json';
    journal.add({
      at,
      method: raw.method,
      path: PREFIX + raw.path,
      query: raw.query.toString(),
      body: readableBody(raw.bodyText),
      status: fault !== null && UNANSWERED.has(fault.kind) ? 0 : answer.status,
      fault: fault?.kind ?? null,
    });
    if (fault?.kind === 'version-jump') dashboard.addSomeRule();
    const headers = { ...this.#rateLimit.headers(), ...answer.headers, 'content-type': contentType };
    await sendWithFault(response, { status: answer.status, headers, text }, fault);
  }

  #answer(raw: RawRequest, fault: Fault | null): RawAnswer {
    if (fault?.kind === 'drop-before') return INTERNAL_ERROR;
    if (fault?.kind === 'error-page') return { ...INTERNAL_ERROR, status: fault.status };
    if (fault?.kind === 'success-false') return { ...INTERNAL_ERROR, status: 200 };
    if (fault?.kind === 'rate-limit') return refusalAnswer(tooManyRequests(fault.retryAfter));
    try {
      this.#rateLimit.count();
    } catch (problem) {
      if (problem instanceof ApiRefusal) return refusalAnswer(problem);
      throw problem;
    }
    return answerRequest(raw, this.#routes, this.#parts.world, this.#readState(fault));
  }

  #readState(fault: Fault | null): WorldState {
    const { world } = this.#parts;
    if (fault?.kind !== 'stale-read') return world.state;
    return fault.ms === undefined ? world.before(fault.writes ?? 1) : world.at(world.nowMs() - fault.ms);
  }
}

async function rawRequest(request: IncomingMessage): Promise<RawRequest> {
  const url = new URL(request.url ?? '/', 'http://sandbox.test');
  return {
    method: request.method ?? 'GET',
    path: url.pathname.slice(PREFIX.length),
    query: url.searchParams,
    headers: request.headers,
    bodyText: await readText(request),
  };
}

function readableBody(text: string): unknown {
  try {
    return text === '' ? null : (JSON.parse(text) as unknown);
  } catch {
    return text;
  }
}

const PREFIX = '/client/v4';

const UNANSWERED: ReadonlySet<Fault['kind']> = new Set(['drop-before', 'drop-after-commit', 'hang']);

const INTERNAL_ERROR: RawAnswer = {
  status: 500,
  headers: {},
  body: { success: false, errors: [{ code: 1000, message: 'Internal error' }], messages: [], result: null },
};

const ERROR_PAGE = '<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Error</h1></body></html>';
