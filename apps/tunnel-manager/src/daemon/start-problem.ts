import { EXIT, type ExitCode } from '../cli/exit.ts';
import type { Terminal } from '../cli/terminal.ts';

/** Why the daemon did not start, as its operator is told. */
interface StartProblem {
  readonly code: string;
  readonly message: string;
  readonly advice: string;
  readonly exit: ExitCode;
}

/** Tells why nothing was started, and gives the exit code for it. An error that is no known reason is thrown on. */
export function tellStartProblem(terminal: Terminal, json: boolean, error: unknown): ExitCode {
  const problem = startProblem(error);
  if (!problem) throw error;
  const { exit, ...told } = problem;
  terminal.err(json ? `${JSON.stringify({ error: told })}\n` : `${told.message}\n${told.advice && `${told.advice}\n`}`);
  return exit;
}

/** Null for an error that is no known reason; by name and code, so that it needs none of the modules that throw them. */
function startProblem(error: unknown): StartProblem | null {
  if (!(error instanceof Error)) return null;
  const { name, message } = error;
  const { code = '', remedy = '' } = error as { code?: string; remedy?: string };
  if (name === 'ConfigurationError') return { code: 'configuration', message, advice: '', exit: EXIT.usage };
  if (name === 'StoreStartError') {
    return { code, message, advice: remedy, exit: OPERATORS.has(code) ? EXIT.usage : EXIT.world };
  }
  const listening = LISTENING[code];
  return listening
    ? { code: 'configuration', message: `${listening} (${message}).`, advice: CHOOSE, exit: EXIT.usage }
    : null;
}

/** What the operator decides: which file, which version, one daemon at a time. The rest is the machine's. */
const OPERATORS = new Set([
  'database-locked',
  'database-newer',
  'database-changed',
  'database-foreign',
  'database-legacy',
  'directory-uncreatable',
]);

const CHOOSE = 'Choose another address in http.listen, or end the program that has it.';

const LISTENING: Readonly<Record<string, string>> = {
  EADDRINUSE: 'The address is taken by another program',
  EADDRNOTAVAIL: 'The address is not one of this machine',
  EACCES: 'This user may not listen on the address',
  ENOTFOUND: 'The address cannot be resolved',
};
