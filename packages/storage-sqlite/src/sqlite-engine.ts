import { setTimeout as sleep } from 'node:timers/promises';
import { StoreBusy, StoreUnavailable } from '@tunnel-manager/core';
import type { SqlEngine, SqlValue, Statement } from '@tunnel-manager/storage-sql';
import type Database from 'better-sqlite3';
import { execute, prepared, type StatementCache } from './execute-statement.ts';
import { storeError } from './sqlite-errors.ts';

/** Open connections to one database. In memory both are the same one. */
export interface Connections {
  readonly writer: Database.Database;
  readonly reader: Database.Database;
}

/**
 * SQLite behind the asynchronous port. A transaction is one synchronous piece of work, so two of them can never
 * interleave on the writer; only waiting for a foreign lock is asynchronous.
 */
export class SqliteEngine implements SqlEngine {
  readonly driver = 'sqlite';
  readonly #connections: Connections;
  readonly #writes: StatementCache = new Map();
  readonly #reads: StatementCache = new Map();
  readonly #busyWaitMs: number;
  readonly #onClose: () => void;

  constructor(connections: Connections, busyWaitMs: number, onClose: () => void) {
    this.#connections = connections;
    this.#busyWaitMs = busyWaitMs;
    this.#onClose = onClose;
  }

  transaction(statements: readonly Statement[]): Promise<void> {
    return this.#whenFree(() => this.#apply(statements));
  }

  query(sql: string, params: readonly SqlValue[]): Promise<readonly unknown[]> {
    return this.#whenFree(() => prepared(this.#connections.reader, this.#reads, sql).all(...params));
  }

  async close(): Promise<void> {
    const { writer, reader } = this.#connections;
    if (!writer.open) return;
    // The writer goes last: the last connection folds the write-ahead log into the file.
    reader.close();
    writer.close();
    this.#onClose();
  }

  #apply(statements: readonly Statement[]): void {
    const db = this.#connections.writer;
    const run = (sql: string): unknown => prepared(db, this.#writes, sql).run();
    run('BEGIN IMMEDIATE');
    try {
      for (const statement of statements) execute(db, this.#writes, statement);
      run('COMMIT');
    } catch (error) {
      // SQLite has rolled back by itself after some errors, such as a full disk.
      if (db.inTransaction) run('ROLLBACK');
      throw error;
    }
  }

  /** Tries again for as long as a foreign lock may take; the pauses are jittered so that two waiters part. */
  async #whenFree<T>(work: () => T): Promise<T> {
    if (!this.#connections.writer.open) throw new StoreUnavailable('The store is closed.');
    const since = performance.now();
    for (;;) {
      try {
        return work();
      } catch (error) {
        const meaning = storeError(error);
        if (!(meaning instanceof StoreBusy) || performance.now() - since >= this.#busyWaitMs) throw meaning;
      }
      await sleep(20 + Math.random() * 60);
    }
  }
}
