import type { AuditAction, AuditOutcome } from '../domain/audit.ts';
import type { Caller } from '../domain/caller.ts';
import type { Change } from '../domain/change.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { ErrorCode, Refusal } from '../domain/refusal.ts';
import { canonicalJson, sanitiseText } from '../domain/text.ts';
import { PortFailure } from '../ports/port-failure.ts';
import type { Context } from './context.ts';

/** One thing that a caller tries, and its one entry in the audit log. */
export interface Attempt {
  readonly caller: Caller;
  /** Filled in as it becomes known; what was asked for is there from the start. */
  hostname: string | null;
  project: string | null;
  details: Record<string, unknown>;
  /** The entry, to be committed together with what it tells of. */
  succeeded(): Change;
  refusedWith(refusal: Refusal): Change;
  failed(error: unknown): Change;
}

/**
 * Runs one attempt and sees to it that whatever comes of it is audited: the body commits the entry of a success with
 * its changes; a refusal or failure that it has not committed is committed here.
 */
export async function audited<T>(
  context: Context,
  caller: Caller,
  action: AuditAction,
  about: Partial<Pick<Attempt, 'hostname' | 'project' | 'details'>>,
  body: (attempt: Attempt) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const { clock, store } = context.ports;
  const startedAt = clock.nowMs();
  let told = false;
  const entry = (outcome: AuditOutcome, code: string | null, message: string | null): Change => {
    told = true;
    return {
      kind: 'audited',
      entry: {
        id: clock.nextLogId(),
        at: startedAt,
        action,
        actor: caller.actor,
        role: caller.role,
        project: attempt.project === null ? null : sanitiseText(attempt.project, 100),
        requestId: caller.requestId,
        hostname: attempt.hostname === null ? null : sanitiseText(attempt.hostname, 255),
        details: sanitiseText(canonicalJson(attempt.details), 4000),
        outcome,
        errorCode: code,
        errorMessage: message === null ? null : sanitiseText(message, 1000),
        durationMs: clock.nowMs() - startedAt,
      },
    };
  };
  const attempt: Attempt = {
    caller,
    hostname: about.hostname ?? null,
    project: about.project ?? (caller.role === 'project' ? caller.project : null),
    details: about.details ?? {},
    succeeded: () => entry('ok', null, null),
    refusedWith: ({ code, message }) => entry('refused', code, message),
    failed: (error) => entry('failed', codeOf(error), messageOf(error)),
  };
  try {
    const outcome = await body(attempt);
    if (!outcome.ok && !told) {
      await store.commit([attempt.refusedWith(outcome.refusal)]);
    }
    return outcome;
  } catch (error) {
    // If this commit fails too, the caller learns of the store: without it nothing can be promised at all.
    if (!told) await store.commit([attempt.failed(error)]);
    throw error;
  }
}

const codeOf = (error: unknown): ErrorCode => {
  if (error instanceof PortFailure) return error.code;
  const isStores = error instanceof Error && error.name.startsWith('Store');
  return isStores ? 'storage-unavailable' : 'internal';
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
