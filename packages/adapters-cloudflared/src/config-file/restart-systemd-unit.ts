import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PortFailure } from '@tunnel-manager/core';

/** Runs a program; throws when it fails or does not end within `timeout` milliseconds. */
export type Run = (program: string, args: readonly string[], options: { timeout: number }) => Promise<unknown>;

/** A stop may take cloudflared's grace period (30 s by default) and a start systemd's 15 s. */
const TIMEOUT_MS = 60_000;

const run: Run = (program, args, options) => promisify(execFile)(program, args, options);

/**
 * Restarts the unit that runs the connector. Never by a reload: cloudflared has none, and SIGHUP ends it for good.
 * Throws `PortFailure` when systemd refuses or does not answer in time.
 */
export async function restartSystemdUnit(unit: string, runProgram: Run = run): Promise<void> {
  try {
    await runProgram('systemctl', ['restart', '--', unit], { timeout: TIMEOUT_MS });
  } catch (error) {
    throw new PortFailure({
      operation: 'connector.restart',
      code: 'connector-unconfirmed',
      message: `systemd did not restart the unit ${unit}, so the connector still has the old rules.`,
      advice: `See \`systemctl status ${unit}\` and whether the daemon may restart it.`,
      outcome: 'done',
      cause: error,
    });
  }
}
