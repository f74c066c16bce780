import { SqlStore } from '@tunnel-manager/storage-sql';
import Database from 'better-sqlite3';
import { applyMigration, packagedMigrations } from '../migrate.ts';
import { setPragmas } from '../pragmas.ts';
import { SqliteEngine } from '../sqlite-engine.ts';
import type { OpenedDatabase } from './describe-database.ts';
import type { Mutation } from './mutations.ts';

/** A store in memory that is put together as `openSqliteStore` does it, but for the mutation. */
export async function openMutant({ schema, connection, engine }: Partial<Mutation>): Promise<OpenedDatabase> {
  const db = new Database(':memory:');
  setPragmas(db, 'writer');
  const migrations = packagedMigrations();
  for (const step of migrations) applyMigration(db, { ...step, sql: schema?.(step.sql) ?? step.sql });
  const mutated = connection?.(db) ?? db;
  const sqlite = new SqliteEngine({ writer: mutated, reader: mutated }, 0, () => undefined);
  const store = new SqlStore(engine?.(sqlite) ?? sqlite, migrations.length);
  return { store, db, close: () => store.close() };
}
