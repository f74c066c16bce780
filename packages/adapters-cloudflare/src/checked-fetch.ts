import { parseEnvelope, readWhole, type ApiError } from './answer.ts';

/**
 * An exchange that did not end in Cloudflare's own "success". Carries no text of the answer in its message: the SDK
 * reads error messages to guess what happened, and passes this on as a `cause`.
 */
export class Unusable extends Error {
  override readonly name = 'Unusable';
  /** Null when there was no answer at all. */
  readonly status: number | null;
  /** Null when the answer was not Cloudflare's envelope. */
  readonly errors: readonly ApiError[] | null;
  /** True when the request certainly never reached Cloudflare. */
  readonly unsent: boolean;
  readonly reason: string;

  constructor(about: {
    readonly status: number | null;
    readonly errors: readonly ApiError[] | null;
    readonly unsent?: boolean;
    readonly reason: string;
  }) {
    super('The exchange gave no usable answer.');
    this.status = about.status;
    this.errors = about.errors;
    this.unsent = about.unsent ?? false;
    this.reason = about.reason;
  }

  has(code: number): boolean {
    return this.errors?.some((error) => error.code === code) ?? false;
  }
}

/**
 * A `fetch` that either gives a complete answer in which Cloudflare reports success, or throws `Unusable`. The SDK
 * alone would return null for a 200 with `success: false` and wait for ever for a body that does not end. Redirects
 * are not followed: the token goes to the configured address and nowhere else. `hide` is kept out of all texts.
 */
export function checkedFetch(
  observe: (status: number, headers: Headers) => void,
  hide: string,
): (input: string | URL | Request, init?: RequestInit) => Promise<Response> {
  return async (input, init) => {
    let status: number | null = null;
    let text: string;
    try {
      const response = await fetch(input, { ...init, redirect: 'manual' });
      status = response.status;
      observe(status, response.headers);
      text = await readWhole(response);
    } catch (error) {
      throw interrupted(error, status);
    }
    const envelope = parseEnvelope(text.replaceAll(hide, '[secret]'));
    if (envelope?.success && status >= 200 && status < 300) {
      return new Response(text, { headers: { 'content-type': 'application/json' } });
    }
    const reason = envelope ? 'an error' : 'something that is not an answer of its API';
    throw new Unusable({ status, errors: envelope?.errors ?? null, reason: `${reason}, status ${status}` });
  };
}

/** With these the connection was never made, so nothing was sent. */
const UNSENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function interrupted(error: unknown, status: number | null): Unusable {
  const { code } = Object((Object(error) as { cause?: unknown }).cause) as { code?: unknown };
  const reason = typeof code === 'string' ? `a broken connection (${code})` : 'a broken connection';
  return new Unusable({ status, errors: null, unsent: UNSENT.has(String(code)), reason });
}
