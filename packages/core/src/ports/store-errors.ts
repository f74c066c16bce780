/** A change did not fit: `key` says what it clashed with, such as `hostname:app.example.com` or `version:ID`. */
export class StateConflict extends Error {
  override readonly name = 'StateConflict';
  readonly key: string;
  constructor(key: string) {
    super(`The recorded state does not allow the change (${key}).`);
    this.key = key;
  }
}

/** Somebody else holds the database for longer than a commit waits. Nothing was applied; try again. */
export class StoreBusy extends Error {
  override readonly name = 'StoreBusy';
}

/** The database cannot be read or written: disk full, file gone, server away. Nothing was applied. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** A text holds NUL or ill-formed UTF-16 and would not be read back as it was written. */
export class InvalidText extends Error {
  override readonly name = 'InvalidText';
}

/** An integer beyond 2^53 - 1 would not be read back as it was written. */
export class UnsafeInteger extends Error {
  override readonly name = 'UnsafeInteger';
}

/** A value that the record has no room for, such as a port of 70,000: the program that made the change is wrong. */
export class InvalidValue extends Error {
  override readonly name = 'InvalidValue';
}
