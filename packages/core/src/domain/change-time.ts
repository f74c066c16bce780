import type { Change } from './change.ts';

/** When a change happened, by the clock of the core that made it. */
export function timeOf(change: Change): number {
  if ('at' in change) return change.at;
  switch (change.kind) {
    case 'domain-seen':
      return change.domain.lastSeenAt;
    case 'hostname-claimed':
      return change.hostname.updatedAt;
    case 'health-sampled':
      return change.sample.checkedAt;
    case 'audited':
      return change.entry.at;
  }
}

/** The latest time that a list of changes names: when its commit belongs in the change log. */
export const timeOfAll = (changes: readonly Change[]): number => Math.max(...changes.map(timeOf));
