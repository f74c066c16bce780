import { StateConflict } from '@tunnel-manager/core';

export type SqlValue = string | number | null;

/**
 * One step of a transaction, as data. Parameters are written `?`; an engine that numbers them rewrites the text.
 * A step that does not fit the recorded state says so in one of two ways, each with the key of its conflict.
 */
export interface Statement {
  readonly sql: string;
  readonly params: readonly SqlValue[];
  /** The conflict when the number of rows written (or, for a SELECT, answered) is not one. */
  readonly expectOne?: string;
  /** The conflict for each constraint that may be violated: `table.column` of a unique key, or `foreign key`. */
  readonly constraints?: Readonly<Record<string, string>>;
}

/** Throws `StateConflict` when the statement wrote or answered another number of rows than it must. */
export function assertFits(statement: Statement, rows: number): void {
  if (statement.expectOne !== undefined && rows !== 1) throw new StateConflict(statement.expectOne);
}

/** The conflict that a violated constraint means; undefined when the statement does not foresee it. */
export function conflictOf(statement: Statement, constraint: string): StateConflict | undefined {
  const key = statement.constraints?.[constraint];
  return key === undefined ? undefined : new StateConflict(key);
}
