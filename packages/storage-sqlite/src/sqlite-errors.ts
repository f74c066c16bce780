import { InvalidValue, StoreBusy, StoreUnavailable } from '@tunnel-manager/core';
import { conflictOf, type Statement } from '@tunnel-manager/storage-sql';
import Database from 'better-sqlite3';

/**
 * What an error of SQLite means to whoever called the store. Errors that a store must not have, such as an attempt to
 * change the audit log, are defects and pass unchanged.
 */
export function storeError(error: unknown, statement?: Statement): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  if (/^SQLITE_(BUSY|LOCKED)/.test(error.code)) {
    return new StoreBusy('Another program holds the database locked.', { cause: error });
  }
  if (/^SQLITE_(FULL|IOERR|CORRUPT|CANTOPEN|READONLY|NOTADB|NOMEM|PROTOCOL)/.test(error.code)) {
    return new StoreUnavailable(`The database cannot be used: ${error.message}.`, { cause: error });
  }
  if (/^SQLITE_CONSTRAINT_(CHECK|NOTNULL|DATATYPE)$/.test(error.code)) {
    return new InvalidValue(`The record does not allow this value: ${error.message}.`, { cause: error });
  }
  const constraint = violatedConstraint(error);
  const conflict = constraint && statement && conflictOf(statement, constraint);
  return conflict ?? error;
}

function violatedConstraint({ code, message }: { code: string; message: string }): string | undefined {
  if (code === 'SQLITE_CONSTRAINT_FOREIGNKEY') return 'foreign key';
  return /^UNIQUE constraint failed: (.+)$/.exec(message)?.[1];
}
