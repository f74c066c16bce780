import { claimRow, decideFree, type Wish } from '../domain/decide-request.ts';
import type { ChosenOrigin } from '../domain/choose-origin.ts';
import type { Hostname } from '../domain/hostname.ts';
import { accepted, refused, type Outcome } from '../domain/outcome.ts';
import { refusal } from '../domain/refusal.ts';
import { StateConflict } from '../ports/store-errors.ts';
import type { HostnameAnswer } from '../ports/tunnel-manager.ts';
import type { Attempt } from './attempt.ts';
import type { Context } from './context.ts';
import { lookUpOnce } from './ensure-record.ts';
import { findOrigin } from './find-origin.ts';
import { goLive, heldByForeignRule } from './go-live.ts';
import type { ReadWish } from './read-wish.ts';
import { remove } from './take-down.ts';
import { viewHostname } from './views.ts';

/**
 * Makes a new hostname. The row is committed before anything outside is touched: its unique name is the lock, and
 * after a crash it tells what may be half done. `again` when somebody else's row came first.
 */
export async function claim(
  context: Context,
  attempt: Attempt,
  { wish, quota }: ReadWish,
  dryRun: boolean,
): Promise<Outcome<HostnameAnswer> | 'again'> {
  const { clock, store } = context.ports;
  const origin = await lookOutside(context, wish);
  if (!origin.ok) return origin;
  const { vm, tunnelId } = context.scope;
  const at = { id: clock.newId(), nowMs: clock.nowMs(), vm, tunnelId };
  const row = claimRow(wish, origin.value.target, at);
  if (dryRun) return preview(context, row, wish);

  context.inFlight.add(row.id);
  context.publisher.introduce(row.id);
  try {
    await store.commit([{ kind: 'hostname-claimed', hostname: row, quota }]);
    const undo = (entry: Parameters<typeof remove>[2]) => remove(context, row, entry);
    const live = await goLive(context, row, attempt, { nameWasFree: true, undo });
    if (!live.ok) return live;
    const warnings = [...wish.name.warnings, ...origin.value.warnings, ...live.value.warnings];
    return answer(live.value.row, { created: true, warnings });
  } catch (error) {
    if (!(error instanceof StateConflict)) throw error;
    if (error.key.startsWith('quota:')) return refused(quotaExceeded(wish.project, quota));
    if (error.key.startsWith('hostname:')) return 'again';
    throw error;
  } finally {
    context.publisher.forget(row.id);
    context.inFlight.delete(row.id);
  }
}

/** The answer about a row; what is left out counts as "existed, unmoved, nothing to warn of". */
export const answer = (row: Hostname, about: Partial<HostnameAnswer>): Outcome<HostnameAnswer> =>
  accepted({ ...viewHostname(row), warnings: [], created: false, moved: false, ...about });

async function lookOutside(context: Context, wish: Wish): Promise<Outcome<ChosenOrigin>> {
  const [origin, records] = await Promise.all([
    findOrigin(context, wish),
    lookUpOnce(context, wish.name.zone.zoneId, wish.name.hostname),
  ]);
  const free = decideFree(wish.name.hostname, records);
  return free.ok ? origin : free;
}

async function preview(context: Context, row: Hostname, wish: Wish): Promise<Outcome<HostnameAnswer>> {
  const blocked = await context.publisher.preview([row]);
  if (blocked.has(row.hostname)) return refused(heldByForeignRule(row.hostname));
  const plan = [
    `record ${row.hostname} for the project ${row.project}`,
    `publish the ingress rule ${row.hostname} → ${row.origin}`,
    `create the proxied CNAME record ${row.hostname} → the tunnel`,
  ];
  return answer(row, { warnings: wish.name.warnings, plan });
}

const quotaExceeded = (project: string, quota: number | null) =>
  refusal(
    'quota-exceeded',
    `The project ${project} already holds ${quota} hostnames, which is all that it may.`,
    `Release one, or raise \`projects.${project}.quota\` in the configuration.`,
  );
