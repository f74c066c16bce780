import { describeStateStore } from '@tunnel-manager/storage-contract';
import { openSqliteStore } from './open-sqlite-store.ts';
import { aDirectory } from './testing/a-directory.ts';

describeStateStore('SQLite in memory', async () => {
  const store = await openSqliteStore({ path: ':memory:' });
  return { store, close: () => store.close() };
});

describeStateStore('SQLite in a file', async () => {
  const directory = aDirectory();
  const store = await openSqliteStore({ path: directory.file('state.db') });
  return {
    store,
    close: async () => {
      await store.close();
      directory.remove();
    },
  };
});
