import { MemoryStore } from '@tunnel-manager/core/testing';
import { describeStateStore } from './describe-state-store.ts';

describeStateStore('The memory store', async () => {
  const store = new MemoryStore();
  return { store, close: () => store.close() };
});
