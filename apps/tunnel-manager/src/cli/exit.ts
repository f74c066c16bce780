import { ERROR_CATALOGUE, PortFailure, type Refusal } from '@tunnel-manager/core';
import type { Terminal } from './terminal.ts';

/** What a command's exit code means, for scripts. */
export const EXIT = { done: 0, refused: 1, usage: 2, world: 3, unreachable: 4 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Hears the exit code of a command that has ended. */
export type Finish = (code: ExitCode) => void;

/** The daemon does not answer at its address. */
export class DaemonUnreachable extends Error {
  override readonly name = 'DaemonUnreachable';
  readonly advice: string;
  constructor(url: string, cause: unknown) {
    super(`No daemon answers at ${url}.`, { cause });
    this.advice = 'Start it with "tunnel-manager serve", or give its address with --url or TUNNEL_MANAGER_URL.';
  }
}

/** The command was given something that it cannot work with. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Tells a refusal: on stderr, as one JSON document when asked for. */
export function tellRefusal(terminal: Terminal, json: boolean, { code, message, advice }: Refusal): ExitCode {
  tell(terminal, json, { code, message, advice });
  return EXIT.refused;
}

/** Tells what went wrong and gives the exit code for it. No stack trace: people cannot act on one. */
export function tellFailure(terminal: Terminal, json: boolean, error: unknown): ExitCode {
  if (error instanceof DaemonUnreachable) {
    tell(terminal, json, { code: 'daemon-unreachable', message: error.message, advice: error.advice });
    return EXIT.unreachable;
  }
  if (error instanceof PortFailure) {
    const { code, message, advice } = error;
    const again = ERROR_CATALOGUE[code].retryable ? ' The same command may succeed later.' : '';
    tell(terminal, json, { code, message, advice: `${advice}${again}` });
    return EXIT.world;
  }
  if (error instanceof Error && USAGE.has(error.name)) {
    tell(terminal, json, { code: 'usage', message: error.message, advice: '' });
    return EXIT.usage;
  }
  const message = error instanceof Error ? error.message : String(error);
  tell(terminal, json, { code: 'internal', message, advice: 'If it stays, report it with the command that you ran.' });
  return EXIT.world;
}

/** By name, because loading the classes would cost commands that never meet them their quick start. */
const USAGE = new Set(['UsageError', 'ConfigurationError', 'SecretUnavailable']);

function tell(terminal: Terminal, json: boolean, error: { code: string; message: string; advice: string }): void {
  if (json) terminal.err(`${JSON.stringify({ error })}\n`);
  else terminal.err(`${error.code}: ${error.message}\n${error.advice === '' ? '' : `  ${error.advice}\n`}`);
}
