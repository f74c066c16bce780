/** What Cloudflare says is left: this many requests until the quota is renewed. */
export interface Remaining {
  readonly requests: number;
  readonly renewedInMs: number;
}

/** Over its limit Cloudflare refuses everything for five minutes; without a usable header one minute is tried. */
const DEFAULT_RETRY_AFTER_MS = 60_000;
const MAX_RETRY_AFTER_MS = 15 * 60_000;
const MIN_RETRY_AFTER_MS = 1000;

/**
 * Reads `Ratelimit: "default";r=50;t=30`, of several quotas the one with the fewest requests left. Null when the
 * header is absent or says something else.
 */
export function parseRateLimit(header: string | null): Remaining | null {
  const quotas = (header ?? '').split(',').flatMap((quota) => {
    const requests = /;\s*r=(\d{1,9})\b/.exec(quota)?.[1];
    const seconds = /;\s*t=(\d{1,6})\b/.exec(quota)?.[1];
    if (requests === undefined || seconds === undefined) return [];
    return [{ requests: Number(requests), renewedInMs: Number(seconds) * 1000 }];
  });
  return quotas.sort((a, b) => a.requests - b.requests)[0] ?? null;
}

/** Reads `Retry-After`, in seconds or as an HTTP date. Always a finite time between one second and 15 minutes. */
export function parseRetryAfterMs(header: string | null, nowMs: number): number {
  const text = (header ?? '').trim();
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  // Date.parse makes a date of nearly anything, so only what ends as an HTTP date does is given to it.
  const ms = text.endsWith('GMT') ? Date.parse(text) - nowMs : seconds * 1000;
  if (Number.isNaN(ms)) return DEFAULT_RETRY_AFTER_MS;
  return Math.min(Math.max(ms, MIN_RETRY_AFTER_MS), MAX_RETRY_AFTER_MS);
}
