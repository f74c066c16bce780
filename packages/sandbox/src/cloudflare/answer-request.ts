import type { IncomingHttpHeaders } from 'node:http';
import type { WorldState } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { noRoute, refuse } from './api-refusal.ts';
import type { ApiMessage } from './api-refusal.ts';
import { ApiRefusal } from './api-refusal.ts';
import type { ApiAnswer, ApiRoute } from './api-route.ts';
import { authenticate, authorise } from './authentication.ts';

/** A request as it came, with its body read. `path` is without the prefix and still escaped. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly bodyText: string;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Envelope;
}

/** What every answer of the API is wrapped in. */
export interface Envelope {
  readonly success: boolean;
  readonly errors: readonly ApiMessage[];
  readonly messages: readonly ApiMessage[];
  readonly result: unknown;
  readonly result_info?: unknown;
}

/** Authenticates, finds the route and carries the request out against the world. Refusals become answers too. */
export function answerRequest(
  request: RawRequest,
  routes: readonly ApiRoute[],
  world: World,
  readState: WorldState,
): RawAnswer {
  try {
    const { result, resultInfo } = handle(request, routes, world, readState);
    const info = resultInfo === undefined ? {} : { result_info: resultInfo };
    return { status: 200, headers: {}, body: { success: true, errors: [], messages: [], result, ...info } };
  } catch (problem) {
    if (!(problem instanceof ApiRefusal)) throw problem;
    return refusalAnswer(problem);
  }
}

export const refusalAnswer = ({ status, headers, errors }: ApiRefusal): RawAnswer => ({
  status,
  headers,
  body: { success: false, errors, messages: [], result: null },
});

function handle(request: RawRequest, routes: readonly ApiRoute[], world: World, readState: WorldState): ApiAnswer {
  const { method, path } = request;
  const token = authenticate(request.headers, path, world.state);
  const atPath = routes.filter(({ pattern }) => pattern.test(path));
  const found = atPath.find((candidate) => candidate.method === method);
  if (atPath.length === 0) throw noRoute(404, path);
  if (found === undefined) throw refuse(405, 10405, `Method ${method} not available for that URI.`);
  authorise(token, found, path);
  const ids = (found.pattern.exec(path) ?? []).slice(1).map(decodeURIComponent);
  const body = parseBody(request.bodyText);
  return found.handle({ path, ids, query: request.query, body, token, world, state: readState });
}

function parseBody(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    throw refuse(400, 6007, 'Malformed JSON in request body');
  }
}
