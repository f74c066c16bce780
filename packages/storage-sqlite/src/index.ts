export { openSqliteStore, type SqliteStore, type SqliteStoreOptions } from './open-sqlite-store.ts';
export { type StartFailure, StoreStartError } from './store-start-error.ts';
