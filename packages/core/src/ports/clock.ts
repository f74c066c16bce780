/** Time and ids, so that the core decides nothing by accident of when or where it runs. */
export interface Clock {
  /** Epoch milliseconds. */
  nowMs(): number;
  /** A fresh UUIDv7. */
  newId(): string;
  /** The next log id; larger than every one before, also those of earlier runs. */
  nextLogId(): number;
  sleep(ms: number): Promise<void>;
}
