import { mayAct, type Caller } from '../domain/caller.ts';
import type { Hostname } from '../domain/hostname.ts';
import { accepted, refused, type Outcome } from '../domain/outcome.ts';
import { canonicalHostname } from '../domain/parse-hostname.ts';
import { refusal } from '../domain/refusal.ts';
import type { ReleaseAnswer, ReleaseRequest } from '../ports/tunnel-manager.ts';
import { audited, type Attempt } from './attempt.ts';
import type { Context } from './context.ts';
import { busy, release } from './release.ts';
import { settleRow } from './settle.ts';

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
