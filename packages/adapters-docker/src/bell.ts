/** Wakes the one who waits for it. Rings while nobody waits are remembered as one, until the bell is muted. */
export class Bell {
  #hasRung = false;
  #wake: (() => void) | null = null;

  ring(): void {
    this.#hasRung = true;
    this.#wake?.();
  }

  /** Forgets what rang so far. */
  mute(): void {
    this.#hasRung = false;
  }

  /** Resolves when the bell rings or `timeoutMs` have passed, and at once when it has rung already. */
  async wait(timeoutMs: number): Promise<void> {
    if (this.#hasRung) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = null;
  }
}
