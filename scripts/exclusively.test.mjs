import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exclusively } from './exclusively.mjs';
import { runHeld } from './run-held.mjs';

const freshLock = () => join(mkdtempSync(join(tmpdir(), 'exclusively-')), 'lock');

function lockHeldBy(pid) {
  const lock = freshLock();
  mkdirSync(lock);
  writeFileSync(join(lock, `pid-${pid}`), '');
  return lock;
}

describe('exclusively', () => {
  it('answers with what the work answers and leaves no lock behind', async () => {
    const lock = freshLock();
    expect(await exclusively(lock, async () => existsSync(lock))).toBe(true);
    expect(existsSync(lock)).toBe(false);
  });

  it('lets go of the lock when the work fails', async () => {
    const lock = freshLock();
    await expect(exclusively(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(lock)).toBe(false);
  });

  it('takes over from an owner that died', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    const lock = lockHeldBy(pid);
    expect(await exclusively(lock, async () => readdirSync(lock))).toEqual([`pid-${process.pid}`]);
  });

  it('takes over what an earlier process with the same number left', async () => {
    expect(await exclusively(lockHeldBy(process.pid), async () => 'done', { waitMs: 0 })).toBe('done');
  });

  it('refuses, naming the lock, when a living owner does not finish in time', async () => {
    const lock = lockHeldBy(process.ppid);
    await expect(exclusively(lock, async () => 'done', { waitMs: 0 })).rejects.toThrow(lock);
  });

  it('runs the work of many processes one after the other, also when they find a dead owner', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    const lock = lockHeldBy(pid);
    const script = `
      import { existsSync, writeFileSync, rmSync } from 'node:fs';
      import { exclusively } from ${JSON.stringify(join(import.meta.dirname, 'exclusively.mjs'))};
      const inside = ${JSON.stringify(`${lock}.inside`)};
      for (let round = 0; round < 20; round += 1)
        await exclusively(${JSON.stringify(lock)}, async () => {
          writeFileSync(inside, '', { flag: 'wx' });
          await new Promise((resolve) => setImmediate(resolve));
          rmSync(inside);
        }, { pollMs: 1 });`;
    const runs = await Promise.all(
      [1, 2, 3, 4].map(() => runHeld(process.execPath, ['--input-type=module', '--eval', script])),
    );
    expect(runs).toEqual(runs.map(() => ({ code: 0, output: '' })));
  });
});
