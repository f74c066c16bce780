import type { Command } from 'commander';
import { buildProgram } from '../cli/program.ts';
import type { Terminal } from '../cli/terminal.ts';
import { page } from './page.ts';

/** The help of every command, as the program itself prints it. */
export function cliReference(): string {
  const printed: string[] = [];
  const terminal: Terminal = {
    environment: {},
    out: (text) => void printed.push(text),
    err: () => {},
    isInteractive: false,
    errIsInteractive: false,
    width: 80,
  };
  const helpOf = (command: Command): string => {
    printed.length = 0;
    command.outputHelp();
    return printed.join('');
  };
  const program = buildProgram(terminal, () => {});
  return page('Command line', [
    'Exit codes: 0 done · 1 refused · 2 wrong usage or configuration · 3 the world failed (Cloudflare, the database) · ' +
      '4 the daemon is not reachable.',
    fenced(helpOf(program)),
    ...leaves(program, '').flatMap(({ name, command }) => [`## ${name}`, fenced(helpOf(command))]),
  ]);
}

function leaves(command: Command, prefix: string): readonly { name: string; command: Command }[] {
  return command.commands.flatMap((inner) => {
    const name = `${prefix}${inner.name()}`;
    return inner.commands.length > 0 ? leaves(inner, `${name} `) : [{ name, command: inner }];
  });
}

const fenced = (text: string): string => `\`\`\`text\n${text.trimEnd()}\n\`\`\``;
