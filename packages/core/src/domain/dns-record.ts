export type AddressRecordType = 'A' | 'AAAA' | 'CNAME';

/** A live DNS record that decides where a name leads. `content` and `name` are lower case. */
export interface DnsRecord {
  readonly id: string;
  readonly type: AddressRecordType;
  readonly name: string;
  readonly content: string;
  readonly comment: string | null;
  readonly proxied: boolean;
}

/** The CNAME that we create: always proxied, `ttl` automatic, the marker in its comment. */
export interface CnameDraft {
  readonly name: string;
  readonly content: string;
  readonly comment: string;
}
