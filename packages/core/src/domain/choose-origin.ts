import type { Target } from './hostname.ts';
import { accepted, refused, type Outcome } from './outcome.ts';
import { refusal } from './refusal.ts';

/** What one address of a host port said. */
export interface OriginEvidence {
  readonly origin: string;
  readonly answered: boolean;
  /** A status, or why there was none. */
  readonly detail: string;
}

/** A place where a route could lead, and what was seen there. */
export interface ChosenOrigin {
  readonly target: Target;
  readonly evidence: readonly string[];
}

/**
 * Explicit loopback addresses in order of preference: `localhost` is the one family or the other depending on the
 * host, and a service may listen on only one of them.
 */
export const hostOrigins = (port: number): readonly string[] => [`http://127.0.0.1:${port}`, `http://[::1]:${port}`];

/** Decides where a port of this host is to be reached from a connector on this host. */
export function chooseHostOrigin(port: number, seen: readonly OriginEvidence[]): Outcome<ChosenOrigin> {
  const evidence = seen.map(({ origin, detail }) => `${origin}: ${detail}`);
  const best = seen.find(({ answered }) => answered);
  if (best === undefined) {
    return refused(
      refusal(
        'origin-unreachable',
        `Nothing answers HTTP on port ${port} of this host (${evidence.join('; ')}).`,
        `Start the service, check it with \`curl -i http://127.0.0.1:${port}/\`, then ask again.`,
      ),
    );
  }
  const target: Target = {
    origin: best.origin,
    targetType: 'localhost',
    port,
    container: null,
    network: null,
    reason: `A process on this host answers HTTP at ${best.origin}.`,
  };
  return accepted({ target, evidence });
}

/** Decides whether an explicit target that passed its checks may be used. */
export function chooseExplicitOrigin(origin: string, port: number, seen: OriginEvidence): Outcome<ChosenOrigin> {
  const evidence = [`${origin}: ${seen.detail}`];
  if (!seen.answered) {
    return refused(
      refusal(
        'origin-unreachable',
        `The target ${origin} does not answer HTTP (${seen.detail}).`,
        `Check it from the connector's host with \`curl -i ${origin}/\`, then ask again.`,
      ),
    );
  }
  const target: Target = {
    origin,
    targetType: 'external',
    port,
    container: null,
    network: null,
    reason: `An admin chose ${origin}, and it answers HTTP.`,
  };
  return accepted({ target, evidence });
}
