import type { Caller } from '../domain/caller.ts';
import { decideRequest } from '../domain/decide-request.ts';
import { type Outcome, refused } from '../domain/outcome.ts';
import { refusal } from '../domain/refusal.ts';
import type { Hostname } from '../domain/hostname.ts';
import type { HostnameAnswer, HostnameRequest } from '../ports/tunnel-manager.ts';
import { StateConflict } from '../ports/store-errors.ts';
import { answer, claim } from './claim.ts';
import { audited, type Attempt } from './attempt.ts';
import type { Context } from './context.ts';
import { move } from './move.ts';
import { readWish, type ReadWish } from './read-wish.ts';
import { settleRow } from './settle.ts';

/**
 * A hostname on request: parse, gather, decide, claim, publish, confirm. Of any number of callers who race for a name
 * exactly one gets it; the others of its project wait for the outcome and share it. Throws `PortFailure` and store
 * errors, after undoing what was done.
 */
export function requestHostname(
  context: Context,
  caller: Caller,
  request: HostnameRequest,
): Promise<Outcome<HostnameAnswer>> {
  const about = { details: { ...request }, hostname: request.subdomain };
  return audited(context, caller, 'hostname.request', about, async (attempt) => {
    const read = await readWish(context, caller, request);
    if (!read.ok) return read;
    attempt.hostname = read.value.wish.name.hostname;
    attempt.project = read.value.wish.project;
    const deadlineMs = context.ports.clock.nowMs() + context.settings.waitMs;
    for (;;) {
      const result = await tryOnce(context, attempt, read.value, request.dryRun === true, deadlineMs);
      if (result !== 'again') return result;
    }
  });
}

/** `again` when the recorded state changed under us, or after waiting for somebody else's outcome. */
async function tryOnce(
  context: Context,
  attempt: Attempt,
  read: ReadWish,
  dryRun: boolean,
  deadlineMs: number,
): Promise<Outcome<HostnameAnswer> | 'again'> {
  const { clock, store } = context.ports;
  const { wish } = read;
  const existing = await store.hostname(wish.name.hostname);
  const decision = decideRequest(wish, { ...read.facts, existing });
  if (!decision.ok) return decision;
  switch (decision.value.kind) {
    case 'claim':
      return claim(context, attempt, read, dryRun);
    case 'move':
      return move(context, attempt, wish, decision.value.row, dryRun);
    case 'keep':
      await store.commit([attempt.succeeded()]);
      return answer(decision.value.row, { warnings: wish.name.warnings });
    case 'extend':
      return extend(context, attempt, decision.value.row, read, dryRun);
    case 'wait':
      if (clock.nowMs() >= deadlineMs) return refused(stillBusy(wish.name.hostname));
      await waitFor(context, decision.value.row);
      return 'again';
  }
}

async function extend(
  context: Context,
  attempt: Attempt,
  row: Hostname,
  { wish }: ReadWish,
  dryRun: boolean,
): Promise<Outcome<HostnameAnswer> | 'again'> {
  const { clock, store } = context.ports;
  const { expiresAt } = wish;
  const { warnings } = wish.name;
  if (dryRun) return answer({ ...row, expiresAt }, { warnings, plan: ['record the new expiry'] });
  const at = clock.nowMs();
  try {
    await store.commit([
      { kind: 'hostname-extended', id: row.id, version: row.version, at, expiresAt },
      attempt.succeeded(),
    ]);
  } catch (error) {
    if (error instanceof StateConflict) return 'again';
    throw error;
  }
  return answer({ ...row, expiresAt, updatedAt: at }, { warnings });
}

/** Somebody in this process is at work on the row, or a crash left it and it can be settled at once. */
async function waitFor(context: Context, row: Hostname): Promise<void> {
  if (context.inFlight.has(row.id)) await context.ports.clock.sleep(WAIT_STEP_MS);
  else await settleRow(context, row);
}

/** Short enough not to be felt, long enough that a hundred waiters cost nothing: a look is one indexed read. */
const WAIT_STEP_MS = 25;

const stillBusy = (hostname: string) =>
  refusal('hostname-busy', `${hostname} is still being created by an earlier request.`, 'Ask again in a few seconds.');
