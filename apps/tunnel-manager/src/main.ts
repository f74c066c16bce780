import { run } from './cli/program.ts';
import { processTerminal } from './cli/terminal.ts';

/**
 * The entry of the program: runs one command and ends the process with its exit code. It ends it outright, because a
 * daemon that has stopped in order must not wait for a connection to Cloudflare that nobody needs any more.
 */
export async function main(argv: readonly string[]): Promise<never> {
  process.exit(await run(argv, processTerminal));
}
