import Database from 'better-sqlite3';
import { openSqliteStore } from './open-sqlite-store.ts';
import { setPragmas } from './pragmas.ts';
import { aDirectory } from './testing/a-directory.ts';
import { describeDatabase } from './testing/describe-database.ts';

describeDatabase('SQLite in a file', async () => {
  const directory = aDirectory();
  const store = await openSqliteStore({ path: directory.file('state.db') });
  const db = new Database(directory.file('state.db'));
  setPragmas(db, 'writer');
  return {
    store,
    db,
    close: async () => {
      db.close();
      await store.close();
      directory.remove();
    },
  };
});
