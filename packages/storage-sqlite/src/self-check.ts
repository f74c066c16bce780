import type { Migration } from '@tunnel-manager/storage-sql';
import Database from 'better-sqlite3';
import { corrupt } from './start-failures.ts';

/** Refuses a file whose pages or indexes are damaged. */
export function checkIntegrity(db: Database.Database): void {
  const finding = db.pragma('quick_check(1)', { simple: true });
  if (finding !== 'ok') throw corrupt(db.name, String(finding));
}

/** Refuses a database with dangling references, or whose tables, triggers and views are not those of the migrations. */
export function checkContents(db: Database.Database, migrations: readonly Migration[]): void {
  const dangling = db.pragma('foreign_key_check') as readonly { table: string; parent: string }[];
  if (dangling[0])
    throw corrupt(db.name, `a row of ${dangling[0].table} refers to a missing row of ${dangling[0].parent}`);
  const found = schemaOf(db);
  for (const [name, sql] of expectedSchema(migrations)) {
    if (found.get(name) !== sql) throw corrupt(db.name, `${name} is not as the migrations made it`);
  }
}

/** What the migrations make of an empty database. Objects of other programs beside ours, such as a replicator's, are fine. */
function expectedSchema(migrations: readonly Migration[]): ReadonlyMap<string, string> {
  const db = new Database(':memory:');
  try {
    for (const { sql } of migrations) db.exec(sql);
    return schemaOf(db);
  } finally {
    db.close();
  }
}

function schemaOf(db: Database.Database): ReadonlyMap<string, string> {
  const rows = db.prepare<[], { name: string; sql: string }>(
    'SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL',
  );
  return new Map(rows.all().map(({ name, sql }) => [name, sql]));
}
