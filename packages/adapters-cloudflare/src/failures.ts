import { PortFailure, type ErrorCode, type FailureKind } from '@tunnel-manager/core';
import type { ApiError } from './answer.ts';
import type { Unusable } from './checked-fetch.ts';

/** What is asked of Cloudflare, as far as its failures differ. */
export interface Call {
  readonly operation: string;
  readonly writes: boolean;
  /** More than one only where asking again can do no harm. */
  readonly tries: number;
  /** The token permission that it takes, by the name in the dashboard. */
  readonly scope: string;
  /** What it means when Cloudflare does not know the zone or tunnel that the call names. */
  readonly unknownId: Verdict;
}

/** How a failure is told: see `PortFailure`. */
export interface Verdict {
  readonly code: ErrorCode;
  readonly kind: FailureKind;
  readonly message: string;
  readonly advice: string;
}

/** Types a failure by Cloudflare's error code first and the status second, since the statuses vary by endpoint. */
export function failureOf(call: Call, answer: Unusable, closedForMs: number): PortFailure {
  if (answer.status === 429) return rateLimited(call.operation, closedForMs);
  const verdict = definite(call, answer);
  if (verdict) {
    const message = verdict.message + quote(answer.errors ?? []);
    return new PortFailure({ ...verdict, message, operation: call.operation, outcome: 'none', cause: answer });
  }
  return noUsableAnswer(call, answer.reason, { unsent: answer.unsent, cause: answer, errors: answer.errors ?? [] });
}

/** Nobody can say what became of the request; only one that was never sent had certainly no effect. */
export function noUsableAnswer(
  call: Call,
  reason: string,
  about: { readonly unsent?: boolean; readonly errors?: readonly ApiError[]; readonly cause?: unknown } = {},
): PortFailure {
  return new PortFailure({
    operation: call.operation,
    code: 'cloudflare-unavailable',
    message: `Cloudflare gave ${reason}.${quote(about.errors ?? [])}`,
    advice: 'Try again in a minute; https://www.cloudflarestatus.com tells of outages.',
    outcome: call.writes && !about.unsent ? 'unknown' : 'none',
    cause: about.cause,
  });
}

/** Refused before anything took effect: by our own budget, or by Cloudflare with a 429. */
export function rateLimited(operation: string, retryAfterMs: number): PortFailure {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  return new PortFailure({
    operation,
    code: 'rate-limited',
    kind: 'rate-limit',
    message: `The request budget for Cloudflare is used up; it opens again in ${seconds} s.`,
    advice: `Ask again in ${seconds} s. Everything that uses the same Cloudflare user shares this budget.`,
    outcome: 'none',
    retryAfterMs: Math.ceil(retryAfterMs),
  });
}

const CONFLICT = new Set([81_053, 81_054, 81_057, 81_058]);
const ZONE_FULL = 81_045;
const MALFORMED_TOKEN = new Set([6003, 6103, 6111, 9106]);
const NOT_AUTHORISED = new Set([9103, 9107, 9109, 10_000, 10_001]);
const UNKNOWN_ID = new Set([7000, 7003]);
const VALIDATION = 1004;
const BAD_CONFIGURATION = 1056;

/** Null when nothing definite was said: 5xx, HTML, a broken connection, or "no success" without a known code. */
function definite(call: Call, answer: Unusable): Verdict | null {
  const { status, errors } = answer;
  if (status === null || status >= 500 || errors === null) return null;
  const any = (codes: ReadonlySet<number>): boolean => errors.some(({ code }) => codes.has(code));
  if (any(CONFLICT)) return NAME_HELD;
  if (answer.has(ZONE_FULL)) return FULL;
  if (any(MALFORMED_TOKEN)) return malformedToken(call);
  if (any(NOT_AUTHORISED)) return notAuthorised(call);
  if (answer.has(BAD_CONFIGURATION) || errors.some(({ message }) => /bad configuration/i.test(message))) {
    return BAD_INGRESS;
  }
  if (any(UNKNOWN_ID)) return call.unknownId;
  if (answer.has(VALIDATION)) return INVALID;
  if (status === 401 || status === 403) return notAuthorised(call);
  if (status === 404) return call.unknownId;
  return status >= 400 && status !== 408 ? UNEXPECTED : null;
}

const NAME_HELD: Verdict = {
  code: 'foreign-record',
  kind: 'conflict',
  message: 'Cloudflare already has an address record with this name.',
  advice: 'Choose another subdomain, or remove that record in the Cloudflare dashboard first.',
};

const FULL: Verdict = {
  code: 'zone-full',
  kind: 'quota',
  message: 'The zone has as many DNS records as its plan allows.',
  advice: 'Remove records that are not needed, choose another domain, or move the zone to a larger Cloudflare plan.',
};

const BAD_INGRESS: Verdict = {
  code: 'ingress-invalid',
  kind: 'invalid',
  message: 'Cloudflare does not accept the tunnel configuration; the one in force stays.',
  advice: 'Look for a rule in the Cloudflare dashboard that the message below fits, and correct it there.',
};

const INVALID: Verdict = {
  code: 'invalid-request',
  kind: 'invalid',
  message: 'Cloudflare does not accept the request.',
  advice: 'Change what Cloudflare names; a zone may also forbid changes through the API.',
};

const UNEXPECTED: Verdict = {
  code: 'internal',
  kind: 'other',
  message: 'Cloudflare refused the request for a reason that is not known here.',
  advice: 'Look up the code in the Cloudflare documentation, and report it to the authors of tunnel-manager.',
};

const malformedToken = (call: Call): Verdict => ({
  code: 'cloudflare-auth',
  kind: 'auth',
  message: 'Cloudflare cannot read the API token.',
  advice: `Set \`cloudflare.apiToken\` to a complete API token (not a global API key) with ${call.scope}.`,
});

const notAuthorised = (call: Call): Verdict => ({
  code: 'cloudflare-auth',
  kind: 'auth',
  message: 'Cloudflare does not let the API token do this.',
  advice: `See that the token in \`cloudflare.apiToken\` is active, has not expired, and has ${call.scope}.`,
});

function quote(errors: readonly ApiError[]): string {
  if (errors.length === 0) return '';
  const said = errors.map(({ code, message }) => (message === '' ? String(code) : `${message} (${code})`));
  return ` Cloudflare said: ${said.join('; ')}`;
}
