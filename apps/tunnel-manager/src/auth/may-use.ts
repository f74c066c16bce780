import { refusal, type Caller } from '@tunnel-manager/core';

/** Whether a caller may use a route or tool at all; what exactly it may touch there is for the core to decide. */
export const mayUse = (caller: Caller, { adminOnly }: { readonly adminOnly: boolean }): boolean =>
  !adminOnly || caller.role === 'admin';

export const FORBIDDEN = refusal('forbidden', 'Only an admin may do this.', 'Ask the operator to do it.');
