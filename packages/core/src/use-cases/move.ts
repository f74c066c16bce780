import type { Wish } from '../domain/decide-request.ts';
import type { Hostname, Target } from '../domain/hostname.ts';
import type { Outcome } from '../domain/outcome.ts';
import { StateConflict } from '../ports/store-errors.ts';
import type { HostnameAnswer } from '../ports/tunnel-manager.ts';
import type { Attempt } from './attempt.ts';
import { answer } from './claim.ts';
import type { Context } from './context.ts';
import { findOrigin } from './find-origin.ts';
import { goLive, type Undo } from './go-live.ts';

/**
 * Leads an own, active hostname to another origin. Only the rule changes; the row is `pending` meanwhile, so a crash
 * ends in the new origin and never in between. `again` when the row changed under us.
 */
export async function move(
  context: Context,
  attempt: Attempt,
  wish: Wish,
  row: Hostname,
  dryRun: boolean,
): Promise<Outcome<HostnameAnswer> | 'again'> {
  const origin = await findOrigin(context, wish);
  if (!origin.ok) return origin;
  const { target } = origin.value;
  const warnings = [...wish.name.warnings, ...origin.value.warnings];
  if (dryRun) {
    return answer(
      { ...row, ...target },
      { warnings, moved: true, plan: [`publish the ingress rule ${row.hostname} → ${target.origin}`] },
    );
  }
  if (context.inFlight.has(row.id)) return 'again';
  context.inFlight.add(row.id);
  try {
    attempt.details['movedFrom'] = row.origin;
    const moved = await repoint(context, row, target, wish.expiresAt);
    const undo: Undo = (entry) => moveBack(context, moved, row, entry);
    const live = await goLive(context, moved, attempt, { nameWasFree: false, undo });
    if (!live.ok) return live;
    return answer(live.value.row, { moved: true, warnings: [...warnings, ...live.value.warnings] });
  } catch (error) {
    if (error instanceof StateConflict) return 'again';
    throw error;
  } finally {
    context.inFlight.delete(row.id);
  }
}

async function repoint(context: Context, row: Hostname, target: Target, expiresAt: number | null): Promise<Hostname> {
  const { clock, store } = context.ports;
  const at = clock.nowMs();
  const { id, version } = row;
  const moved: Hostname = { ...row, ...target, state: 'pending', version: version + 1, updatedAt: at };
  if (expiresAt === null) {
    await store.commit([{ kind: 'hostname-repointed', id, version, at, target }]);
    return moved;
  }
  await store.commit([
    { kind: 'hostname-repointed', id, version, at, target },
    { kind: 'hostname-extended', id, version: version + 1, at, expiresAt },
  ]);
  return { ...moved, expiresAt, version: version + 2 };
}

/** The old origin is recorded again before it is published again, so that a crash in between ends there too. */
async function moveBack(context: Context, moved: Hostname, old: Hostname, entry: Parameters<Undo>[0]): Promise<void> {
  const { clock, store } = context.ports;
  const { id, recordId } = old;
  const { origin, targetType, port, container, network, reason } = old;
  const target: Target = { origin, targetType, port, container, network, reason };
  await store.commit([{ kind: 'hostname-repointed', id, version: moved.version, at: clock.nowMs(), target }]);
  await context.publisher.publish();
  if (recordId === null) return;
  await store.commit([
    { kind: 'hostname-activated', id, version: moved.version + 1, at: clock.nowMs(), recordId },
    entry(),
  ]);
}
