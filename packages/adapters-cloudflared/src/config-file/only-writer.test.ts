import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as nodeFiles from 'node:fs/promises';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigFile } from './config-file.ts';
import { readConfigText } from './config-text.ts';
import type { Files } from './files.ts';

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'only-writer-'));
  path = join(directory, 'config.yml');
  await writeFile(path, 'count: 0\n');
});

afterEach(() => rm(directory, { recursive: true }));

const increase = (files: Files = nodeFiles) =>
  new ConfigFile(path, files).rewrite(({ text }) => `count: ${Number(/\d+/.exec(text)?.[0]) + 1}\n`);

const leftBy = async (pid: number, ageMs = 0): Promise<string> => {
  const file = join(directory, `.config.yml.tunnel-manager.${pid}-left`);
  await writeFile(file, 'coun');
  await utimes(file, new Date(), new Date(Date.now() - ageMs));
  return file;
};

const deadPid = (): number => spawnSync('true').pid;

describe('what a killed writer left', () => {
  it.each<[string, () => number, number]>([
    ['has no process any more', deadPid, 0],
    ['had the pid that this process has now, as in a container that was started again', () => process.pid, 0],
    ['has a pid that another program has now', () => process.ppid, 60_000],
  ])('is removed at once when it %s', async (_what, pid, ageMs) => {
    await leftBy(pid(), ageMs);
    await increase();
    expect(await readFile(path, 'utf8')).toBe('count: 1\n');
    expect(await readdir(directory)).toEqual(['config.yml']);
  });

  it('is waited for a few seconds when it may still be at work', async () => {
    await leftBy(process.ppid);
    await increase();
    expect(await readFile(path, 'utf8')).toBe('count: 1\n');
  });
});

describe('two writers', () => {
  it('never put in place what the other one has half written, also when one is taken for dead', async () => {
    const asleep = Promise.withResolvers<string>();
    const awake = Promise.withResolvers<undefined>();
    const slow: Files = {
      ...nodeFiles,
      rename: async (from, to) => {
        asleep.resolve(String(from));
        await awake.promise;
        return nodeFiles.rename(from, to);
      },
    };
    const slowly = increase(slow);
    // As another process sees it that does not find the pid.
    await rm(await asleep.promise);
    await increase();
    awake.resolve(undefined);
    await expect(slowly).rejects.toMatchObject({ code: 'ingress-file' });
    expect(await readFile(path, 'utf8')).toBe('count: 1\n');
    expect(await readdir(directory)).toEqual(['config.yml']);
  });

  it('in two processes, with a hundred names each, lose none', { timeout: 120_000 }, async () => {
    await writeFile(path, '# by hand\ningress:\n  - service: http_status:404\n');
    const script = fileURLToPath(new URL('../testing/add-rules.ts', import.meta.url));
    const codes = await Promise.all(
      ['one', 'two'].map(async (writer) => {
        const args = ['--conditions=tunnel-manager-source', script, path, writer, '100'];
        const [code] = (await once(spawn(process.execPath, args, { stdio: 'inherit' }), 'exit')) as [number | null];
        return code;
      }),
    );
    expect(codes).toEqual([0, 0]);
    const text = await readFile(path, 'utf8');
    expect(new Set(readConfigText(text).ingress.map(({ hostname }) => hostname)).size).toBe(201);
    expect(text).toContain('# by hand');
    expect(await readdir(directory)).toEqual(['config.yml']);
  });
});
