import type { SandboxOptions } from '../cli/commands/local.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import type { Terminal } from '../cli/terminal.ts';

export async function sandbox(_terminal: Terminal, _options: SandboxOptions): Promise<ExitCode> {
  return EXIT.world;
}
