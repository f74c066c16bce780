import { closeSync, mkdirSync, openSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

export const isInMemory = (path: string): boolean => path === ':memory:';

/**
 * Makes the directory (0700) and an empty file (0600) where there are none, and answers the one true path, so that
 * two spellings of it cannot be opened side by side. SQLite gives its other files the mode of this one.
 */
export function prepareFile(path: string): string {
  mkdirSync(dirname(resolve(path)), { recursive: true, mode: 0o700 });
  createPrivately(path);
  return realpathSync(path);
}

/**
 * Never opens a file that exists: closing any descriptor of a file drops the POSIX locks that this process holds
 * on it, and SQLite may hold some.
 */
export function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

export const besides = (file: string, suffix: string): string => join(dirname(file), `${basename(file)}${suffix}`);
