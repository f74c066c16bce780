/** What goes wrong with a request. */
export type Fault =
  /** The answer comes late. */
  | { readonly kind: 'latency'; readonly ms: number }
  /** The connection breaks before the request is carried out. */
  | { readonly kind: 'drop-before' }
  /** The request is carried out, and then the connection breaks. */
  | { readonly kind: 'drop-after-commit' }
  /** An error page in place of JSON; nothing is carried out. */
  | { readonly kind: 'error-page'; readonly status: number }
  /** 429; `retryAfter` is seconds or an HTTP date. */
  | { readonly kind: 'rate-limit'; readonly retryAfter: number | string }
  /** 200 with `success: false`; nothing is carried out. */
  | { readonly kind: 'success-false' }
  /** Carried out, but the answer ends in the middle of the JSON. */
  | { readonly kind: 'truncated-json' }
  /** Carried out; the second half of the answer comes late. */
  | { readonly kind: 'slow-body'; readonly ms: number }
  /** Carried out, but no answer ever comes. */
  | { readonly kind: 'hang' }
  /** Reads answer from before the last `writes` writes, or from `ms` ago. */
  | { readonly kind: 'stale-read'; readonly writes?: number; readonly ms?: number }
  /** After the answer to a read of the configuration, somebody changes it in the dashboard. */
  | { readonly kind: 'version-jump' };

/** Which requests a fault befalls: all conditions that are given must hold. */
export interface FaultMatch {
  readonly method?: string;
  /** A regular expression on the path with its `/client/v4`. */
  readonly path?: string;
  /** Only the n-th request that fits the rest, counted from 1. */
  readonly nth?: number;
  readonly probability?: number;
  /** At most so many times. */
  readonly times?: number;
}

export interface FaultRule {
  readonly match: FaultMatch;
  readonly fault: Fault;
}
