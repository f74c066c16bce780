import { execFileSync } from 'node:child_process';
import * as nodeFiles from 'node:fs/promises';
import {
  chmod,
  chown,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigFile } from './config-file.ts';

const TEXT = 'ingress:\n  - service: http_status:404\n';
let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'config-file-'));
  path = join(directory, 'config.yml');
  await writeFile(path, TEXT, { mode: 0o640 });
});

afterEach(() => rm(directory, { recursive: true, force: true }));

const replaceWith = (text: string) => new ConfigFile(path).rewrite(() => text);

describe('a written configuration file', () => {
  it('is replaced whole, with its mode and owner kept, and nothing left beside it', async () => {
    await chmod(path, 0o640);
    if (process.getuid?.() === 0) await chown(path, 1234, 2345);
    const { uid, gid, ino } = await stat(path);
    await replaceWith('new: 1\n');
    const after = await stat(path);
    expect(await readFile(path, 'utf8')).toBe('new: 1\n');
    expect(after).toMatchObject({ uid, gid });
    expect(after.mode & 0o777).toBe(0o640);
    expect(after.ino).not.toBe(ino);
    expect(await readdir(directory)).toEqual(['config.yml']);
  });

  it('behind a symbolic link is replaced there, and the link stays', async () => {
    await mkdir(join(directory, 'real'));
    await writeFile(join(directory, 'real', 'config.yml'), TEXT);
    await rm(path);
    await symlink('real/config.yml', path);
    await replaceWith('new: 1\n');
    expect((await lstat(path)).isSymbolicLink()).toBe(true);
    expect(await readFile(join(directory, 'real', 'config.yml'), 'utf8')).toBe('new: 1\n');
  });

  it('is left alone when the edit declines', async () => {
    expect(await new ConfigFile(path).rewrite(() => null)).toBeNull();
    expect(await readFile(path, 'utf8')).toBe(TEXT);
  });

  it('takes turns with other writers', async () => {
    await writeFile(path, 'count: 0\n');
    const increase = () => new ConfigFile(path).rewrite(({ text }) => `count: ${Number(/\d+/.exec(text)?.[0]) + 1}\n`);
    await Promise.all(Array.from({ length: 50 }, increase));
    expect(await readFile(path, 'utf8')).toBe('count: 50\n');
  });
});

describe('a configuration file that cannot be used', () => {
  it.each<[string, RegExp, () => Promise<unknown>]>([
    ['does not exist', /does not exist/, () => rm(path)],
    ['is a directory', /is not a file/, () => rm(path).then(() => mkdir(path))],
    ['is far too large', /larger than 8 MiB/, () => writeFile(path, Buffer.alloc(9 * 1024 * 1024))],
    ['is a circle of links', /circle/, () => rm(path).then(() => symlink('config.yml', path))],
  ])('because it %s is refused in one sentence with a remedy', async (_what, message, given) => {
    await given();
    const failure = new ConfigFile(path).read();
    await expect(failure).rejects.toMatchObject({
      code: 'ingress-file',
      message: expect.stringMatching(message) as string,
    });
    await expect(failure).rejects.toMatchObject({ advice: expect.stringMatching(/\.$/) as string, outcome: 'none' });
  });

  it('because it is read-only is refused and untouched, whoever asks', async () => {
    await chmod(path, 0o440);
    await expect(replaceWith('new: 1\n')).rejects.toMatchObject({
      code: 'ingress-file',
      message: expect.stringContaining('is read-only') as string,
    });
    expect(await readFile(path, 'utf8')).toBe(TEXT);
    expect(await readdir(directory)).toEqual(['config.yml']);
  });

  it('because it is not written in UTF-8 is refused, since its bytes could not be kept', async () => {
    const bytes = Buffer.from(`# caf\u00e9\n${TEXT}`, 'latin1');
    await writeFile(path, bytes);
    await expect(replaceWith('new: 1\n')).rejects.toMatchObject({
      message: expect.stringContaining('UTF-8') as string,
    });
    expect(await readFile(path)).toEqual(bytes);
  });

  it.runIf(process.getuid?.() === 0)('because it is mounted as a single file is refused and untouched', async () => {
    const source = join(directory, 'outside.yml');
    await writeFile(source, TEXT);
    execFileSync('mount', ['--bind', source, path]);
    try {
      await expect(replaceWith('new: 1\n')).rejects.toMatchObject({
        message: expect.stringContaining('mounted as a single file') as string,
        advice: 'Mount its directory instead of the file.',
      });
      expect(await readFile(path, 'utf8')).toBe(TEXT);
      expect((await readdir(directory)).toSorted()).toEqual(['config.yml', 'outside.yml']);
    } finally {
      execFileSync('umount', [path]);
    }
  });

  it.runIf(process.getuid?.() === 0)('because its file system is read-only is refused and untouched', async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', directory]);
    try {
      await writeFile(path, TEXT);
      execFileSync('mount', ['-o', 'remount,ro', directory]);
      await expect(replaceWith('new: 1\n')).rejects.toMatchObject({
        message: expect.stringContaining('read-only') as string,
      });
      expect(await readFile(path, 'utf8')).toBe(TEXT);
    } finally {
      execFileSync('umount', [directory]);
    }
  });

  it.runIf(process.getuid?.() === 0)(
    'because the disk is full is refused, untouched, and nothing is left',
    async () => {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', directory]);
      try {
        await writeFile(path, TEXT);
        await expect(replaceWith(`# ${'x'.repeat(200_000)}\n`)).rejects.toMatchObject({
          message: expect.stringContaining('the disk is full') as string,
        });
        expect(await readFile(path, 'utf8')).toBe(TEXT);
        expect(await readdir(directory)).toEqual(['config.yml']);
      } finally {
        execFileSync('umount', [directory]);
      }
    },
  );

  it('keeps a second name of the file as it was', async () => {
    const other = join(directory, 'other.yml');
    await link(path, other);
    await replaceWith('new: 1\n');
    expect(await readFile(other, 'utf8')).toBe(TEXT);
  });
});

it('a configuration file whose directory could not be synced may have been replaced or not', async () => {
  const failing: typeof nodeFiles.open = async (target, ...rest) => {
    if (target === directory) throw Object.assign(new Error('broken disk'), { code: 'EIO' });
    return nodeFiles.open(target, ...rest);
  };
  const written = new ConfigFile(path, { ...nodeFiles, open: failing }).rewrite(() => 'new: 1\n');
  await expect(written).rejects.toMatchObject({ code: 'ingress-file', outcome: 'unknown' });
  expect(await readFile(path, 'utf8')).toBe('new: 1\n');
});
