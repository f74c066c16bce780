import { type Migration, SqlStore } from '@tunnel-manager/storage-sql';
import Database from 'better-sqlite3';
import { isInMemory, prepareFile } from './database-file.ts';
import { adoptIfLegacy } from './legacy/adopt-legacy.ts';
import type { LegacyAdoption } from './legacy/legacy-adoption.ts';
import { migrate, packagedMigrations, stepsFor } from './migrate.ts';
import { APPLICATION_ID, SERVING_BUSY_TIMEOUT_MS, setPragmas, START_BUSY_TIMEOUT_MS } from './pragmas.ts';
import { type ProcessLock, takeProcessLock } from './process-lock.ts';
import { checkContents, checkIntegrity } from './self-check.ts';
import { type Connections, SqliteEngine } from './sqlite-engine.ts';
import { startFailure } from './start-failures.ts';
import { StoreStartError } from './store-start-error.ts';

export interface SqliteStoreOptions {
  /** A file, made when it does not exist, or `:memory:`. */
  readonly path: string;
  /** How long a call waits for a lock of another program before it fails with `StoreBusy`; 5 s unless told. */
  readonly busyWaitMs?: number;
  /** How a database of the first generation is converted; without it such a file is refused, untouched. */
  readonly adopt?: LegacyAdoption;
}

export type SqliteStore = SqlStore;

/**
 * Opens the database for this process alone: creates, adopts or migrates it, checks it, and proves that it can be
 * written.
 * Throws `StoreStartError`, and leaves nothing open, when any of that fails.
 */
export async function openSqliteStore({ path, busyWaitMs = 5000, adopt }: SqliteStoreOptions): Promise<SqliteStore> {
  const migrations = packagedMigrations();
  const held: { lock?: ProcessLock; connections?: Connections } = {};
  const letGo = (): void => {
    held.connections?.reader.close();
    held.connections?.writer.close();
    held.lock?.release();
  };
  try {
    const file = isInMemory(path) ? path : prepareFile(path);
    if (!isInMemory(path)) {
      held.lock = takeProcessLock(file);
      await adoptIfLegacy(file, migrations, adopt);
    }
    held.connections = await connect(file, migrations);
    const engine = new SqliteEngine(held.connections, busyWaitMs, () => held.lock?.release());
    const store = new SqlStore(engine, migrations.length);
    await store.probe();
    return store;
  } catch (error) {
    letGo();
    throw startFailure(error, path);
  }
}

async function connect(file: string, migrations: readonly Migration[]): Promise<Connections> {
  const writer = new Database(file, { timeout: START_BUSY_TIMEOUT_MS });
  try {
    assertOurs(writer);
    const steps = stepsFor(writer, migrations);
    setPragmas(writer, 'writer');
    checkIntegrity(writer);
    await migrate(writer, steps);
    checkContents(writer, migrations);
    writer.pragma(`busy_timeout = ${SERVING_BUSY_TIMEOUT_MS}`);
    return { writer, reader: writer.memory ? writer : openReader(file) };
  } catch (error) {
    writer.close();
    throw error;
  }
}

function openReader(file: string): Database.Database {
  const reader = new Database(file, { timeout: SERVING_BUSY_TIMEOUT_MS });
  setPragmas(reader, 'reader');
  return reader;
}

/** Only reads, so that a file of somebody else is left as it was. */
function assertOurs(db: Database.Database): void {
  const isEmpty = db.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
  if (isEmpty || db.pragma('application_id', { simple: true }) === APPLICATION_ID) return;
  throw new StoreStartError(
    'database-foreign',
    `The file is a database of another program (${db.name}).`,
    'Set storage.sqlite.path to a file of its own.',
  );
}
