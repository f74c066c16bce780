export interface ApiMessage {
  readonly code: number;
  readonly message: string;
  readonly error_chain?: readonly ApiMessage[];
}

/** An answer of the API that says no, with the codes by which clients tell the reasons apart. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  readonly status: number;
  readonly errors: readonly ApiMessage[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, errors: readonly ApiMessage[], headers: Readonly<Record<string, string>> = {}) {
    super(errors.map(({ code, message }) => `${code} ${message}`).join('; '));
    this.status = status;
    this.errors = errors;
    this.headers = headers;
  }
}

export const refuse = (status: number, code: number, message: string): ApiRefusal =>
  new ApiRefusal(status, [{ code, message }]);

/** A DNS record that breaks a rule: the reason is in the chain, as with Cloudflare. */
export const invalidRecord = (code: number, message: string): ApiRefusal =>
  new ApiRefusal(400, [{ code: 1004, message: 'DNS Validation Error', error_chain: [{ code, message }] }]);

/** A path that leads nowhere, or an id in it that is none. */
export const noRoute = (status: number, path: string): ApiRefusal =>
  new ApiRefusal(status, [
    { code: 7003, message: `Could not route to ${path}, perhaps your object identifier is invalid?` },
    { code: 7000, message: 'No route for that URI' },
  ]);
