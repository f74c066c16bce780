import { chmodSync } from 'node:fs';
import { assertStorable, type Change } from '@tunnel-manager/core';
import { logStatement, type Migration, statementsFor } from '@tunnel-manager/storage-sql';
import Database from 'better-sqlite3';
import { besides } from '../database-file.ts';
import { execute, type StatementCache } from '../execute-statement.ts';
import { applyMigration, backUp } from '../migrate.ts';
import { APPLICATION_ID, START_BUSY_TIMEOUT_MS } from '../pragmas.ts';
import { corrupt } from '../start-failures.ts';
import { StoreStartError } from '../store-start-error.ts';
import type { LegacyAdoption } from './legacy-adoption.ts';
import { legacyAudit, legacyHealth } from './legacy-history.ts';
import { legacyHostnames } from './legacy-hostnames.ts';
import { isLegacy, LEGACY_TABLES, LegacySource } from './legacy-source.ts';
import { legacyTopology } from './legacy-topology.ts';

/**
 * Converts a database of the first generation into the present schema, in one transaction and after a backup; any
 * other file is left as it is. Until the transaction is committed the file has its old content, so whoever is killed
 * before that begins anew. Throws `StoreStartError` (`database-legacy`) when `adoption` is not given.
 */
export async function adoptIfLegacy(
  file: string,
  migrations: readonly Migration[],
  adoption: LegacyAdoption | undefined,
): Promise<void> {
  const db = new Database(file, { timeout: START_BUSY_TIMEOUT_MS });
  try {
    if (!isLegacy(db)) return;
    if (adoption === undefined) throw notAsked(file);
    keepToOurselves(db);
    assertReadable(db);
    const backup = besides(file, `.first-generation-${stamp(adoption.nowMs)}`);
    await backUp(db, backup);
    // Takes hold only when the whole file is written anew, and only outside of a transaction.
    db.exec('PRAGMA auto_vacuum = INCREMENTAL; VACUUM');
    const source = new Database(backup, { readonly: true });
    try {
      const legacy = new LegacySource(source);
      convert(db, legacy, migrations, adoption);
      db.exec('PRAGMA incremental_vacuum');
      adoption.onAdopted({ backup, tables: legacy.report() });
    } finally {
      source.close();
    }
  } finally {
    db.close();
  }
}

/** From here to the end of the connection nobody else can write, or even read; a program that is busy is waited for. */
function keepToOurselves(db: Database.Database): void {
  chmodSync(db.name, 0o600);
  db.pragma('journal_mode = DELETE');
  db.pragma('locking_mode = EXCLUSIVE');
  db.exec('BEGIN EXCLUSIVE; COMMIT');
}

/** Values that the old tables would not allow are a matter of their rows; damaged pages are not. */
function assertReadable(db: Database.Database): void {
  const findings = db.pragma('quick_check(1000)') as readonly { readonly quick_check: string }[];
  const damage = findings.find(({ quick_check: text }) => !/^(ok|CHECK constraint failed in|NULL value in)/.test(text));
  if (damage) throw corrupt(db.name, damage.quick_check);
}

function convert(
  db: Database.Database,
  source: LegacySource,
  migrations: readonly Migration[],
  adoption: LegacyAdoption,
): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    for (const table of LEGACY_TABLES) db.exec(`DROP TABLE ${table}`);
    for (const migration of migrations) applyMigration(db, migration);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    record(db, changesOf(source, adoption));
    db.exec('COMMIT');
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function* changesOf(source: LegacySource, adoption: LegacyAdoption): Generator<Change> {
  const { vm, nowMs, newId, installationId = newId() } = adoption;
  yield { kind: 'installation-founded', id: installationId, at: nowMs };
  yield { kind: 'vm-registered', vm, vmNo: 1, at: nowMs };
  yield* legacyHostnames(source, adoption);
  yield* legacyTopology(source, adoption);
  yield* legacyHealth(source, adoption);
  yield* legacyAudit(source);
}

/** As a commit does it, in lists of a size that a change log can have, so that replaying it gives the same rows. */
function record(db: Database.Database, changes: Iterable<Change>): void {
  const cache: StatementCache = new Map();
  let list: Change[] = [];
  const log = (): void => {
    if (list.length > 0) execute(db, cache, logStatement(list));
    list = [];
  };
  for (const change of changes) {
    assertStorable([change]);
    for (const statement of statementsFor(change)) execute(db, cache, statement);
    list.push(change);
    if (list.length === 500) log();
  }
  log();
}

const stamp = (nowMs: number): string => new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');

const notAsked = (file: string): StoreStartError =>
  new StoreStartError(
    'database-legacy',
    `The database is one of the first generation (${file}).`,
    'Stop the program that wrote it and start the daemon with this file: it makes a backup beside it and converts it.',
  );
