import Database from 'better-sqlite3';
import { besides, createPrivately } from './database-file.ts';
import { StoreStartError } from './store-start-error.ts';

export interface ProcessLock {
  release(): void;
}

/**
 * Makes this process the only one that works with the database file, until `release` or its death: the operating
 * system ends the lock with the process, so there is nothing stale to clean up. Refuses, naming the pid of the
 * holder, when another one has it.
 *
 * The lock is a write transaction that stays open on a small database beside the file (Node has no flock). With a
 * rollback journal everybody can still read that database, and its `user_version` is the pid of the holder.
 */
export function takeProcessLock(file: string): ProcessLock {
  const path = besides(file, '.lock');
  createPrivately(path);
  const db = new Database(path, { timeout: TRANSIENT_MS });
  try {
    hold(db);
  } catch (error) {
    const holder = isBusy(error) ? Number(db.pragma('user_version', { simple: true })) : undefined;
    db.close();
    if (holder === undefined) throw error;
    throw new StoreStartError(
      'database-locked',
      `Another process works with the database already: pid ${holder} (${file}).`,
      `Talk to that process over HTTP, or stop it first (kill ${holder}).`,
    );
  }
  return { release: () => db.close() };
}

/**
 * The pid is committed before the lock is taken, because a transaction that holds the lock cannot show anything.
 * When another process wrote its own in between, write again: the holder's pid is always the one on record.
 */
function hold(db: Database.Database): void {
  for (;;) {
    db.exec('BEGIN IMMEDIATE');
    if (db.pragma('user_version', { simple: true }) === process.pid) return;
    db.pragma(`user_version = ${process.pid}`);
    db.exec('COMMIT');
  }
}

const isBusy = (error: unknown): boolean => error instanceof Database.SqliteError && error.code === 'SQLITE_BUSY';

/** Writing a pid takes a few milliseconds; whoever is locked out for longer has met a holder. */
const TRANSIENT_MS = 500;
