import type { SqlEngine, Statement } from '@tunnel-manager/storage-sql';
import type Database from 'better-sqlite3';

/** One mistake that somebody could make in the engine, and a case that must notice it. */
export interface Mutation {
  readonly name: string;
  /** The title of one of the cases that fail. */
  readonly caughtBy: string;
  readonly schema?: (sql: string) => string;
  readonly connection?: (db: Database.Database) => Database.Database;
  readonly engine?: (engine: SqlEngine) => SqlEngine;
}

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'commit instead of rollback',
    caughtBy: 'leave nothing behind when the last change does not fit',
    connection: (db) => preparing(db, (sql) => (sql === 'ROLLBACK' ? 'COMMIT' : sql)),
  },
  {
    name: 'no conflict check',
    caughtBy: 'is refused when it names an older version',
    engine: (engine) => withStatements(engine, (all) => all.map(({ expectOne: _unchecked, ...rest }) => rest)),
  },
  {
    name: 'foreign keys off',
    caughtBy: 'refuse a name in a domain that was never seen',
    connection: (db) => {
      db.pragma('foreign_keys = OFF');
      return db;
    },
  },
  {
    name: 'append-only trigger off',
    caughtBy: 'lets nobody change its audit log: DELETE FROM audit_log',
    schema: (sql) => sql.replaceAll(/CREATE TRIGGER[\s\S]*?\nEND;/g, ''),
  },
  {
    name: 'change log in a transaction of its own',
    caughtBy: 'does not hold a list that was refused',
    engine: (engine) => ({
      ...engineOf(engine),
      transaction: async (statements) => {
        await engine.transaction(statements.slice(-1));
        await engine.transaction(statements.slice(0, -1));
      },
    }),
  },
  {
    name: 'no change log',
    caughtBy: 'holds every committed list as it was given, in the order of the commits',
    engine: (engine) => withStatements(engine, (all) => all.filter(({ sql }) => !sql.includes('change_log'))),
  },
  {
    name: 'no AUTOINCREMENT in the change log',
    caughtBy: 'never gives a position of the change log a second time, even when the last list was trimmed',
    schema: (sql) => sql.replace('KEY AUTOINCREMENT', 'KEY'),
  },
  {
    name: 'no version check',
    caughtBy: 'to move one row on have exactly one winner',
    engine: (engine) => withSql(engine, (sql) => sql.replace('AND version = ?', 'AND ? > 0')),
  },
  {
    name: 'replace instead of insert',
    caughtBy: 'for one name have exactly one winner',
    engine: (engine) => withSql(engine, (sql) => sql.replace('INSERT INTO cnames', 'INSERT OR REPLACE INTO cnames')),
  },
  {
    name: 'no quota',
    caughtBy: 'are used up to the last name, and not beyond',
    engine: (engine) => withStatements(engine, (all) => all.filter(({ sql }) => !sql.includes('count(*)'))),
  },
  {
    name: 'old memberships stay',
    caughtBy: 'memberships and ports are replaced whole by none',
    engine: (engine) =>
      withStatements(engine, (all) => all.filter(({ sql }) => !sql.includes('FROM container_networks'))),
  },
  {
    name: 'ports without a natural key',
    caughtBy: 'does not grow with looks that find the same',
    schema: (sql) =>
      sql.replace(
        /,\n {2}PRIMARY KEY \(vm, container_id, internal_port[^)]*\)([\s\S]*?)\) STRICT, WITHOUT ROWID/,
        '$1) STRICT',
      ),
    engine: (engine) => withStatements(engine, (all) => all.filter(({ sql }) => !sql.includes('FROM container_ports'))),
  },
  {
    name: 'no CHECKs',
    caughtBy: 'that the record has no room for are refused, and nothing of the list stays: a port above the last one',
    connection: (db) => {
      db.pragma('ignore_check_constraints = ON');
      return db;
    },
  },
];

/** The connection, except that it prepares another text than it is given. */
const preparing = (db: Database.Database, change: (sql: string) => string): Database.Database =>
  new Proxy(db, {
    get: (target, key) => {
      if (key === 'prepare') return (sql: string) => target.prepare(change(sql));
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });

const withSql = (engine: SqlEngine, change: (sql: string) => string): SqlEngine =>
  withStatements(engine, (all) => all.map((statement) => ({ ...statement, sql: change(statement.sql) })));

const withStatements = (
  engine: SqlEngine,
  change: (statements: readonly Statement[]) => readonly Statement[],
): SqlEngine => ({ ...engineOf(engine), transaction: (statements) => engine.transaction(change(statements)) });

const engineOf = (engine: SqlEngine): SqlEngine => ({
  driver: engine.driver,
  transaction: (statements) => engine.transaction(statements),
  query: (sql, params) => engine.query(sql, params),
  close: () => engine.close(),
});
