import { mayAct, type Caller } from '../domain/caller.ts';
import type { Hostname } from '../domain/hostname.ts';
import { accepted, refused, type Outcome } from '../domain/outcome.ts';
import { canonicalHostname } from '../domain/parse-hostname.ts';
import { refusal } from '../domain/refusal.ts';
import { StateConflict } from '../ports/store-errors.ts';
import type { ReleaseAnswer, ReleaseRequest } from '../ports/tunnel-manager.ts';
import { audited, type Attempt } from './attempt.ts';
import type { Context } from './context.ts';
import { settleRow } from './settle.ts';
import { proveOwnership, takeDown } from './take-down.ts';

/**
 * Takes a hostname away: the row turns `releasing`, the DNS record goes, then the rule, then the row. Only its project
 * or an admin may. Refuses, before anything changes, when the live DNS record is no longer provably ours.
 */
export function releaseHostname(
  context: Context,
  caller: Caller,
  request: ReleaseRequest,
): Promise<Outcome<ReleaseAnswer>> {
  const about = { hostname: request.hostname, details: { ...request } };
  return audited(context, caller, 'hostname.release', about, async (attempt) => {
    const row = await findOwn(context, caller, request.hostname, attempt);
    if (!row.ok) return row;
    if (context.inFlight.has(row.value.id)) return refused(busy(row.value.hostname));
    if (row.value.state !== 'active') {
      // A crash left it half done: that comes to its end first, and then there may be nothing left to release.
      await settleRow(context, row.value);
      const settled = await findOwn(context, caller, request.hostname, attempt);
      if (!settled.ok) return settled;
      if (settled.value.state !== 'active') return refused(busy(row.value.hostname));
      return release(context, settled.value, attempt, request.dryRun === true);
    }
    return release(context, row.value, attempt, request.dryRun === true);
  });
}

/** The release itself, also for a name that has expired. */
export async function release(
  context: Context,
  row: Hostname,
  attempt: Attempt,
  dryRun: boolean,
): Promise<Outcome<ReleaseAnswer>> {
  const { clock, store } = context.ports;
  const { hostname, id, version, recordId } = row;
  if (context.inFlight.has(id)) return refused(busy(hostname));
  context.inFlight.add(id);
  try {
    const proof = await proveOwnership(context, row);
    if (!proof.ok) return proof;
    if (dryRun) return accepted(previewOf(row));
    await store.commit([{ kind: 'hostname-releasing', id, version, at: clock.nowMs(), recordId }]);
    const releasing: Hostname = { ...row, state: 'releasing', version: version + 1 };
    const gone = await takeDown(context, releasing, () => attempt.succeeded());
    if (!gone.ok) return gone;
    return accepted({ hostname, deleted: true, message: `${hostname} is released.` });
  } catch (error) {
    if (error instanceof StateConflict) return refused(busy(hostname));
    throw error;
  } finally {
    context.inFlight.delete(id);
  }
}

/** The recorded hostname, if the caller may act on it. */
export async function findOwn(
  context: Context,
  caller: Caller,
  text: string,
  attempt: Attempt,
): Promise<Outcome<Hostname>> {
  const name = canonicalHostname(text);
  const row = name === null ? null : await context.ports.store.hostname(name);
  if (row === null) {
    return refused(
      refusal(
        'unknown-hostname',
        `No hostname "${text.slice(0, 80)}" is recorded.`,
        'See `tunnel-manager list` for those that are.',
      ),
    );
  }
  attempt.hostname = row.hostname;
  attempt.project = row.project;
  if (mayAct(caller, row.project)) return accepted(row);
  return refused(
    refusal(
      'not-owner',
      `${row.hostname} belongs to another project.`,
      'Only its own project or an admin may do this.',
    ),
  );
}

const previewOf = ({ hostname }: Hostname): ReleaseAnswer => ({
  hostname,
  deleted: false,
  message: `${hostname} would be released.`,
  plan: [`delete the CNAME record of ${hostname}`, `remove the ingress rule of ${hostname}`, `forget ${hostname}`],
});

const busy = (hostname: string) =>
  refusal('hostname-busy', `${hostname} is being created or released at this moment.`, 'Ask again in a few seconds.');
