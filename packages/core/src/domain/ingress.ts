/** One rule as Cloudflare and cloudflared know it. Keys that we do not know are kept. */
export interface IngressRule {
  readonly hostname?: string | undefined;
  readonly path?: string | undefined;
  readonly service: string;
  readonly originRequest?: unknown;
  readonly [key: string]: unknown;
}

/** A tunnel's whole configuration. Keys other than `ingress` (`warp-routing`, `originRequest`, …) are kept as found. */
export interface IngressDocument {
  readonly ingress: readonly IngressRule[];
  readonly [key: string]: unknown;
}
