export * from './migrations.ts';
export * from './sql-engine.ts';
export * from './sql-store.ts';
export * from './statement.ts';
export { logStatement, statementsFor } from './statements.ts';
