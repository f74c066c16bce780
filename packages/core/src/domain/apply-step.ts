import type { HostnameChange } from './change.ts';
import type { Hostname } from './hostname.ts';

/** The row as it is after a change of it was committed; null when the row went. */
export function applyStep(row: Hostname, change: HostnameChange): Hostname | null {
  const next = { ...row, version: row.version + 1, updatedAt: change.at };
  switch (change.kind) {
    case 'hostname-repointed':
      return { ...next, ...change.target, state: 'pending' };
    case 'hostname-activated':
      return { ...next, recordId: change.recordId, state: 'active' };
    case 'hostname-extended':
      return { ...next, expiresAt: change.expiresAt };
    case 'hostname-releasing':
      return { ...next, recordId: change.recordId, state: 'releasing' };
    case 'hostname-unrecorded':
      return { ...next, recordId: null };
    case 'hostname-released':
      return null;
  }
}
