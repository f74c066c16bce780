import type { IngressDocument } from '../domain/ingress.ts';

/** The configuration in force, whole, with the keys that we do not know. */
export interface PublishedIngress {
  readonly document: IngressDocument;
  readonly version: number;
  /** `local`: a file on the connector's host decides, and nothing may be written here. */
  readonly managedBy: 'cloudflare' | 'local';
}

/**
 * The one place where the tunnel's ingress configuration is read and replaced. There is no compare-and-set at
 * Cloudflare, so `replace` returns the version that the write got: a gap tells that somebody else wrote in between.
 */
export interface IngressSource {
  read(): Promise<PublishedIngress>;
  /** Replaces the whole document. Throws `PortFailure` with code `ingress-invalid` when it is not accepted. */
  replace(document: IngressDocument): Promise<{ readonly version: number }>;
}
