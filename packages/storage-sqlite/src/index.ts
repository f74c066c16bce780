export type { AdoptedTable, AdoptionReport, RowNote } from './legacy/adoption-report.ts';
export type { LegacyAdoption } from './legacy/legacy-adoption.ts';
export { openSqliteStore, type SqliteStore, type SqliteStoreOptions } from './open-sqlite-store.ts';
export { type StartFailure, StoreStartError } from './store-start-error.ts';
