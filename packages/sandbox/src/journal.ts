import type { Fault } from './faults/fault.ts';

/** One request to the API. `status` is 0 when no answer was sent. */
export interface JournalEntry {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: unknown;
  readonly status: number;
  readonly fault: Fault['kind'] | null;
}

/** Every request to the API, in the order of the answers. */
export class Journal {
  readonly #entries: JournalEntry[] = [];

  add(entry: JournalEntry): void {
    this.#entries.push(entry);
  }

  entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  clear(): void {
    this.#entries.length = 0;
  }
}
