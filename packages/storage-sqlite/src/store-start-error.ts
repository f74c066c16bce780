export type StartFailure =
  | 'database-corrupt'
  | 'database-newer'
  | 'database-changed'
  | 'database-foreign'
  | 'database-legacy'
  | 'database-locked'
  | 'database-busy'
  | 'database-unreadable'
  | 'directory-uncreatable'
  | 'disk-full'
  | 'pragma-refused';

/** The store cannot start: a stable code, one plain sentence, and what to do about it. Nothing was changed. */
export class StoreStartError extends Error {
  override readonly name = 'StoreStartError';
  readonly code: StartFailure;
  readonly remedy: string;
  constructor(code: StartFailure, message: string, remedy: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.remedy = remedy;
  }
}
