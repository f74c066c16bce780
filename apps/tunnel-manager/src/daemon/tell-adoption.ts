import type { AdoptionReport, RowNote } from '@tunnel-manager/storage-sqlite';
import type { Log } from '../contract/front.ts';

/** Tells the log what became of a database of the first generation: a line for each table, in numbers alone. */
export function tellAdoption(log: Log, { backup, tables }: AdoptionReport): void {
  log.info({ backup }, 'the database was one of the first generation: it was copied first and then converted');
  for (const { repairs, drops, ...counts } of tables) {
    const level = counts.dropped > 0 ? 'warn' : 'info';
    const facts = { ...counts, repairs: repairs.map(counted), drops: drops.map(counted) };
    log[level](facts, `converted the table ${counts.table}`);
  }
}

/** A table may have tens of thousands of rows to repair; the first numbers are enough to look into the backup. */
const MOST_ROWS = 20;

const counted = ({ reason, rows }: RowNote) => ({ reason, count: rows.length, rows: rows.slice(0, MOST_ROWS) });
