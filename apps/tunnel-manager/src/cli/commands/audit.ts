import type { AuditAction, AuditFilter, AuditOutcome, AuditView, Page } from '@tunnel-manager/core';
import type { Command } from 'commander';
import { askDaemon, daemonCommand, wholeNumber, type DaemonOptions } from '../daemon-command.ts';
import { UsageError, type Finish } from '../exit.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';

interface AuditOptions extends DaemonOptions {
  readonly project?: string;
  readonly action?: string;
  readonly outcome?: string;
  readonly hostname?: string;
  readonly from?: number;
  readonly to?: number;
  readonly limit?: number;
  readonly cursor?: string;
}

/** Who attempted what, and what came of it. */
export const auditCommand = (terminal: Terminal, finish: Finish): Command =>
  daemonCommand('audit', 'show who did what, newest first; admins only', [
    'audit --project demo --outcome refused',
    'audit --from 2026-01-01T00:00:00Z --json',
  ])
    .option('--project <project>', 'only what was done for this project')
    .option('--action <action>', 'only this action, such as hostname.request')
    .option('--outcome <outcome>', 'only ok, refused or failed')
    .option('--hostname <hostname>', 'only what concerned this hostname')
    .option('--from <time>', 'only from this time on, ISO 8601', timeMs('--from'))
    .option('--to <time>', 'only before this time, ISO 8601', timeMs('--to'))
    .option('--limit <n>', 'at most so many, 1 to 500', wholeNumber('--limit'))
    .option('--cursor <cursor>', 'go on where the list before ended')
    .action(async ({ project, action, outcome, hostname, from, to, limit, cursor, ...options }: AuditOptions) => {
      // The daemon knows which actions and outcomes there are, and refuses the others.
      const filter: AuditFilter = {
        project,
        action: action as AuditAction | undefined,
        outcome: outcome as AuditOutcome | undefined,
        hostname,
        from,
        to,
      };
      finish(
        await askDaemon(
          terminal,
          options,
          (manager) => manager.audit(filter, { limit, cursor }),
          (page) => showAudit(terminal, page),
        ),
      );
    });

function showAudit(terminal: Terminal, { items, nextCursor }: Page<AuditView>): string {
  const rows = items.map(({ at, actor, action, hostname, outcome, errorCode }) => [
    at,
    actor,
    action,
    hostname ?? '',
    errorCode ?? outcome,
  ]);
  const more = nextCursor === undefined ? '' : `More: --cursor ${nextCursor}\n`;
  return table(terminal, ['TIME', 'ACTOR', 'ACTION', 'HOSTNAME', 'OUTCOME'], rows) + more;
}

function timeMs(option: string): (text: string) => number {
  return (text) => {
    const ms = Date.parse(text);
    if (Number.isNaN(ms)) throw new UsageError(`${option} takes a time such as 2026-01-31T12:00:00Z, not "${text}".`);
    return ms;
  };
}
