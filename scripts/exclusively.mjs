import { mkdirSync, readdirSync, renameSync, rmSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Runs `work` while no other process of this machine runs under the same lock. The lock is a directory that holds one
 * file named after the process that owns it, so that each step is one atomic rename: a prepared directory becomes the
 * lock, and the file of a dead owner becomes the file of the one process that takes over from it.
 * Rejects after `waitMs`, naming the lock, when its owner lives but does not finish.
 */
export async function exclusively(lock, work, { waitMs = 15 * 60_000, pollMs = 100 } = {}) {
  const deadline = Date.now() + waitMs;
  while (!acquire(lock)) {
    if (Date.now() >= deadline) throw new Error(`Another set-up still holds ${lock}. If none is running, delete it.`);
    await delay(pollMs);
  }
  try {
    return await work();
  } finally {
    release(lock);
  }
}

const own = `pid-${process.pid}`;

function acquire(lock) {
  const prepared = `${lock}.${process.pid}`;
  rmSync(prepared, { recursive: true, force: true });
  mkdirSync(prepared, { recursive: true });
  writeFileSync(join(prepared, own), '');
  try {
    renameSync(prepared, lock);
    return true;
  } catch (error) {
    rmSync(prepared, { recursive: true, force: true });
    if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(error.code)) throw error;
    return takeOver(lock);
  }
}

function takeOver(lock) {
  const owner = unlessGone(() => readdirSync(lock)[0]);
  if (owner === undefined) return false;
  // A file with our own name was left by an earlier process with our number; containers give the same ones again.
  if (owner !== own && isAlive(Number(owner.slice('pid-'.length)))) return false;
  return unlessGone(() => (renameSync(join(lock, owner), join(lock, own)), true)) ?? false;
}

/** Between these two steps another process may move its prepared directory over the empty one; then it is theirs. */
function release(lock) {
  unlinkSync(join(lock, own));
  try {
    rmdirSync(lock);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(error.code)) throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function unlessGone(action) {
  try {
    return action();
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
