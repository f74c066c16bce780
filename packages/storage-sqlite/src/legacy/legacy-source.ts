import type Database from 'better-sqlite3';
import { type AdoptedTable, Tally } from './adoption-report.ts';
import { LegacyRow, type LegacyValue, timeFrom } from './legacy-row.ts';

/** The eight tables and all their columns; what refers to another table comes before it. */
const LEGACY_COLUMNS = {
  container_ports: 'id container_id internal_port host_port protocol',
  container_networks: 'container_id network_id ip_address',
  docker_containers: 'id container_name container_id image status project_name last_seen',
  docker_networks: 'id network_name network_id driver created_at last_seen',
  cnames: `id subdomain domain full_hostname target_service target_port target_type container_name docker_network
    project_name cloudflare_record_id created_at created_by`,
  domains: 'id domain zone_id discovered_at last_seen',
  tunnel_health: 'id timestamp status uptime_seconds restart_count last_error',
  audit_log: 'id timestamp action project_name details success error_message',
} as const;

export type LegacyTable = keyof typeof LEGACY_COLUMNS;

export const LEGACY_TABLES = Object.keys(LEGACY_COLUMNS) as readonly LegacyTable[];

/** Whether the database is one of the first generation: its eight tables, column by column, and no bookkeeping. */
export function isLegacy(db: Database.Database): boolean {
  if (db.pragma('application_id', { simple: true }) !== 0 || columnsOf(db, 'schema_migrations') !== '') return false;
  return LEGACY_TABLES.every((table) => columnsOf(db, table) === sorted(LEGACY_COLUMNS[table].split(/\s+/)));
}

function columnsOf(db: Database.Database, table: string): string {
  const columns = db.pragma(`table_info(${table})`) as readonly { readonly name: string }[];
  return sorted(columns.map(({ name }) => name));
}

const sorted = (names: readonly string[]): string => names.toSorted().join();

/** Reads the tables in the order in which their rows were written, and keeps count of what becomes of them. */
export class LegacySource {
  readonly #db: Database.Database;
  readonly #tallies: ReadonlyMap<LegacyTable, Tally>;

  /** `db` answers integers as bigints, so that none is rounded before it is looked at. */
  constructor(db: Database.Database) {
    this.#db = db.defaultSafeIntegers(true);
    this.#tallies = new Map(LEGACY_TABLES.map((table) => [table, new Tally(table)]));
  }

  *rows(table: LegacyTable): Generator<LegacyRow> {
    const tally = this.#tallies.get(table) ?? new Tally(table);
    const all = this.#db.prepare<[], Record<string, LegacyValue>>(
      `SELECT rowid AS row_no, * FROM ${table} ORDER BY rowid`,
    );
    for (const values of all.iterate()) yield new LegacyRow(values, tally);
  }

  /** The time of the first row that has one; 0 when there is none. */
  firstTime(table: 'tunnel_health' | 'audit_log'): number {
    const all = this.#db.prepare<[], LegacyValue>(`SELECT timestamp FROM ${table} ORDER BY rowid`).pluck();
    for (const value of all.iterate()) {
      const time = timeFrom(value);
      if (time !== null) return time;
    }
    return 0;
  }

  report(): readonly AdoptedTable[] {
    return [...this.#tallies.values()].map((tally) => tally.report());
  }
}
