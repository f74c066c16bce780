import { bold, type Terminal } from './terminal.ts';

const GAP = 2;
const NARROWEST = 6;

/**
 * Rows under their headings. On a terminal the columns are aligned and the widest ones are cut until a line fits;
 * elsewhere each row is one line with tabs and nothing is cut, which is what other programs read best.
 */
export function table(terminal: Terminal, headings: readonly string[], rows: readonly (readonly string[])[]): string {
  if (!terminal.isInteractive) return rows.map((row) => `${row.join('\t')}\n`).join('');
  const widths = fit(
    headings.map((heading, column) => Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0))),
    terminal.width,
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cut(cell, widths[column] ?? 0).padEnd(widths[column] ?? 0))
      .join(' '.repeat(GAP))
      .trimEnd();
  return [bold(terminal, line(headings)), ...rows.map(line)].map((text) => `${text}\n`).join('');
}

function fit(wanted: readonly number[], width: number): readonly number[] {
  const widths = [...wanted];
  const room = width - GAP * (widths.length - 1);
  while (widths.reduce((sum, next) => sum + next, 0) > room) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= NARROWEST) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

const cut = (text: string, width: number): string => (text.length <= width ? text : `${text.slice(0, width - 1)}…`);
