import type { ChangeLog, StateStore } from '@tunnel-manager/core';

/** A fresh, empty store under test. `close` also removes whatever it left on disk. */
export interface OpenedStore {
  readonly store: StateStore & ChangeLog;
  close(): Promise<void>;
}

/** How an aspect gets at the store of the running test. */
export type StoreUnderTest = () => StateStore & ChangeLog;
