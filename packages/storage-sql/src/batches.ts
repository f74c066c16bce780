import type { SqlValue, Statement } from './statement.ts';

/**
 * One statement for many rows, and few texts for all numbers of them, so that each text is prepared once: batches of
 * 64, of 8, and single rows. Three hundred rows take thirteen statements. `sqlFor` gets `(?, …), (?, …)`.
 */
export function inBatches(
  rows: readonly (readonly SqlValue[])[],
  sqlFor: (rows: string) => string,
  constraints: Readonly<Record<string, string>> = {},
): readonly Statement[] {
  const statements: Statement[] = [];
  for (let from = 0; from < rows.length;) {
    const size = SIZES.find((most) => most <= rows.length - from) ?? 1;
    const batch = rows.slice(from, from + size);
    const marks = batch.map((row) => `(${row.map(() => '?').join(', ')})`).join(', ');
    statements.push({ sql: sqlFor(marks), params: batch.flat(), constraints });
    from += size;
  }
  return statements;
}

/** Nine columns times 64 is far below the parameters that any database takes. */
const SIZES = [64, 8, 1];
