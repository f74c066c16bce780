import { spawn } from 'node:child_process';

/**
 * Runs a command with its output held back: resolves with the exit code (null when a signal ended it) and all that
 * it wrote, in the order written. Rejects only when the command cannot be started. Standard input is empty.
 */
export function runHeld(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString('utf8') }));
  });
}
