/** What came of one HTTP exchange with an origin. Any status is an answer; a bare TCP connection is none. */
export type ProbeResult =
  | { readonly answered: true; readonly status: number }
  | { readonly answered: false; readonly error: string };

export interface OriginProbe {
  /** Sends one `GET /` to the origin, without following redirects, and is back within two seconds. Never throws. */
  probe(origin: string): Promise<ProbeResult>;
}
