import { ApiRefusal } from './api-refusal.ts';

/** Cloudflare's documented limit: 1,200 requests in five minutes, and over it nothing for five minutes. */
export class RateLimit {
  readonly #nowMs: () => number;
  #windowStart: number;
  #used = 0;
  #blockedUntil = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#windowStart = nowMs();
  }

  /** Counts one request; refuses it with 429 when the budget is used up. */
  count(): void {
    const now = this.#nowMs();
    if (now - this.#windowStart >= WINDOW_MS) {
      this.#windowStart = now;
      this.#used = 0;
    }
    this.#used += 1;
    if (this.#used > QUOTA && now >= this.#blockedUntil) this.#blockedUntil = now + WINDOW_MS;
    if (now < this.#blockedUntil) throw tooManyRequests(Math.ceil((this.#blockedUntil - now) / 1000));
  }

  headers(): Readonly<Record<string, string>> {
    const left = Math.max(0, QUOTA - this.#used);
    const seconds = Math.max(0, Math.ceil((this.#windowStart + WINDOW_MS - this.#nowMs()) / 1000));
    return {
      ratelimit: `"default";r=${left};t=${seconds}`,
      'ratelimit-policy': `"default";q=${QUOTA};w=${WINDOW_MS / 1000}`,
    };
  }
}

/** `retryAfter` is seconds or an HTTP date. */
export const tooManyRequests = (retryAfter: number | string): ApiRefusal =>
  new ApiRefusal(
    429,
    [{ code: 10429, message: 'Rate limited. Please wait and consider throttling your request speed' }],
    {
      'retry-after': String(retryAfter),
    },
  );

const QUOTA = 1200;
const WINDOW_MS = 300_000;
