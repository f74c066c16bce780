import { chooseOrigin, explicitPlan, type ChosenOrigin, type OriginEvidence } from '../domain/choose-origin.ts';
import type { OriginCandidate } from '../domain/origin-plan.ts';
import { accepted, type Outcome } from '../domain/outcome.ts';
import { planOrigin } from '../domain/plan-origin.ts';
import type { Context } from './context.ts';

/** What a request says of where it should lead. */
export interface OriginTarget {
  /** Null for an admin who only looks: then it does not matter whose the container is. */
  readonly project: string | null;
  readonly port: number;
  readonly container: string | null;
  readonly explicitTarget: string | null;
}

/** Decides where a request leads from what is known of the machine, and looks with an HTTP exchange whether it is so. */
export async function findOrigin(context: Context, wanted: OriginTarget): Promise<Outcome<ChosenOrigin>> {
  const { explicitTarget, port } = wanted;
  const plan =
    explicitTarget === null ? planOrigin(wanted, context.ports.runtime.view()) : accepted(explicitPlan(explicitTarget));
  if (!plan.ok) return plan;
  const seen = await Promise.all(plan.value.candidates.map((candidate) => look(context, candidate)));
  return chooseOrigin(port, plan.value, seen);
}

async function look(context: Context, { origin, probeAt }: OriginCandidate): Promise<OriginEvidence> {
  const result = await context.ports.origins.probe(probeAt);
  const via = probeAt === origin ? '' : ` (asked at ${probeAt})`;
  return result.answered
    ? { origin, answered: true, detail: `answered ${result.status}${via}` }
    : { origin, answered: false, detail: `${result.error}${via}` };
}
