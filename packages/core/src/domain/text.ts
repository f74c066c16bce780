/**
 * Makes text from outside safe for every store: NUL (which PostgreSQL rejects) and ill-formed UTF-16 (which
 * drivers replace silently) become U+FFFD, and the result has at most `maxLength` UTF-16 units.
 */
export function sanitiseText(text: string, maxLength: number): string {
  const whole = text.toWellFormed().replaceAll('\0', '\uFFFD');
  return whole.length <= maxLength ? whole : `${whole.slice(0, maxLength - 1).toWellFormed()}…`;
}

/** JSON with sorted keys and no spaces: the same value is the same text in every engine. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
