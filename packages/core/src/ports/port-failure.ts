import type { ErrorCode } from '../domain/refusal.ts';

/**
 * The world failed. `outcome` says what is known of a write: `none` when it certainly had no effect, `done` when it
 * took effect and only what should follow it failed, `unknown` when it may have taken effect (timeout, dropped
 * connection, 5xx) and must be asked for before it is tried again.
 * `code`, the message and `advice` are fit to be shown to a caller; `cause` is for the log only.
 */
export class PortFailure extends Error {
  override readonly name = 'PortFailure';
  readonly code: ErrorCode;
  readonly advice: string;
  readonly operation: string;
  readonly outcome: 'none' | 'done' | 'unknown';
  /** What kind of "no" it was, where a use case must tell them apart. */
  readonly kind: FailureKind;
  readonly retryAfterMs: number | undefined;

  constructor(about: {
    operation: string;
    code: ErrorCode;
    message: string;
    advice: string;
    outcome: 'none' | 'done' | 'unknown';
    kind?: FailureKind;
    retryAfterMs?: number | undefined;
    cause?: unknown;
  }) {
    super(about.message, { cause: about.cause });
    this.operation = about.operation;
    this.code = about.code;
    this.advice = about.advice;
    this.outcome = about.outcome;
    this.kind = about.kind ?? 'other';
    this.retryAfterMs = about.retryAfterMs;
  }
}

/** `conflict`: another record holds the name. `quota`: no room. Both certain, both without effect. */
export type FailureKind = 'conflict' | 'quota' | 'auth' | 'rate-limit' | 'invalid' | 'other';
