import type Database from 'better-sqlite3';
import { StoreStartError } from './store-start-error.ts';

/** "TMGR": marks a database file as one of this program. */
export const APPLICATION_ID = 0x544d4752;

/** Waits while nobody is served yet. */
export const START_BUSY_TIMEOUT_MS = 5000;

/** SQLite waits inside a call and stops the event loop meanwhile, so the longer wait is an asynchronous one. */
export const SERVING_BUSY_TIMEOUT_MS = 50;

type Pragma = readonly [name: string, value: string | number, readBack?: string | number];

/** Sets what every connection relies on and reads it back, because SQLite ignores what it cannot do. */
export function setPragmas(db: Database.Database, role: 'writer' | 'reader'): void {
  for (const [name, value, readBack = value] of role === 'writer' ? WRITER : READER) {
    db.pragma(`${name} = ${value}`);
    const found: unknown = db.pragma(name, { simple: true });
    // A database in memory has no write-ahead log and says so.
    if (found === readBack || (db.memory && name === 'journal_mode' && found === 'memory')) continue;
    throw new StoreStartError(
      'pragma-refused',
      `SQLite answers ${String(found)} for ${name}, which must be ${readBack} (${db.name}).`,
      'Move the database to a local file system: network file systems cannot hold it safely.',
    );
  }
}

const SHARED: readonly Pragma[] = [
  ['trusted_schema', 'OFF', 0],
  ['cell_size_check', 'ON', 1],
  ['temp_store', 'MEMORY', 2],
];

const READER: readonly Pragma[] = [...SHARED, ['query_only', 'ON', 1]];

const WRITER: readonly Pragma[] = [
  // Both are part of the file and have to come before its first table.
  ['auto_vacuum', 'INCREMENTAL', 2],
  ['application_id', APPLICATION_ID],
  ['journal_mode', 'WAL', 'wal'],
  // With NORMAL a commit is acknowledged before it is on disk.
  ['synchronous', 'FULL', 2],
  ['foreign_keys', 'ON', 1],
  // Without it REPLACE deletes rows behind the back of the triggers.
  ['recursive_triggers', 'ON', 1],
  ['wal_autocheckpoint', 1000],
  ['journal_size_limit', 16 * 1024 * 1024],
  ...SHARED,
];
