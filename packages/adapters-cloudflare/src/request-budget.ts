import type { Clock } from '@tunnel-manager/core';
import { rateLimited } from './failures.ts';
import { parseRateLimit, parseRetryAfterMs } from './rate-limit-headers.ts';
import { SlidingWindow } from './sliding-window.ts';

const FIVE_MINUTES_MS = 5 * 60_000;
/** Cloudflare takes 200 requests a second from one address; half of that leaves room for other tools. */
const PER_SECOND = 100;
const IN_FLIGHT = 16;
/** Cloudflare's own count includes the dashboard: the last requests are the operator's, who may need them most. */
const KEPT_FOR_OTHERS = 10;
/** From here on what is left is spread over the time until the quota is renewed. */
const LOW = 50;

/**
 * The requests that one token may spend, shared by everything that uses the token. Callers are let through in their
 * order of arrival. A wait that would be too long is refused at once with `rate-limited`, and so is every request
 * while Cloudflare has told us to stop; nothing hangs until a quota is renewed.
 */
export class RequestBudget {
  readonly #clock: Pick<Clock, 'nowMs' | 'sleep'>;
  readonly #window: SlidingWindow;
  readonly #waiting: Waiter[] = [];
  #inFlight = 0;
  #closedUntilMs = 0;

  /** `requestsPerFiveMinutes` should stay below 1,200, where Cloudflare blocks the token for five minutes. */
  constructor(options: {
    readonly clock: Pick<Clock, 'nowMs' | 'sleep'>;
    readonly requestsPerFiveMinutes?: number | undefined;
  }) {
    this.#clock = options.clock;
    this.#window = new SlidingWindow([
      { requests: options.requestsPerFiveMinutes ?? 1000, perMs: FIVE_MINUTES_MS },
      { requests: PER_SECOND, perMs: 1000 },
    ]);
  }

  /** Runs `task`, which sends one request, as soon as the budget allows, and not later than `waitUntilMs`. */
  async run<T>(operation: string, waitUntilMs: number, task: () => Promise<T>): Promise<T> {
    this.#refuseWhileClosed(operation);
    await this.#enter(operation, waitUntilMs);
    try {
      await this.#takeTurn(operation, waitUntilMs);
      return await task();
    } finally {
      this.#leave();
    }
  }

  /** Learns from an answer's status and headers how much Cloudflare will still take. */
  observe(status: number, headers: Headers): void {
    const nowMs = this.#clock.nowMs();
    if (status === 429) {
      this.#close(nowMs + parseRetryAfterMs(headers.get('retry-after'), nowMs));
      return;
    }
    const left = parseRateLimit(headers.get('ratelimit'));
    if (left === null) return;
    if (left.requests >= LOW) {
      this.#window.setPace(0, 0);
      return;
    }
    const spendable = left.requests - KEPT_FOR_OTHERS;
    if (spendable <= 0) this.#close(nowMs + left.renewedInMs);
    else this.#window.setPace(left.renewedInMs / spendable, nowMs + left.renewedInMs);
  }

  /** How long every request will be refused; 0 while the budget is open. */
  closedForMs(): number {
    return Math.max(0, this.#closedUntilMs - this.#clock.nowMs());
  }

  #close(untilMs: number): void {
    this.#closedUntilMs = Math.max(this.#closedUntilMs, untilMs);
  }

  #refuseWhileClosed(operation: string): void {
    const ms = this.closedForMs();
    if (ms > 0) throw rateLimited(operation, ms);
  }

  async #takeTurn(operation: string, waitUntilMs: number): Promise<void> {
    this.#refuseWhileClosed(operation);
    const nowMs = this.#clock.nowMs();
    const turnMs = this.#window.next(nowMs);
    if (turnMs > nowMs && turnMs > waitUntilMs) throw rateLimited(operation, turnMs - nowMs);
    this.#window.take(turnMs);
    if (turnMs === nowMs) return;
    await this.#clock.sleep(turnMs - nowMs);
    this.#refuseWhileClosed(operation);
  }

  async #enter(operation: string, waitUntilMs: number): Promise<void> {
    if (this.#inFlight < IN_FLIGHT) {
      this.#inFlight += 1;
      return;
    }
    const waiter = { ...Promise.withResolvers<void>() };
    this.#waiting.push(waiter);
    const waitMs = Math.max(1, waitUntilMs - this.#clock.nowMs());
    // An aborted signal, unlike a timer, does not keep the process from ending.
    AbortSignal.timeout(waitMs).addEventListener('abort', () => {
      const place = this.#waiting.indexOf(waiter);
      if (place < 0) return;
      this.#waiting.splice(place, 1);
      waiter.reject(rateLimited(operation, 1000));
    });
    await waiter.promise;
  }

  /** Hands the place to whoever waits longest, so that nobody can slip in between. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next.resolve();
    else this.#inFlight -= 1;
  }
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}
