import type {
  HostnameAnswer,
  HostnameFilter,
  HostnameState,
  HostnameView,
  Page,
  ReleaseAnswer,
} from '@tunnel-manager/core';
import type { Command } from 'commander';
import { parseDuration } from '../../config/parse-duration.ts';
import { askDaemon, daemonCommand, wholeNumber, type DaemonOptions } from '../daemon-command.ts';
import { UsageError, type Finish } from '../exit.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';

/** Asking for hostnames, giving them back, and listing them. */
export const hostnameCommands = (terminal: Terminal, finish: Finish): readonly Command[] => [
  requestCommand(terminal, finish),
  deleteCommand(terminal, finish),
  listCommand(terminal, finish),
];

interface RequestOptions extends DaemonOptions {
  readonly port?: number;
  readonly domain?: string;
  readonly project?: string;
  readonly container?: string;
  readonly target?: string;
  readonly expires?: string;
  readonly dryRun?: true;
}

const requestCommand = (terminal: Terminal, finish: Finish): Command =>
  daemonCommand('request', 'ask for a hostname; asking again for the same one is fine', [
    'request app --port 3105',
    'request app --container web --port 8080',
    'request preview --domain example.org --port 3106 --expires 7d',
    'request app --port 3105 --dry-run',
  ])
    .argument('<subdomain>', 'the name before the domain, such as app')
    .option('--port <n>', 'the port on which the service listens', wholeNumber('--port'))
    .option('--domain <domain>', 'the domain (default: the configured one)')
    .option('--project <project>', 'for which project; only an admin has to say it')
    .option('--container <name>', 'the container whose own port is meant')
    .option('--target <origin>', 'an explicit origin such as http://10.0.0.5:8080; admins only')
    .option('--expires <duration>', 'release it by itself after 12h, 7d, …')
    .option('--dry-run', 'change nothing and tell what would be done')
    .action(async (subdomain: string, options: RequestOptions) => {
      const { port, domain, project, container, target, expires, dryRun } = options;
      const expiresInSeconds = expires === undefined ? undefined : seconds(expires);
      const request = { subdomain, port, domain, project, container, target, expiresInSeconds, dryRun };
      finish(await askDaemon(terminal, options, (manager) => manager.requestHostname(request), showAnswer));
    });

interface DeleteOptions extends DaemonOptions {
  readonly dryRun?: true;
}

const deleteCommand = (terminal: Terminal, finish: Finish): Command =>
  daemonCommand('delete', 'release a hostname', ['delete app.example.com', 'delete app.example.com --dry-run'])
    .argument('<hostname>', 'the full name, such as app.example.com')
    .option('--dry-run', 'change nothing and tell what would be done')
    .action(async (hostname: string, { dryRun, ...options }: DeleteOptions) => {
      finish(
        await askDaemon(terminal, options, (manager) => manager.releaseHostname({ hostname, dryRun }), showRelease),
      );
    });

interface ListOptions extends DaemonOptions {
  readonly project?: string;
  readonly domain?: string;
  readonly state?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

const listCommand = (terminal: Terminal, finish: Finish): Command =>
  daemonCommand('list', 'list the hostnames of your project; an admin sees all', [
    'list',
    'list --domain example.com --json',
  ])
    .option('--project <project>', 'only those of this project')
    .option('--domain <domain>', 'only those of this domain')
    .option('--state <state>', 'only those that are pending, active or releasing')
    .option('--limit <n>', 'at most so many, 1 to 500', wholeNumber('--limit'))
    .option('--cursor <cursor>', 'go on where the list before ended')
    .action(async ({ project, domain, state, limit, cursor, ...options }: ListOptions) => {
      // The daemon knows which states there are, and refuses the others.
      const filter: HostnameFilter = { project, domain, state: state as HostnameState | undefined };
      finish(
        await askDaemon(
          terminal,
          options,
          (manager) => manager.hostnames(filter, { limit, cursor }),
          (page) => showList(terminal, page),
        ),
      );
    });

function showAnswer(answer: HostnameAnswer): string {
  const lines = answer.plan
    ? [`${answer.hostname} would lead to ${answer.origin}`, ...answer.plan.map((step) => `  ${step}`)]
    : [`${answer.url} ${whatHappened(answer)}`, `  origin   ${answer.origin}`, `  because  ${answer.reason}`];
  if (answer.expiresAt !== undefined) lines.push(`  expires  ${answer.expiresAt}`);
  return [...lines, ...answer.warnings.map((warning) => `  warning  ${warning}`), ''].join('\n');
}

const whatHappened = ({ created, moved, state }: HostnameAnswer): string => {
  if (state !== 'active') return `is ${state}`;
  if (created) return 'is live';
  return moved ? 'leads elsewhere now' : 'was live already';
};

const showRelease = ({ message, plan }: ReleaseAnswer): string =>
  [message, ...(plan ?? []).map((step) => `  ${step}`), ''].join('\n');

function showList(terminal: Terminal, { items, nextCursor }: Page<HostnameView>): string {
  if (items.length === 0) return terminal.isInteractive ? 'No hostnames.\n' : '';
  const rows = items.map(({ hostname, origin, project, state }) => [hostname, origin, project, state]);
  const more = nextCursor === undefined ? '' : `More: --cursor ${nextCursor}\n`;
  return table(terminal, ['HOSTNAME', 'ORIGIN', 'PROJECT', 'STATE'], rows) + more;
}

function seconds(text: string): number {
  const ms = parseDuration(text);
  if (ms === null || ms < 1000) throw new UsageError(`--expires takes a duration such as 12h or 7d, not "${text}".`);
  return Math.floor(ms / 1000);
}
