import type { IngressDocument } from '../domain/ingress.ts';

/** The configuration in force, whole, with the keys that we do not know. */
export interface PublishedIngress {
  readonly document: IngressDocument;
  readonly version: number;
}

/**
 * The one place where the tunnel's ingress configuration is read and replaced: at Cloudflare, or in a file.
 *
 * There is no compare-and-set at Cloudflare, so `replace` returns the version that the write got: a gap tells that
 * somebody else wrote in between. A source that can compare throws `PortFailure` of kind `conflict` instead, and
 * nothing was written.
 */
export interface IngressSource {
  /**
   * `connectors`: a write counts once every live connector reports its version. `source`: it is as much in force as
   * it will be when `replace` resolves.
   */
  readonly confirmedBy: 'connectors' | 'source';
  /** Throws `PortFailure` with code `ingress-local` or `ingress-remote` when another place decides than this one. */
  read(): Promise<PublishedIngress>;
  /** Replaces the whole document. Throws `PortFailure` with code `ingress-invalid` when it is not accepted. */
  replace(document: IngressDocument): Promise<ReplacedIngress>;
}

export interface ReplacedIngress {
  readonly version: number;
  /** What whoever asked for the change should know, such as that a connector must be restarted. */
  readonly warnings?: readonly string[];
}
