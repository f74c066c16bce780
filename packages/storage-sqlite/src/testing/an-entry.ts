import type { Change } from '@tunnel-manager/core';

/** An audit entry as a change: the one that needs nothing to be recorded before it. */
export const anEntry = (id: number, details = '{}'): Change => ({
  kind: 'audited',
  entry: {
    id,
    at: 1_774_746_000_000,
    action: 'audit.read',
    actor: 'token:admin',
    role: 'admin',
    project: null,
    requestId: 'request-1',
    hostname: null,
    details,
    outcome: 'ok',
    errorCode: null,
    errorMessage: null,
    durationMs: 1,
  },
});
