import { createHash } from 'node:crypto';
import * as nodeFiles from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PortFailure } from '@tunnel-manager/core';
import type { Files } from './files.ts';
import { asOnlyWriter } from './only-writer.ts';

/** A configuration file as it was read; `sha256` tells whether it has changed since. */
export interface ReadFile {
  readonly text: string;
  readonly sha256: string;
}

/** Far more than a thousand rules need; whatever is larger is no configuration. */
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * One configuration file on disk. A write replaces it whole or not at all, keeps its mode and owner, and follows a
 * symbolic link to the file behind it. All trouble is `PortFailure` with code `ingress-file`; with outcome `none`
 * the file is as it was.
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
    const bytes = await this.#attempt('read', () => this.#files.readFile(real));
    return { text: this.#decoded(bytes), sha256: createHash('sha256').update(bytes).digest('hex') };
  }

  /** Written back, bytes that are no UTF-8 would be others; cloudflared does not start with them either. */
  #decoded(bytes: Uint8Array): string {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch (error) {
      throw trouble(this.#path, 'is not written in UTF-8', 'Convert it, for example with `iconv`.', { cause: error });
    }
  }

  /** Writes what `edit` makes of the text; null from it, when the file is no longer what it expected, writes nothing. */
  async rewrite(edit: (found: ReadFile) => string | null): Promise<ReadFile | null> {
    const real = await this.#attempt('write', () => this.#files.realpath(this.#path));
    return this.#attempt('write', () =>
      asOnlyWriter(real, this.#files, async (temporary) => {
        const text = edit(await this.read());
        if (text === null) return null;
        await this.#replace(real, temporary, text);
        return { text, sha256: createHash('sha256').update(text).digest('hex') };
      }),
    );
  }

  /** Notes beside the file, on disk, that it is about to say something that no connector has read yet. */
  async noteRestartOwed(): Promise<void> {
    const real = await this.#attempt('write', () => this.#files.realpath(this.#path));
    await this.#attempt('write', async () => {
      const note = await this.#files.open(noteBeside(real), 'w', 0o600);
      await note.sync();
      await note.close();
    });
  }

  async noteRestartDone(): Promise<void> {
    const real = await this.#attempt('write', () => this.#files.realpath(this.#path));
    await this.#attempt('write', () => this.#files.rm(noteBeside(real), { force: true }));
  }

  /** Whether somebody, such as this daemon before it was killed, wrote the file and did not come to the restart. */
  async isRestartOwed(): Promise<boolean> {
    const real = await this.#attempt('read', () => this.#files.realpath(this.#path));
    return (await this.#attempt('read', () => this.#files.readdir(dirname(real)))).includes(basename(noteBeside(real)));
  }

  /** A new file beside it, on disk, takes its place; then the directory is on disk too. */
  async #replace(real: string, temporary: string, text: string): Promise<void> {
    const { mode, uid, gid } = await this.#files.stat(real);
    // The superuser could replace it all the same, but its owner said what may happen to it.
    if ((mode & 0o222) === 0) throw trouble(this.#path, 'is read-only', 'Allow its owner to write it (`chmod u+w`).');
    // Not made again when it is gone: then another writer took us for dead.
    const file = await this.#files.open(temporary, 'r+');
    try {
      await file.chown(uid, gid);
      await file.chmod(mode & 0o7777);
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await this.#files.rename(temporary, real);
    await this.#keepName(real);
  }

  /** The new file is in place already, so what fails here may still be undone by a power cut, or not. */
  async #keepName(real: string): Promise<void> {
    try {
      const directory = await this.#files.open(dirname(real), 'r');
      try {
        await directory.sync();
      } finally {
        await directory.close();
      }
    } catch (error) {
      throw trouble(this.#path, 'was replaced, but may not be on disk yet', LOOK, { cause: error, outcome: 'unknown' });
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
      throw trouble(this.#path, why, advice, { cause: error });
    }
  }
}

const noteBeside = (path: string): string => join(dirname(path), `.${basename(path)}.restart-owed`);

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

const trouble = (
  path: string,
  why: string,
  advice: string,
  { cause, outcome = 'none' }: { cause?: unknown; outcome?: 'none' | 'unknown' } = {},
): PortFailure =>
  new PortFailure({
    operation: 'ingress.file',
    code: 'ingress-file',
    message: `The configuration file ${path} ${why}.`,
    advice,
    outcome,
    cause,
  });
