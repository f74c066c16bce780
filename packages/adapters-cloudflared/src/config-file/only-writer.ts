import { randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Files } from './files.ts';

/** How long somebody else may be at it before we give up. */
const WAIT_MS = 5000;
/** A write takes milliseconds; after three seconds its writer is taken for gone, whatever process has its pid now. */
const ABANDONED_MS = 3000;
const LOOK_AGAIN_MS = 15;

/**
 * Does one piece of work while nobody else of our kind is at it, in this process or another. Every writer first makes
 * its own temporary file beside `path` and then looks for those of others: of two, at least one sees the other, and
 * steps back. What a killed writer left is removed; had it only been slow, its own rename then fails, so that
 * nobody ever puts somebody else's half-written file in place. Throws when others are at it for five seconds.
 */
export async function asOnlyWriter<T>(path: string, files: Files, work: (temporary: string) => Promise<T>): Promise<T> {
  const deadline = performance.now() + WAIT_MS;
  for (;;) {
    const temporary = join(dirname(path), `${prefixOf(path)}${process.pid}-${randomUUID()}`);
    ours.add(temporary);
    try {
      await (await files.open(temporary, 'wx', 0o600)).close();
      if (await isAlone(path, temporary, files)) return await work(temporary);
    } finally {
      await files.rm(temporary, { force: true });
      ours.delete(temporary);
    }
    if (performance.now() > deadline) throw new Error('another process keeps writing it');
    await sleep(LOOK_AGAIN_MS * (0.5 + Math.random()));
  }
}

/** Tells the files of this process from those of an earlier one with its pid, which containers give again. */
const ours = new Set<string>();

const prefixOf = (path: string): string => `.${basename(path)}.tunnel-manager.`;

async function isAlone(path: string, own: string, files: Files): Promise<boolean> {
  const names = (await files.readdir(dirname(path))).filter((name) => name.startsWith(prefixOf(path)));
  const others = names.map((name) => join(dirname(path), name)).filter((other) => other !== own);
  const abandoned = await Promise.all(others.map((other) => isAbandoned(path, other, files)));
  if (abandoned.includes(false)) return false;
  await Promise.all(others.map((other) => files.rm(other, { force: true })));
  return true;
}

async function isAbandoned(path: string, other: string, files: Files): Promise<boolean> {
  if (ours.has(other)) return false;
  const pid = Number.parseInt(basename(other).slice(prefixOf(path).length), 10);
  if (pid === process.pid || !isAlive(pid)) return true;
  try {
    return Date.now() - (await files.stat(other)).mtimeMs > ABANDONED_MS;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
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
