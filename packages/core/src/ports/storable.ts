import type { Change } from '../domain/change.ts';
import { InvalidText, UnsafeInteger } from './store-errors.ts';

/**
 * Refuses changes that no store could give back unchanged: `InvalidText` for NUL (which PostgreSQL rejects) and for
 * ill-formed UTF-16 (which drivers replace silently), `UnsafeInteger` for numbers that are no exact integers.
 * Every store calls it before it applies anything, so that all of them refuse the same lists.
 */
export function assertStorable(changes: readonly Change[]): void {
  for (const change of changes) assertValue(change, change.kind);
}

function assertValue(value: unknown, path: string): void {
  if (typeof value === 'string') {
    if (!value.isWellFormed() || value.includes('\0')) {
      throw new InvalidText(`${path} holds NUL or ill-formed UTF-16.`);
    }
  } else if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new UnsafeInteger(`${path} is not an integer within 2^53 - 1.`);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) assertValue(inner, `${path}.${key}`);
  }
}
