import type { DomainView, OriginAnswer, OriginQuery, StatusView } from '@tunnel-manager/core';
import type { Command } from 'commander';
import { askDaemon, daemonCommand, wholeNumber, type DaemonOptions } from '../daemon-command.ts';
import type { Finish } from '../exit.ts';
import { table } from '../table.ts';
import { bold, type Terminal } from '../terminal.ts';

/** The tunnel, the domains, and where a port would lead. */
export const worldCommands = (terminal: Terminal, finish: Finish): readonly Command[] => [
  daemonCommand('status', 'show whether the tunnel works', ['status', 'status --json']).action(
    async (options: DaemonOptions) => {
      finish(
        await askDaemon(
          terminal,
          options,
          (manager) => manager.status(),
          (status) => showStatus(terminal, status),
        ),
      );
    },
  ),
  daemonCommand('domains', 'list the domains that you may use', ['domains', 'domains --refresh'])
    .option('--refresh', 'ask Cloudflare anew first; admins only')
    .action(async ({ refresh, ...options }: DaemonOptions & { refresh?: true }) => {
      finish(
        await askDaemon(
          terminal,
          options,
          (manager) => (refresh === true ? manager.refreshDomains() : manager.domains()),
          (domains) => showDomains(terminal, domains),
        ),
      );
    }),
  daemonCommand('check', 'show where a port would lead, and whether anything answers there', [
    'check --port 3105',
    'check --container web --port 8080',
  ])
    .requiredOption('--port <n>', 'the port on which the service listens', wholeNumber('--port'))
    .option('--container <name>', 'the container whose own port is meant')
    .option('--project <project>', 'for which project; only an admin has to say it')
    .action(async ({ port, container, project, ...options }: DaemonOptions & OriginQuery) => {
      const query = { port, container, project };
      finish(await askDaemon(terminal, options, (manager) => manager.checkOrigin(query), showOrigin));
    }),
];

function showStatus(
  terminal: Terminal,
  status: StatusView & { readonly version: string; readonly vm: string },
): string {
  const facts: readonly (readonly [string, string | null])[] = [
    ['uptime', `${status.uptimeSeconds} s`],
    ['restarts', String(status.restartCount)],
    ['connector', status.connector],
    ['edge', `${status.edgeConnections} connections`],
    ['checked', status.lastCheckAt],
    ['error', status.lastError ?? null],
    ['daemon', `${status.version} on ${status.vm}`],
  ];
  const lines = facts.flatMap(([name, value]) => (value === null ? [] : [`  ${name.padEnd(10)}${value}`]));
  return [`The tunnel is ${bold(terminal, status.status)}.`, ...lines, ''].join('\n');
}

const showDomains = (terminal: Terminal, domains: readonly DomainView[]): string =>
  table(
    terminal,
    ['DOMAIN', 'STATUS', 'DEFAULT'],
    domains.map(({ domain, status, isDefault }) => [domain, status, isDefault ? 'yes' : 'no']),
  );

const showOrigin = ({ origin, reason, evidence, warnings }: OriginAnswer): string =>
  [
    `It would lead to ${origin}, which answers.`,
    `  because  ${reason}`,
    ...evidence.map((seen) => `  seen     ${seen}`),
    ...warnings.map((warning) => `  warning  ${warning}`),
    '',
  ].join('\n');
