import type { Hostname } from '../domain/hostname.ts';
import { accepted, refused, type Outcome } from '../domain/outcome.ts';
import { refusal } from '../domain/refusal.ts';
import { StateConflict } from '../ports/store-errors.ts';
import type { ReleaseAnswer } from '../ports/tunnel-manager.ts';
import type { Attempt } from './attempt.ts';
import type { Context } from './context.ts';
import { proveOwnership, takeDown } from './take-down.ts';

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

const previewOf = ({ hostname }: Hostname): ReleaseAnswer => ({
  hostname,
  deleted: false,
  message: `${hostname} would be released.`,
  plan: [`delete the CNAME record of ${hostname}`, `remove the ingress rule of ${hostname}`, `forget ${hostname}`],
});

/** The refusal for a name that somebody is at work on. */
export const busy = (hostname: string) =>
  refusal('hostname-busy', `${hostname} is being created or released at this moment.`, 'Ask again in a few seconds.');
