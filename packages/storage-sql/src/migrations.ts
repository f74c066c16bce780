import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** One numbered step of the schema. It is run whole: a statement is never looked for inside it. */
export interface Migration extends AppliedMigration {
  readonly sql: string;
}

/** What the database remembers of a step that it went through. */
export interface AppliedMigration {
  readonly version: number;
  readonly name: string;
  readonly sha256: string;
}

/** The database and this program do not belong together: a step was edited after it ran, or is not known here. */
export class MigrationMismatch extends Error {
  override readonly name = 'MigrationMismatch';
  readonly kind: 'changed' | 'newer';
  readonly migration: string;
  constructor(kind: 'changed' | 'newer', { version, name }: AppliedMigration) {
    const migration = `${number(version)}-${name}`;
    super(`Migration ${migration} of the database is ${kind === 'changed' ? 'not the one' : 'unknown'} here.`);
    this.kind = kind;
    this.migration = migration;
  }
}

/** Reads `NNNN-name.DIALECT.sql` files in the order of their numbers, which must run from 1 without a gap. */
export function readMigrations(directory: URL, dialect: 'sqlite' | 'pg'): readonly Migration[] {
  const suffix = `.${dialect}.sql`;
  const files = readdirSync(directory).filter((file) => file.endsWith(suffix));
  return files.sort().map((file, index) => {
    const version = index + 1;
    const prefix = `${number(version)}-`;
    if (!file.startsWith(prefix)) throw new Error(`Expected a migration ${prefix}NAME${suffix}, found ${file}.`);
    const sql = readFileSync(join(fileURLToPath(directory), file), 'utf8');
    const sha256 = createHash('sha256').update(sql).digest('hex');
    return { version, name: file.slice(prefix.length, -suffix.length), sql, sha256 };
  });
}

/** The steps that the database still needs. Throws `MigrationMismatch` when what it has is not what is packaged. */
export function pendingMigrations(
  packaged: readonly Migration[],
  applied: readonly AppliedMigration[],
): readonly Migration[] {
  for (const step of applied) {
    const own = packaged[step.version - 1];
    if (own === undefined) throw new MigrationMismatch('newer', step);
    if (own.sha256 !== step.sha256) throw new MigrationMismatch('changed', step);
  }
  return packaged.slice(applied.length);
}

const number = (version: number): string => String(version).padStart(4, '0');
