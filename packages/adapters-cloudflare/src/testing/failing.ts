import { PortFailure } from '@tunnel-manager/core';

/** The failure of a call that must fail. */
export async function failureOf(call: Promise<unknown>): Promise<PortFailure> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof PortFailure) return error;
  throw new Error('The call was expected to fail with a PortFailure.', { cause: error });
}
