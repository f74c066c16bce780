import type { TargetType } from './hostname.ts';

/**
 * A way to an origin: the address for the connector, and the address at which this daemon, on the host, can see by an
 * HTTP exchange whether the service answers there.
 */
export interface OriginCandidate {
  readonly origin: string;
  readonly probeAt: string;
}

/** Where a route should lead, before anybody has looked whether something answers. */
export interface OriginPlan {
  /** The row of the decision table in `docs/explanation/origin-selection.md`. */
  readonly row: number;
  /** In order of preference; the first that answers is taken. */
  readonly candidates: readonly OriginCandidate[];
  readonly targetType: TargetType;
  readonly container: string | null;
  readonly network: string | null;
  /** Why, for people. */
  readonly reason: string;
  readonly warnings: readonly string[];
  /** Said when no candidate answers: what is probably wrong. */
  readonly ifSilent: string;
}
