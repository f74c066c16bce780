import type { StoreHealth } from '@tunnel-manager/core';
import type { SqlValue, Statement } from './statement.ts';

/**
 * What differs between databases: connection, types, error codes. Everything else is shared.
 * Errors are already those of the store: `StateConflict`, `StoreBusy`, `StoreUnavailable`.
 */
export interface SqlEngine {
  readonly driver: StoreHealth['driver'];
  /** Runs the statements in order in one transaction; on disk when it resolves, without effect when it rejects. */
  transaction(statements: readonly Statement[]): Promise<void>;
  /** Rows as plain objects, whose keys are the column names of the SELECT. */
  query(sql: string, params: readonly SqlValue[]): Promise<readonly unknown[]>;
  /** Ends all connections. Further calls reject with `StoreUnavailable`. */
  close(): Promise<void>;
}
