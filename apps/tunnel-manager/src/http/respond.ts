import type { Context } from 'hono';
import type { Credential } from '../auth/credential.ts';
import { errorOf, type Fault } from '../contract/fault.ts';

/** What travels with a request inside the HTTP front. */
export interface Variables {
  requestId: string;
  credential: Credential;
}

export type HttpContext = Context<{ Variables: Variables }>;

/** A JSON answer that no cache keeps. */
export function sendJson(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store', ...headers } });
}

/** `{error: {code, message, advice, retryable}}` with its status, and `Retry-After` when it is known. */
export function sendFault(fault: Fault, headers: Readonly<Record<string, string>> = {}): Response {
  const retryAfter: Record<string, string> =
    fault.retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(fault.retryAfterMs / 1000)) };
  return sendJson(fault.status, { error: errorOf(fault) }, { ...retryAfter, ...headers });
}
