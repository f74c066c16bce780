import { nextLogId, uuidV7 } from '../domain/ids.ts';
import type { Clock } from '../ports/clock.ts';

/**
 * Time that stands still until everybody waits for it: then it jumps to the earliest wake-up. Runs of hours take
 * milliseconds, and the order of wake-ups is always the same. Ids follow from the seed.
 */
export class FakeClock implements Clock {
  #nowMs: number;
  #lastLogId = 0;
  #ids: number;
  #sleepers: { readonly atMs: number; readonly wake: () => void }[] = [];

  constructor(startMs = Date.UTC(2026, 0, 1), seed = 1) {
    this.#nowMs = startMs;
    this.#ids = seed * 1_000_000;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  newId(): string {
    this.#ids += 1;
    const bytes = new Uint8Array(10);
    new DataView(bytes.buffer).setUint32(6, this.#ids);
    return uuidV7(this.#nowMs, bytes);
  }

  nextLogId(): number {
    this.#lastLogId = nextLogId(this.#lastLogId, this.#nowMs);
    return this.#lastLogId;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => {
      this.#sleepers.push({ atMs: this.#nowMs + ms, wake });
      setTimeout(() => this.#wakeNext(), 0);
    });
  }

  advance(ms: number): void {
    this.#nowMs += ms;
  }

  /** Called once for each sleeper, after all that could run without time passing has run. */
  #wakeNext(): void {
    const next = this.#sleepers.toSorted((a, b) => a.atMs - b.atMs)[0];
    if (next === undefined) return;
    this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== next);
    this.#nowMs = Math.max(this.#nowMs, next.atMs);
    next.wake();
  }
}

/** Each runtime has timers, but the plain ECMAScript library does not declare them. */
const { setTimeout } = globalThis as unknown as { setTimeout: (run: () => void, ms: number) => void };
