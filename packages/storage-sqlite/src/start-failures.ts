import { MigrationMismatch } from '@tunnel-manager/storage-sql';
import { type StartFailure, StoreStartError } from './store-start-error.ts';

/** Says in words for an operator why the database at `path` could not be opened; unforeseen errors pass unchanged. */
export function startFailure(error: unknown, path: string): unknown {
  if (error instanceof MigrationMismatch) return mismatch(error, path);
  const failure = failureOf(error) ?? (error instanceof Error ? failureOf(error.cause) : undefined);
  if (failure === undefined) return error;
  const [message, remedy] = WORDS[failure];
  return new StoreStartError(failure, `${message} (${path}).`, remedy, error);
}

export const corrupt = (path: string, finding: string): StoreStartError => {
  const [message, remedy] = WORDS['database-corrupt'];
  return new StoreStartError('database-corrupt', `${message} (${path}): ${finding}.`, remedy);
};

function mismatch({ kind, migration, message }: MigrationMismatch, path: string): StoreStartError {
  return kind === 'newer'
    ? new StoreStartError(
        'database-newer',
        `The database was written by a newer version of this program: it went through migration ${migration} (${path}).`,
        'Start that newer version, or restore the backup that it made beside the database before it migrated.',
      )
    : new StoreStartError(
        'database-changed',
        `${message.slice(0, -1)}: its checksum differs (${path}).`,
        'Install the released program again: the file of that migration must not be edited once it has run.',
      );
}

type CommonFailure = Extract<
  StartFailure,
  'database-corrupt' | 'database-busy' | 'database-unreadable' | 'directory-uncreatable' | 'disk-full'
>;

function failureOf(error: unknown): CommonFailure | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return FAILURES.find(([pattern]) => pattern.test(code))?.[1];
}

const FAILURES: readonly (readonly [RegExp, CommonFailure])[] = [
  [/^SQLITE_(CORRUPT|NOTADB)/, 'database-corrupt'],
  [/^SQLITE_(BUSY|LOCKED)/, 'database-busy'],
  // A full disk shows as SHMSIZE when not even the shared index of the write-ahead log finds room.
  [/^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|ENOSPC|EDQUOT)/, 'disk-full'],
  [/^(SQLITE_(CANTOPEN|READONLY|IOERR|PERM|AUTH)|EACCES|EPERM|EISDIR|EROFS|ELOOP)/, 'database-unreadable'],
  [/^(EEXIST|ENOTDIR|ENOENT|ENAMETOOLONG)/, 'directory-uncreatable'],
];

const WORDS: Readonly<Record<CommonFailure, readonly [message: string, remedy: string]>> = {
  'database-corrupt': [
    'The database file is damaged or is no SQLite database',
    'Move it aside and restore the latest backup; keep the damaged file, it may still be of use.',
  ],
  'database-busy': [
    'Another program has kept the database locked for more than five seconds',
    'Close whatever has the file open, such as a sqlite3 shell with an open transaction, and start again.',
  ],
  'database-unreadable': [
    'The database file cannot be read and written',
    'Check that it is a file, on a disk that works, and that the user of this program owns it and its directory.',
  ],
  'directory-uncreatable': [
    'The directory of the database cannot be created',
    'Check each part of the path, or set storage.sqlite.path to a place that this program may write to.',
  ],
  'disk-full': ['The disk of the database is full', 'Free some space (a few megabytes are enough) and start again.'],
};
