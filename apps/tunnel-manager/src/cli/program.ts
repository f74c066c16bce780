import { Command, CommanderError } from 'commander';
import { VERSION } from '../version.ts';
import { auditCommand } from './commands/audit.ts';
import { hostnameCommands } from './commands/hostnames.ts';
import { ingressCommand } from './commands/ingress.ts';
import { localCommands } from './commands/local.ts';
import { topologyCommand } from './commands/topology.ts';
import { worldCommands } from './commands/world.ts';
import { EXIT, tellFailure, type ExitCode, type Finish } from './exit.ts';
import type { Terminal } from './terminal.ts';

/** Runs one command line and gives its exit code. Everything that a command throws ends here. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = EXIT.done;
  const program = buildProgram(terminal, (ended) => {
    code = ended;
  });
  try {
    await program.parseAsync(withDefaultCommand(argv), { from: 'user' });
    return code;
  } catch (error) {
    // Commander has said what is wrong by now, or has shown the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    return tellFailure(terminal, argv.includes('--json'), error);
  }
}

/** The whole command line as data, also for the reference page; `finish` hears the exit code of a command. */
export function buildProgram(terminal: Terminal, finish: Finish): Command {
  const program = new Command('tunnel-manager')
    .description('A public hostname on request for every service behind a Cloudflare Tunnel.')
    .version(VERSION, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .showHelpAfterError('(add --help for the options and examples)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      getOutHelpWidth: () => 80,
      getErrHelpWidth: () => 80,
    });
  for (const command of [
    ...localCommands(terminal, finish),
    ...hostnameCommands(terminal, finish),
    ...worldCommands(terminal, finish),
    topologyCommand(terminal, finish),
    auditCommand(terminal, finish),
    ingressCommand(terminal, finish),
  ]) {
    program.addCommand(inherit(command, program));
  }
  return program;
}

/** A command that was made by itself takes over how errors and help are shown, and so do the commands under it. */
function inherit(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent).helpOption('-h, --help', 'show this help');
  for (const inner of command.commands) inherit(inner, command);
  return command;
}

/** Without a command it is the sandbox that starts: whoever just wants to see it need know nothing. */
function withDefaultCommand(argv: readonly string[]): readonly string[] {
  const [first] = argv;
  const asksForProgram = first !== undefined && ['-h', '--help', '-V', '--version'].includes(first);
  return first === undefined || (first.startsWith('-') && !asksForProgram) ? ['sandbox', ...argv] : argv;
}
