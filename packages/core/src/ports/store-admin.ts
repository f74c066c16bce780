/** What a daemon asks of its store beside reading and committing. */
export interface StoreAdmin {
  /** Writes and removes a row in a transaction, and compares the schema version. Throws `StoreUnavailable`. */
  probe(): Promise<StoreHealth>;
  /** Ends all connections and lets go of the process lock. Further calls throw `StoreUnavailable`. */
  close(): Promise<void>;
}

export interface StoreHealth {
  readonly driver: 'memory' | 'sqlite';
  readonly schemaVersion: number;
}
