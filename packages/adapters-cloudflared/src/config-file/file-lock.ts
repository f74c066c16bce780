import { setTimeout as sleep } from 'node:timers/promises';
import type { Files } from './files.ts';

/** How long somebody else may hold the lock: a write takes milliseconds. */
const WAIT_MS = 5000;
const LOOK_AGAIN_MS = 15;

/**
 * Does one piece of work while nobody else of our kind is at it, in this process or another. The lock is a file with
 * the holder's pid; one whose holder is gone is taken over. Throws when it stays taken for five seconds.
 */
export async function whileLocked<T>(path: string, files: Files, work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + WAIT_MS;
  while (!(await tryLock(path, files))) {
    if (performance.now() > deadline) throw new Error(`${path} is held by another process`);
    await sleep(LOOK_AGAIN_MS * (0.5 + Math.random()));
  }
  try {
    return await work();
  } finally {
    await files.rm(path, { force: true });
  }
}

async function tryLock(path: string, files: Files): Promise<boolean> {
  try {
    const file = await files.open(path, 'wx', 0o600);
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (await isAbandoned(path, files)) await files.rm(path, { force: true });
    return false;
  }
}

/** A lock without a pid was just made, or its maker was killed in between: it is given as long as a write takes. */
async function isAbandoned(path: string, files: Files): Promise<boolean> {
  try {
    const pid = Number(await files.readFile(path, 'utf8'));
    if (pid > 0) return !isAlive(pid);
    const { mtimeMs } = await files.stat(path);
    return Date.now() - mtimeMs > WAIT_MS / 5;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
