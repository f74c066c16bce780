import { createHash } from 'node:crypto';
import * as nodeFiles from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PortFailure } from '@tunnel-manager/core';
import { whileLocked } from './file-lock.ts';
import type { Files } from './files.ts';

/** A configuration file as it was read; `sha256` tells whether it has changed since. */
export interface ReadFile {
  readonly text: string;
  readonly sha256: string;
}

/** Far more than a thousand rules need; whatever is larger is no configuration. */
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * One configuration file on disk. A write replaces it whole or not at all, keeps its mode and owner, and follows a
 * symbolic link to the file behind it. All trouble is `PortFailure` with code `ingress-file`, and then the file is as
 * it was.
 */
export class ConfigFile {
  readonly #path: string;
  readonly #files: Files;

  constructor(path: string, files: Files = nodeFiles) {
    this.#path = path;
    this.#files = files;
  }

  async read(): Promise<ReadFile> {
    const real = await this.#attempt('read', () => this.#files.realpath(this.#path));
    const { size, isFile } = await this.#attempt('read', async () => {
      const found = await this.#files.stat(real);
      return { size: found.size, isFile: found.isFile() };
    });
    if (!isFile) throw trouble(this.#path, 'is not a file', 'Correct `ingress.file.path`.');
    if (size > MOST_BYTES) throw trouble(this.#path, 'is larger than 8 MiB', 'Correct `ingress.file.path`.');
    const text = await this.#attempt('read', () => this.#files.readFile(real, 'utf8'));
    return { text, sha256: createHash('sha256').update(text).digest('hex') };
  }

  /** Writes what `edit` makes of the text; null from it, when the file is no longer what it expected, writes nothing. */
  async rewrite(edit: (found: ReadFile) => string | null): Promise<ReadFile | null> {
    const real = await this.#attempt('write', () => this.#files.realpath(this.#path));
    return this.#attempt('write', () =>
      whileLocked(`${besides(real)}.lock`, this.#files, async () => {
        const text = edit(await this.read());
        if (text === null) return null;
        await this.#replace(real, text);
        return { text, sha256: createHash('sha256').update(text).digest('hex') };
      }),
    );
  }

  /** A new file beside it, on disk, takes its place; then the directory is on disk too. */
  async #replace(real: string, text: string): Promise<void> {
    const temporary = `${besides(real)}.new`;
    const { mode, uid, gid } = await this.#files.stat(real);
    // What a write that was killed left here is nobody's: the lock is ours.
    await this.#files.rm(temporary, { force: true });
    try {
      const file = await this.#files.open(temporary, 'wx', mode & 0o777);
      try {
        await file.chown(uid, gid);
        await file.chmod(mode & 0o7777);
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      await this.#files.rename(temporary, real);
    } catch (error) {
      await this.#files.rm(temporary, { force: true });
      throw error;
    }
    const directory = await this.#files.open(dirname(real), 'r');
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  }

  async #attempt<T>(what: 'read' | 'write', work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof PortFailure) throw error;
      const { code = '' } = Object(error) as NodeJS.ErrnoException;
      const [why, advice] = REASONS[code] ?? [
        `cannot be ${what === 'read' ? 'read' : 'written'} (${code || String(error)})`,
        LOOK,
      ];
      throw trouble(this.#path, why, advice, error);
    }
  }
}

const besides = (path: string): string => join(dirname(path), `.${basename(path)}.tunnel-manager`);

const LOOK = 'See that the file and its directory can be read and written by the daemon.';

const REASONS: Readonly<Record<string, readonly [why: string, advice: string]>> = {
  ENOENT: [
    'does not exist',
    'Create it as cloudflared needs it (`cloudflared tunnel create` shows how), or correct `ingress.file.path`.',
  ],
  EACCES: ['may not be read or written by the daemon', LOOK],
  EPERM: ['may not be replaced by the daemon with its owner kept', 'Run the daemon as the owner of the file.'],
  EROFS: ['is on a file system that is mounted read-only', 'With systemd, add its directory to `ReadWritePaths=`.'],
  EBUSY: ['is mounted as a single file, so it cannot be replaced', 'Mount its directory instead of the file.'],
  EXDEV: ['is mounted as a single file, so it cannot be replaced', 'Mount its directory instead of the file.'],
  ENOSPC: ['cannot be written: the disk is full', 'Free some space, then ask again.'],
  EISDIR: ['is a directory', 'Correct `ingress.file.path`.'],
  ELOOP: ['is a circle of symbolic links', 'Correct the links, or `ingress.file.path`.'],
};

const trouble = (path: string, why: string, advice: string, cause?: unknown): PortFailure =>
  new PortFailure({
    operation: 'ingress.file',
    code: 'ingress-file',
    message: `The configuration file ${path} ${why}.`,
    advice,
    outcome: 'none',
    cause,
  });
