import { PortFailure, type Clock } from '@tunnel-manager/core';
import type Cloudflare from 'cloudflare';
import { checkedBaseUrl } from './base-url.ts';
import { checkedFetch, Unusable } from './checked-fetch.ts';
import { failureOf, noUsableAnswer, type Call } from './failures.ts';
import type { RequestBudget } from './request-budget.ts';

/** How to reach an account. One budget may serve several tokens: Cloudflare counts by user. */
export interface CloudflareAccess {
  readonly apiToken: { reveal(): string };
  /** `https://api.cloudflare.com/client/v4`, or an address on loopback. */
  readonly baseUrl: string;
  readonly budget: RequestBudget;
  readonly clock: Pick<Clock, 'nowMs' | 'sleep'>;
  readonly deadlines?: Partial<Deadlines>;
}

/** `…Ms` bounds a call with all its waiting and tries, `…TryMs` one exchange in it. */
export interface Deadlines {
  readonly readMs: number;
  readonly readTryMs: number;
  readonly writeMs: number;
  readonly writeTryMs: number;
}

/** What a request to the SDK must be given, so that it ends in time. */
export interface Timely {
  readonly signal: AbortSignal;
}

const DEADLINES: Deadlines = { readMs: 15_000, readTryMs: 6000, writeMs: 20_000, writeTryMs: 12_000 };

/**
 * The official SDK under our own rules. It is loaded at the first call, since importing it takes 0.3 to 0.5 s and
 * 40 MB, by its narrower entry points too. It never retries by itself, spends from the budget and ends by a deadline.
 * Every failure is a `PortFailure`.
 */
export class CloudflareApi {
  readonly #access: CloudflareAccess;
  readonly #baseUrl: string;
  readonly #token: string;
  readonly #deadlines: Deadlines;
  #client: Promise<Cloudflare> | undefined;

  /**
   * Throws `RefusedBaseUrl` for an address that the token must not be sent to, and `TypeError` for a token that no
   * header can carry.
   */
  constructor(access: CloudflareAccess) {
    this.#access = access;
    this.#baseUrl = checkedBaseUrl(access.baseUrl);
    this.#token = access.apiToken.reveal();
    if (!/^[\x21-\x7e]+$/.test(this.#token)) {
      throw new TypeError('The Cloudflare API token is empty or has characters that no API token has.');
    }
    this.#deadlines = { ...DEADLINES, ...access.deadlines };
  }

  /** When a call that begins now must have ended, in epoch milliseconds. */
  deadlineMs(call: Call): number {
    return this.#access.clock.nowMs() + (call.writes ? this.#deadlines.writeMs : this.#deadlines.readMs);
  }

  /** Sends one request, and again as far as `call.tries` allows while nobody knows what became of it. */
  async ask<T>(
    call: Call,
    request: (client: Cloudflare, timely: Timely) => PromiseLike<T>,
    deadlineMs: number = this.deadlineMs(call),
  ): Promise<T> {
    const { clock } = this.#access;
    let unclear: PortFailure | null = null;
    for (let tried = 1; ; tried += 1) {
      try {
        return await this.#try(call, request, deadlineMs);
      } catch (error) {
        const failure =
          error instanceof PortFailure ? error : noUsableAnswer(call, 'an unknown answer', { cause: error });
        // What a later try says for certain tells nothing about an earlier one.
        if (failure.outcome === 'unknown') unclear ??= failure;
        const pauseMs = 200 * 2 ** tried * (0.5 + Math.random());
        const again = tried < call.tries && failure.code === 'cloudflare-unavailable';
        if (!again || clock.nowMs() + pauseMs >= deadlineMs) throw unclear ?? failure;
        await clock.sleep(pauseMs);
      }
    }
  }

  async #try<T>(
    call: Call,
    request: (client: Cloudflare, timely: Timely) => PromiseLike<T>,
    deadlineMs: number,
  ): Promise<T> {
    const { budget, clock } = this.#access;
    const client = await this.#loaded();
    const tryMs = call.writes ? this.#deadlines.writeTryMs : this.#deadlines.readTryMs;
    const waitUntilMs = Math.max(clock.nowMs(), deadlineMs - tryMs);
    return budget.run(call.operation, waitUntilMs, async () => {
      const timeoutMs = Math.max(1, Math.round(Math.min(tryMs, deadlineMs - clock.nowMs())));
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        return await request(client, { signal });
      } catch (error) {
        const unusable = unusableIn(error);
        if (unusable) throw failureOf(call, unusable, budget.closedForMs());
        if (!signal.aborted) throw error;
        const seconds = Math.round(timeoutMs / 100) / 10;
        throw noUsableAnswer(call, `no complete answer within ${seconds} s`, { cause: error });
      }
    });
  }

  /** A load that failed is tried again by the next call, not remembered for ever. */
  async #loaded(): Promise<Cloudflare> {
    this.#client ??= this.#load();
    try {
      return await this.#client;
    } catch (error) {
      this.#client = undefined;
      throw error;
    }
  }

  /** Every setting that the SDK would otherwise take from an environment variable is given. */
  async #load(): Promise<Cloudflare> {
    const { default: Client } = await import('cloudflare');
    return new Client({
      apiToken: this.#token,
      apiKey: null,
      apiEmail: null,
      userServiceKey: null,
      baseURL: this.#baseUrl,
      maxRetries: 0,
      logLevel: 'off',
      fetch: checkedFetch((status, headers) => this.#access.budget.observe(status, headers), this.#token),
    });
  }
}

/** The SDK passes on what its `fetch` threw as the cause of an error of its own. */
export function unusableIn(error: unknown): Unusable | null {
  const { cause } = Object(error) as { cause?: unknown };
  return cause instanceof Unusable ? cause : null;
}
