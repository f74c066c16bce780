import type { Page, PageRequest } from './page.ts';

/** Throws `RangeError` for a limit that is not between 1 and 500, which an edge should have refused. */
export function assertLimit({ limit }: PageRequest): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > 500) throw new RangeError(`A page cannot have ${limit} rows.`);
}

/** Makes a page of up to `limit + 1` ordered rows: the surplus row only says that there is a next page. */
export function pageOf<T>(rows: readonly T[], { limit }: PageRequest, cursorOf: (row: T) => string): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined ? { items, nextCursor: cursorOf(last) } : { items };
}

/**
 * Orders text by its UTF-8 bytes, which is the order of its code points and what databases call BINARY or "C".
 * JavaScript's own `<` differs where surrogate pairs meet U+E000 to U+FFFF.
 */
export function compareBytewise(a: string, b: string): number {
  if (a === b) return 0;
  const left = Array.from(a);
  const right = Array.from(b);
  const at = left.findIndex((character, index) => character !== right[index]);
  return at === -1 ? -1 : (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? -1);
}
