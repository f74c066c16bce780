import type { Caller } from './caller.ts';

export type AuditAction =
  | 'hostname.request'
  | 'hostname.release'
  | 'hostname.read'
  | 'hostname.settle'
  | 'domains.refresh'
  | 'origin.check'
  | 'audit.read'
  | 'ingress.overwritten'
  /** What a database of the first generation recorded; its own action is in the details. */
  | 'legacy.recorded';

export type AuditOutcome = 'ok' | 'refused' | 'failed';

/** One attempt, whatever came of it. `details` is canonical JSON; `id` grows with time and never repeats. */
export interface AuditEntry {
  readonly id: number;
  readonly at: number;
  readonly action: AuditAction;
  readonly actor: string;
  readonly role: Caller['role'];
  readonly project: string | null;
  readonly requestId: string;
  readonly hostname: string | null;
  readonly details: string;
  readonly outcome: AuditOutcome;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly durationMs: number;
}
