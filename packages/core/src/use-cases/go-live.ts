import type { Hostname } from '../domain/hostname.ts';
import type { Change } from '../domain/change.ts';
import { accepted, refused, type Outcome } from '../domain/outcome.ts';
import { refusal, type Refusal } from '../domain/refusal.ts';
import { PortFailure } from '../ports/port-failure.ts';
import type { Attempt } from './attempt.ts';
import type { Context } from './context.ts';
import { ensureRecord } from './ensure-record.ts';

/** A hostname that answers, and what its owner should know about it. */
export interface Live {
  readonly row: Hostname;
  readonly warnings: readonly string[];
}

/** Puts the world back as it was and commits `entry`, the attempt's audit entry, with the last change. */
export type Undo = (entry: () => Change, cause: Refusal | PortFailure) => Promise<void>;

/**
 * Takes a pending row to `active`: the rule first, the DNS record last, so that the name never leads to a 404. When
 * it can't, everything is undone in reverse. Only when nobody can tell whether the record exists is the row kept:
 * its rule is public, so the next settling finishes it.
 */
export async function goLive(
  context: Context,
  row: Hostname,
  attempt: Attempt,
  how: { readonly nameWasFree: boolean; readonly undo: Undo },
): Promise<Outcome<Live>> {
  let recording = false;
  try {
    const routed = await publishRoute(context, row);
    if (!routed.ok) return await giveUp(routed, attempt, how.undo);
    recording = true;
    const recordId = row.recordId === null ? await ensureRecord(context, row, how.nameWasFree) : accepted(row.recordId);
    if (!recordId.ok) return await giveUp(recordId, attempt, how.undo);
    const active = await activate(context, row, recordId.value, attempt);
    return accepted({ row: active, warnings: routed.value });
  } catch (error) {
    // A failed commit comes after the record was made, and an unknown outcome may have made it.
    if (!(error instanceof PortFailure) || (recording && error.outcome === 'unknown')) throw error;
    await tryUndo(how.undo, () => attempt.failed(error), error);
    throw error;
  }
}

/** Puts the row's rule in force on every live connector. Gives warnings; refuses when a foreign rule has the name. */
async function publishRoute(context: Context, row: Hostname): Promise<Outcome<readonly string[]>> {
  const publication = await context.publisher.publish();
  if (publication.blocked.has(row.hostname)) return refused(heldByForeignRule(row.hostname));
  const confirmation = await publication.confirmation;
  if (confirmation.confirmed) return accepted(confirmation.warnings);
  throw new PortFailure({
    operation: 'ingress.confirm',
    code: 'connector-unconfirmed',
    message: `The route of ${row.hostname} was published, but ${confirmation.why}.`,
    advice: 'See `tunnel-manager status`; when the tunnel is up again, ask again.',
    outcome: 'none',
  });
}

export const heldByForeignRule = (hostname: string) =>
  refusal(
    'ingress-not-ours',
    `The tunnel's configuration already has a rule for ${hostname} that tunnel-manager did not make.`,
    'Choose another subdomain, or remove that rule in the Cloudflare dashboard first.',
  );

async function activate(context: Context, row: Hostname, recordId: string, attempt: Attempt): Promise<Hostname> {
  const { clock, store } = context.ports;
  const at = clock.nowMs();
  attempt.details['origin'] = row.origin;
  await store.commit([
    { kind: 'hostname-activated', id: row.id, version: row.version, at, recordId },
    attempt.succeeded(),
  ]);
  return { ...row, recordId, state: 'active', version: row.version + 1, updatedAt: at };
}

async function giveUp(no: Outcome<never> & { ok: false }, attempt: Attempt, undo: Undo): Promise<Outcome<never>> {
  await tryUndo(undo, () => attempt.refusedWith(no.refusal), no.refusal);
  return no;
}

/** While the world is out of reach the row stays as it is, and settling undoes it later. */
async function tryUndo(undo: Undo, ...about: Parameters<Undo>): Promise<void> {
  try {
    await undo(...about);
  } catch (error) {
    if (!(error instanceof PortFailure)) throw error;
  }
}
