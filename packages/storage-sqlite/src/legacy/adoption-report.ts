/** What became of every row of a database of the first generation. `read` is the sum of what follows it. */
export interface AdoptionReport {
  /** The untouched copy beside the database. */
  readonly backup: string;
  readonly tables: readonly AdoptedTable[];
}

export interface AdoptedTable {
  readonly table: string;
  readonly read: number;
  /** Recorded now, the repaired ones included. */
  readonly kept: number;
  /** Said the same as another row, which was kept. */
  readonly collapsed: number;
  /** Could not be kept; they are in the backup alone. */
  readonly dropped: number;
  /** Kept, but not quite as they were. One row may be repaired in several ways. */
  readonly repairs: readonly RowNote[];
  readonly drops: readonly RowNote[];
}

/** Which rows, by the number that the first generation gave them. */
export interface RowNote {
  readonly reason: string;
  readonly rows: readonly number[];
}

/** Counts the rows of one table while they are converted. */
export class Tally {
  readonly #table: string;
  readonly #repairs = new Map<string, Set<number>>();
  readonly #drops = new Map<string, Set<number>>();
  #kept = 0;
  #collapsed = 0;
  #dropped = 0;

  constructor(table: string) {
    this.#table = table;
  }

  keep(): void {
    this.#kept += 1;
  }

  collapse(): void {
    this.#collapsed += 1;
  }

  drop(row: number, reason: string): void {
    this.#dropped += 1;
    note(this.#drops, reason, row);
  }

  repair(row: number, reason: string): void {
    note(this.#repairs, reason, row);
  }

  report(): AdoptedTable {
    return {
      table: this.#table,
      read: this.#kept + this.#collapsed + this.#dropped,
      kept: this.#kept,
      collapsed: this.#collapsed,
      dropped: this.#dropped,
      repairs: notes(this.#repairs),
      drops: notes(this.#drops),
    };
  }
}

function note(into: Map<string, Set<number>>, reason: string, row: number): void {
  const rows = into.get(reason) ?? new Set();
  into.set(reason, rows.add(row));
}

const notes = (from: ReadonlyMap<string, ReadonlySet<number>>): readonly RowNote[] =>
  [...from].map(([reason, rows]) => ({ reason, rows: [...rows] }));
