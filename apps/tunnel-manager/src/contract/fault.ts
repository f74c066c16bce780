import {
  ERROR_CATALOGUE,
  PortFailure,
  refusal,
  StoreBusy,
  StoreUnavailable,
  type ErrorCode,
  type Refusal,
} from '@tunnel-manager/core';

/** An answer that says no or that says the world failed, as every edge gives it. */
export interface Fault extends Refusal {
  readonly status: number;
  readonly retryable: boolean;
  readonly retryAfterMs?: number | undefined;
}

/** A refusal with what the catalogue says of its code; `status` where HTTP has a more exact one. */
export const faultOf = (refused: Refusal, status: number = ERROR_CATALOGUE[refused.code].status): Fault => ({
  ...refused,
  status,
  retryable: ERROR_CATALOGUE[refused.code].retryable,
});

/** What a caller learns of an exception: known failures speak for themselves, of others only the request id is told. */
export function failureOf(error: unknown, requestId: string): Fault {
  if (error instanceof PortFailure) {
    return { ...known(error.code, error.message, error.advice), retryAfterMs: error.retryAfterMs };
  }
  if (error instanceof StoreBusy || error instanceof StoreUnavailable) {
    return known('storage-unavailable', 'The database cannot be used at the moment.', 'Try again in a few seconds.');
  }
  return known(
    'internal',
    'The daemon met a condition that it does not know.',
    `Give the operator the request id ${requestId}: it leads to the cause in the log.`,
  );
}

const known = (code: ErrorCode, message: string, advice: string): Fault => faultOf(refusal(code, message, advice));

/** The error as it is sent: `{code, message, advice, retryable}`. */
export const errorOf = ({ code, message, advice, retryable }: Fault) => ({ code, message, advice, retryable });
