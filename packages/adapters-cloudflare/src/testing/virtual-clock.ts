/** Time that passes only when it is told to: sleepers wake in the order of their times. */
export class VirtualClock {
  #nowMs = Date.UTC(2026, 0, 1);
  #sleepers: { readonly atMs: number; readonly wake: () => void }[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => {
      this.#sleepers.push({ atMs: this.#nowMs + ms, wake });
    });
  }

  /** Lets `ms` pass, and gives everything that wakes on the way time to act. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      await settle();
      const nextMs = Math.min(...this.#sleepers.map(({ atMs }) => atMs));
      if (nextMs > untilMs) break;
      this.#nowMs = Math.max(this.#nowMs, nextMs);
      const due = this.#sleepers.filter(({ atMs }) => atMs === nextMs);
      this.#sleepers = this.#sleepers.filter(({ atMs }) => atMs !== nextMs);
      for (const { wake } of due) wake();
    }
    this.#nowMs = untilMs;
  }

  /** As when an administrator sets the clock; nobody wakes. */
  set(nowMs: number): void {
    this.#nowMs = nowMs;
  }
}

/** Long enough for any chain of promises that waits for nothing outside. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
