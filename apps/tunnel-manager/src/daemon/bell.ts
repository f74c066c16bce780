/** Ends a pause early. A ring while nobody pauses counts for the next pause, so that none is missed. */
export class Bell {
  #rung = false;
  #wake = (): void => {};

  ring(): void {
    this.#rung = true;
    this.#wake();
  }

  /** Resolves at the next ring, after `ms`, or when the signal is aborted, whichever comes first. */
  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#rung && !signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const end = (): void => resolve();
      this.#wake = end;
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end);
      await promise;
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
    }
    this.#rung = false;
  }
}
