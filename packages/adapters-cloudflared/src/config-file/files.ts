import type * as nodeFiles from 'node:fs/promises';

/** The calls to the file system that a write takes, in one place so that a test can stop between any two of them. */
export type Files = Pick<typeof nodeFiles, 'open' | 'readdir' | 'readFile' | 'realpath' | 'rename' | 'rm' | 'stat'>;
