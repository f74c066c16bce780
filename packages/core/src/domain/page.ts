/** A part of an ordered list. `nextCursor` is absent on the last page and opaque to clients. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string;
}

/** `limit` is between 1 and 500; `cursor` comes from the page before. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}
