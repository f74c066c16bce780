import { canonicalJson, type Change, nextLogId, type TunnelStatus } from '@tunnel-manager/core';
import type { LegacyAdoption } from './legacy-adoption.ts';
import type { LegacySource } from './legacy-source.ts';

/** Samples are keyed by their time now: those of one second get the milliseconds that follow, in their order. */
export function* legacyHealth(source: LegacySource, { vm }: LegacyAdoption): Generator<Change> {
  const takeTime = freeTimes();
  let last = source.firstTime('tunnel_health');
  for (const row of source.rows('tunnel_health')) {
    last = row.time('timestamp', last);
    const checkedAt = takeTime(last);
    if (checkedAt !== last) row.repair('its second was taken: moved on by milliseconds');
    row.keep();
    yield {
      kind: 'health-sampled',
      sample: {
        vm,
        checkedAt,
        status: row.oneOf<TunnelStatus>('status', STATUSES, 'unknown'),
        uptimeSeconds: row.integer('uptime_seconds') ?? 0,
        restartCount: row.integer('restart_count') ?? 0,
        edgeConnections: 0,
        lastError: row.text('last_error'),
      },
    };
  }
}

const STATUSES = { up: 'up', down: 'down', restarting: 'restarting' } as const;

/** Gives each time once: the one that is asked for, or the first free one after it. */
function freeTimes(): (time: number) => number {
  const taken = new Set<number>();
  const nextAfter = new Map<number, number>();
  return (time) => {
    let free = nextAfter.get(time) ?? time;
    while (taken.has(free)) free += 1;
    taken.add(free);
    nextAfter.set(time, free + 1);
    return free;
  };
}

/** Entries stay in the order in which they were written, also where the clock went back in between. */
export function* legacyAudit(source: LegacySource): Generator<Change> {
  let id = 0;
  let last = source.firstTime('audit_log');
  for (const row of source.rows('audit_log')) {
    last = row.time('timestamp', last);
    id = nextLogId(id, last);
    row.keep();
    const project = row.text('project_name');
    yield {
      kind: 'audited',
      entry: {
        id,
        at: last,
        action: 'legacy.recorded',
        actor: 'legacy',
        role: project === null ? 'admin' : 'project',
        project,
        requestId: `legacy:${row.no}`,
        hostname: null,
        details: canonicalJson({ action: row.textOr('action', 'unknown'), details: row.text('details') }),
        outcome: row.oneOf('success', OUTCOMES, 'failed'),
        errorCode: null,
        errorMessage: row.text('error_message'),
        durationMs: 0,
      },
    };
  }
}

const OUTCOMES = { '1': 'ok', true: 'ok', '0': 'failed', false: 'failed' } as const;
