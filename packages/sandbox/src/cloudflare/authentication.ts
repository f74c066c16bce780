import type { IncomingHttpHeaders } from 'node:http';
import type { TokenState, WorldState } from '../world/state.ts';
import { ApiRefusal, refuse } from './api-refusal.ts';
import type { ApiRoute } from './api-route.ts';

/**
 * The token that a request brings. Refuses missing headers (9106), malformed ones (6003 with the header in the
 * chain) and tokens that nobody issued (9109, or 1000 where a token is to be verified).
 */
export function authenticate(headers: IncomingHttpHeaders, path: string, state: WorldState): TokenState {
  const { authorization } = headers;
  if (headers['x-auth-key'] !== undefined) throw malformed(6103, 'Invalid format for X-Auth-Key header');
  if (authorization === undefined) throw refuse(400, 9106, 'Missing X-Auth-Key, X-Auth-Email or Authorization headers');
  const value = /^Bearer ([\w-]{40,})$/.exec(authorization)?.[1];
  if (value === undefined) throw malformed(6111, 'Invalid format for Authorization header');
  const token = state.tokens.find((candidate) => candidate.value === value);
  if (token !== undefined) return token;
  throw path.endsWith('/tokens/verify')
    ? refuse(401, 1000, 'Invalid API Token')
    : refuse(403, 9109, 'Invalid access token');
}

/** Refuses a token that is no longer active, except for its own verification, and one without the permission. */
export function authorise(token: TokenState, route: ApiRoute, path: string): void {
  if (path.endsWith('/tokens/verify')) return;
  if (token.status !== 'active') throw refuse(403, 9109, 'Invalid access token');
  if (route.needs.length > 0 && !route.needs.some((permission) => token.permissions.includes(permission)))
    throw refuse(403, 10000, 'Authentication error');
}

const malformed = (code: number, message: string): ApiRefusal =>
  new ApiRefusal(400, [{ code: 6003, message: 'Invalid request headers', error_chain: [{ code, message }] }]);
