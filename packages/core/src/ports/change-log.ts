import type { Change } from '../domain/change.ts';

/** The committed lists in the order of their commits: every store keeps them, in the same transaction. */
export interface ChangeLog {
  /** Lists after position `seq` (0 for the first), oldest first, at most `limit`. */
  changesAfter(seq: number, limit: number): Promise<readonly LoggedChanges[]>;
}

/** One commit. `seq` grows with each commit and is never used again; `at` is the latest time named in the list. */
export interface LoggedChanges {
  readonly seq: number;
  readonly at: number;
  readonly changes: readonly Change[];
}
