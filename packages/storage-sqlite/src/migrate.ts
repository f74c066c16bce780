import { renameSync } from 'node:fs';
import { type AppliedMigration, type Migration, pendingMigrations, readMigrations } from '@tunnel-manager/storage-sql';
import type Database from 'better-sqlite3';
import { besides, createPrivately } from './database-file.ts';

/** The migrations that came with this package; the folder lies beside `src` and `dist` alike. */
export const packagedMigrations = (): readonly Migration[] =>
  readMigrations(new URL('../migrations/', import.meta.url), 'sqlite');

/** The steps that the database still needs; asked before anything is written to it. Throws `MigrationMismatch`. */
export function stepsFor(db: Database.Database, packaged: readonly Migration[]): readonly Migration[] {
  return pendingMigrations(packaged, appliedTo(db));
}

/** Takes the steps, each whole and in a transaction of its own, after a backup of a database that holds something. */
export async function migrate(db: Database.Database, steps: readonly Migration[]): Promise<void> {
  const first = steps[0];
  if (first === undefined) return;
  if (!db.memory && first.version > 1) await backUp(db, besides(db.name, `.before-${first.version}`));
  for (const step of steps) take(db, step);
}

/** Takes a step inside the transaction of the caller, and remembers it. */
export function applyMigration(db: Database.Database, { version, name, sha256, sql }: Migration): void {
  db.exec(sql);
  db.prepare('INSERT INTO schema_migrations (version, name, sha256) VALUES (?, ?, ?)').run(version, name, sha256);
}

function take(db: Database.Database, step: Migration): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    applyMigration(db, step);
    db.exec('COMMIT');
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

/** Copies the database, for its owner alone; the copy appears under its name only when it is complete. */
export async function backUp(db: Database.Database, path: string): Promise<void> {
  const unfinished = `${path}.unfinished`;
  createPrivately(unfinished);
  await db.backup(unfinished);
  renameSync(unfinished, path);
}

function appliedTo(db: Database.Database): readonly AppliedMigration[] {
  const known = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'schema_migrations'").get();
  if (known === undefined) return [];
  return db.prepare<[], AppliedMigration>('SELECT version, name, sha256 FROM schema_migrations ORDER BY version').all();
}
