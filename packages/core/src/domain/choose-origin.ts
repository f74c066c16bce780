import type { Target } from './hostname.ts';
import type { OriginPlan } from './origin-plan.ts';
import { accepted, refused, type Outcome } from './outcome.ts';
import { refusal } from './refusal.ts';

/** What one HTTP exchange with a candidate said: a status, or why there was none. */
export interface OriginEvidence {
  readonly origin: string;
  readonly answered: boolean;
  readonly detail: string;
}

/** A place where a route may lead, why, and what was seen there. */
export interface ChosenOrigin {
  readonly target: Target;
  readonly row: number;
  readonly evidence: readonly string[];
  readonly warnings: readonly string[];
}

/** Takes the first candidate that answers. A plan alone proves nothing: Docker accepts connections for dead services. */
export function chooseOrigin(port: number, plan: OriginPlan, seen: readonly OriginEvidence[]): Outcome<ChosenOrigin> {
  const evidence = seen.map(({ origin, detail }) => `${origin}: ${detail}`);
  const best = seen.find(({ answered }) => answered);
  if (best === undefined) {
    return refused(
      refusal(
        'origin-unreachable',
        `${plan.ifSilent.replace(/\.$/, '')} (${evidence.join('; ')}).`,
        `Start the service, check it with \`curl -i ${plan.candidates[0]?.probeAt ?? ''}/\`, then ask again.`,
      ),
    );
  }
  const { targetType, container, network, reason, row, warnings } = plan;
  const target: Target = { origin: best.origin, targetType, port, container, network, reason };
  return accepted({ target, row, evidence, warnings });
}

/** The plan for a target that an admin gave: it is taken as it is, and must answer. */
export const explicitPlan = (origin: string): OriginPlan => ({
  row: 14,
  candidates: [{ origin, probeAt: origin }],
  targetType: 'external',
  container: null,
  network: null,
  reason: `An admin chose ${origin}, and it answers HTTP.`,
  warnings: [],
  ifSilent: `The target ${origin} does not answer HTTP.`,
});
