import { assertFits, type SqlValue, type Statement } from '@tunnel-manager/storage-sql';
import type Database from 'better-sqlite3';
import { storeError } from './sqlite-errors.ts';

/** Each text is prepared once for a connection. */
export type StatementCache = Map<string, Database.Statement<SqlValue[]>>;

/** Runs one step of a transaction. Throws what its failure means to a store. */
export function execute(db: Database.Database, cache: StatementCache, statement: Statement): void {
  const query = prepared(db, cache, statement.sql);
  try {
    const rows = query.reader ? query.all(...statement.params).length : query.run(...statement.params).changes;
    assertFits(statement, rows);
  } catch (error) {
    throw storeError(error, statement);
  }
}

export function prepared(db: Database.Database, cache: StatementCache, sql: string): Database.Statement<SqlValue[]> {
  const known = cache.get(sql);
  if (known !== undefined) return known;
  const statement = db.prepare<SqlValue[]>(sql);
  cache.set(sql, statement);
  return statement;
}
