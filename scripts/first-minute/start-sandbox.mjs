import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** A fresh clone installs and builds first; that is most of it. */
const readyWithinMs = 5 * 60_000;
const stopWithinMs = 5_000;

/**
 * Starts a command and reads its output line by line. A mark in the environment makes every process findable that
 * came of it, wherever it has moved: no process group or parent is needed to see that one was left behind.
 */
export function startSandbox([command, ...args]) {
  const mark = `FIRST_MINUTE=${randomUUID()}`;
  const [name, value] = mark.split('=');
  const child = spawn(command, args, { env: { ...process.env, [name]: value }, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (errors += text));

  return {
    /** The first whole line of the output that is wanted, now or later. */
    async line(isWanted) {
      const deadline = Date.now() + readyWithinMs;
      while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
        const found = output.split('\n').slice(0, -1).find(isWanted);
        if (found !== undefined) return found;
        await delay(50);
      }
      throw new Error('The sandbox did not say what was expected of it.');
    },

    /** Asks the npm in front to end, as a terminal or a supervisor would, and sees that all ended well. */
    async stop() {
      child.kill('SIGTERM');
      const result = await Promise.race([ended, delay(stopWithinMs, 'still running', { ref: false })]);
      assert.equal(result, 0, `The sandbox ended with ${result}.`);
      assert.deepEqual(processesMarked(mark), [], 'processes were left behind');
    },

    /** All that it wrote so far, for whoever has to find out what went wrong. */
    said: () => `${output}\n${errors}`,

    /** Ends whatever a failed visit left. */
    kill() {
      for (const pid of processesMarked(mark)) process.kill(pid, 'SIGKILL');
    },
  };
}

function processesMarked(mark) {
  if (!existsSync('/proc/self/environ')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && environmentOf(name).includes(mark))
    .map(Number);
}

/** A process that ended in the meantime, or belongs to another user, has no environment for us. */
function environmentOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
  } catch (error) {
    if (['ENOENT', 'EACCES', 'EPERM', 'ESRCH'].includes(error.code)) return [];
    throw error;
  }
}
