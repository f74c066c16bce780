import type { Outcome } from '@tunnel-manager/core';
import { Command } from 'commander';
import { EXIT, tellRefusal, UsageError, type ExitCode } from './exit.ts';
import { HttpTunnelManager } from './http-tunnel-manager.ts';
import { whileWaiting } from './spinner.ts';
import type { Terminal } from './terminal.ts';

/** What every command that talks to the daemon understands. */
export interface DaemonOptions {
  readonly json?: true;
  readonly url?: string;
  readonly token?: string;
}

const DEFAULT_URL = 'http://127.0.0.1:7600';

/** A command that talks to the daemon, with the options that all of them share and examples under its help. */
export const daemonCommand = (name: string, description: string, examples: readonly string[]): Command =>
  withExamples(new Command(name).description(description), examples)
    .option('--json', 'answer with one JSON document')
    .option('--url <url>', `the daemon's address (default: TUNNEL_MANAGER_URL or ${DEFAULT_URL})`)
    .option('--token <token>', 'the credential (default: TUNNEL_MANAGER_TOKEN)');

export const withExamples = (command: Command, examples: readonly string[]): Command =>
  command.addHelpText('after', `\nExamples:\n${examples.map((example) => `  $ tunnel-manager ${example}\n`).join('')}`);

/** Asks the daemon and shows its answer: as JSON when asked for, else as `show` puts it for people. */
export async function askDaemon<T>(
  terminal: Terminal,
  options: DaemonOptions,
  ask: (manager: HttpTunnelManager) => Promise<Outcome<T>>,
  show: (value: T) => string,
): Promise<ExitCode> {
  const json = options.json === true;
  const outcome = await whileWaiting(terminal, 'waiting for the daemon', ask(daemonAt(terminal, options)));
  if (!outcome.ok) return tellRefusal(terminal, json, outcome.refusal);
  terminal.out(json ? `${JSON.stringify(outcome.value)}\n` : show(outcome.value));
  return EXIT.done;
}

function daemonAt({ environment }: Terminal, options: DaemonOptions): HttpTunnelManager {
  const url = options.url ?? environment['TUNNEL_MANAGER_URL'] ?? DEFAULT_URL;
  const { protocol } = URL.parse(url) ?? {};
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new UsageError(`"${url}" is not the address of a daemon: write it like ${DEFAULT_URL}.`);
  }
  return new HttpTunnelManager({ url, token: options.token ?? environment['TUNNEL_MANAGER_TOKEN'] });
}

/** A whole number as an option's value; anything else is a usage error that names the option. */
export function wholeNumber(option: string): (text: string) => number {
  return (text) => {
    if (/^\d{1,9}$/.test(text)) return Number(text);
    throw new UsageError(`${option} takes a whole number, not "${text}".`);
  };
}
