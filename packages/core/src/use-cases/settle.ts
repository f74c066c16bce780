import { systemCaller } from '../domain/caller.ts';
import type { Change } from '../domain/change.ts';
import type { Hostname } from '../domain/hostname.ts';
import { accepted, type Outcome } from '../domain/outcome.ts';
import { judgeRecord } from '../domain/ownership.ts';
import type { Refusal } from '../domain/refusal.ts';
import { canonicalRuleHost } from '../domain/render-ingress.ts';
import { StateConflict } from '../ports/store-errors.ts';
import { PortFailure } from '../ports/port-failure.ts';
import { audited, type Attempt } from './attempt.ts';
import type { Context } from './context.ts';
import { zoneIdOf } from './ensure-record.ts';
import { goLive, type Undo } from './go-live.ts';
import { release } from './release.ts';
import { remove, takeDown } from './take-down.ts';

/**
 * Brings every row that nobody is working on to a definite end: what a crash or an outage left half done, and what
 * has expired. Gives the number of rows that are still waiting for the world to come back; throws store errors, after
 * every row of the batch came to rest.
 */
export async function settle(context: Context): Promise<number> {
  const { clock, store } = context.ports;
  const rows = await store.unsettled(context.scope.vm, clock.nowMs());
  for (let start = 0; start < rows.length; start += AT_ONCE) {
    const results = await Promise.allSettled(rows.slice(start, start + AT_ONCE).map((row) => settleRow(context, row)));
    const failure = results.find((result) => result.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
  }
  return (await store.unsettled(context.scope.vm, clock.nowMs())).length;
}

/** Settles one row, unless somebody is at work on it. A failure of the world leaves it for the next time. */
export async function settleRow(context: Context, row: Hostname): Promise<void> {
  if (context.inFlight.has(row.id)) return;
  const caller = systemCaller(context.ports.clock.newId());
  const about = { hostname: row.hostname, project: row.project, details: { from: row.state } };
  try {
    await audited(context, caller, 'hostname.settle', about, (attempt) => bringToEnd(context, row, attempt));
  } catch (error) {
    // The failure is in the audit log. A conflict means that the row was settled by somebody else meanwhile.
    if (!(error instanceof PortFailure || error instanceof StateConflict)) throw error;
  }
}

async function bringToEnd(context: Context, row: Hostname, attempt: Attempt): Promise<Outcome<unknown>> {
  if (row.state === 'active') {
    attempt.details['why'] = 'expired';
    return release(context, row, attempt, false);
  }
  context.inFlight.add(row.id);
  try {
    if (row.state === 'releasing') return await takeDown(context, row, () => attempt.succeeded());
    return await finishOrRelease(context, row, attempt);
  } finally {
    context.inFlight.delete(row.id);
  }
}

/** A claim of which anything is public is finished, since somebody may rely on it already; else it is given back. */
async function finishOrRelease(context: Context, row: Hostname, attempt: Attempt): Promise<Outcome<unknown>> {
  const recordId = row.recordId ?? (await recoverRecord(context, row));
  if (recordId === null && !(await hasRule(context, row))) {
    attempt.details['to'] = 'released';
    await remove(context, row, () => attempt.succeeded());
    return accepted(null);
  }
  attempt.details['to'] = 'active';
  const undo: Undo = async (entry, cause) => {
    if (row.recordId === null && isFinal(cause)) await withdraw(context, row, recordId, entry);
    else await context.ports.store.commit([entry()]);
  };
  return goLive(context, { ...row, recordId }, attempt, { nameWasFree: false, undo });
}

/** The id of a record that only this very row can have made, when the crash came before the id was recorded. */
async function recoverRecord(context: Context, row: Hostname): Promise<string | null> {
  const records = await context.ports.dns.recordsAt(await zoneIdOf(context, row), row.hostname);
  const own = records.find((record) => judgeRecord(row, record, context.scope.installation).kind === 'recoverable');
  return own?.id ?? null;
}

async function hasRule(context: Context, row: Hostname): Promise<boolean> {
  const { document } = await context.ports.ingress.read();
  return document.ingress.some((rule) => canonicalRuleHost(rule) === row.hostname && rule.service === row.origin);
}

async function withdraw(context: Context, row: Hostname, recordId: string | null, entry: () => Change): Promise<void> {
  if (recordId === null) return remove(context, row, entry);
  const { id, version } = row;
  await context.ports.store.commit([
    { kind: 'hostname-releasing', id, version, at: context.ports.clock.nowMs(), recordId },
  ]);
  await takeDown(context, { ...row, recordId, state: 'releasing', version: version + 1 }, entry);
}

/** Somebody else holds the name, or Cloudflare will never take it: waiting does not help. */
const isFinal = (cause: Refusal | PortFailure): boolean =>
  !(cause instanceof PortFailure) || cause.kind === 'quota' || cause.kind === 'invalid';

/** Enough to share one configuration write among many rows, and few enough not to crowd out requests. */
const AT_ONCE = 20;
