/** At most this many requests in any period of this length. */
export interface Quota {
  readonly requests: number;
  readonly perMs: number;
}

/**
 * Says when the next request may go so that no period of any quota ever holds too many. Turns are taken in order and
 * never before one that is taken already.
 */
export class SlidingWindow {
  readonly #quotas: readonly Quota[];
  readonly #longestMs: number;
  /** Ascending; those older than the longest period are forgotten. */
  #turns: number[] = [];
  #pace = { everyMs: 0, untilMs: 0 };
  #latestNowMs = 0;

  constructor(quotas: readonly Quota[]) {
    this.#quotas = quotas;
    this.#longestMs = Math.max(...quotas.map(({ perMs }) => perMs));
  }

  /** Keeps turns at least `everyMs` apart until then; 0 lifts it. */
  setPace(everyMs: number, untilMs: number): void {
    this.#pace = { everyMs, untilMs };
  }

  /** The earliest time, not before `nowMs`, at which a request may go. */
  next(nowMs: number): number {
    this.#followClock(nowMs);
    const last = this.#turns.at(-1) ?? -Infinity;
    const paced = nowMs < this.#pace.untilMs ? last + this.#pace.everyMs : last;
    const allowed = this.#quotas.map(({ requests, perMs }) => (this.#turns.at(-requests) ?? -Infinity) + perMs);
    return Math.max(nowMs, Math.ceil(paced), ...allowed);
  }

  /** Takes the turn that `next` gave. */
  take(atMs: number): void {
    this.#turns.push(atMs);
  }

  /** A clock that is set back takes the turns with it; otherwise nothing could go until it has caught up. */
  #followClock(nowMs: number): void {
    const backMs = this.#latestNowMs - nowMs;
    if (backMs > 0) this.#turns = this.#turns.map((atMs) => atMs - backMs);
    this.#latestNowMs = nowMs;
    const keepFrom = this.#turns.findIndex((atMs) => atMs > nowMs - this.#longestMs);
    this.#turns = keepFrom < 0 ? [] : this.#turns.slice(keepFrom);
  }
}
