import {
  chooseExplicitOrigin,
  chooseHostOrigin,
  hostOrigins,
  type ChosenOrigin,
  type OriginEvidence,
} from '../domain/choose-origin.ts';
import { refused, type Outcome } from '../domain/outcome.ts';
import { refusal } from '../domain/refusal.ts';
import type { Context } from './context.ts';

/** Looks where a request would lead, with a real HTTP exchange from this host, and decides. */
export async function findOrigin(
  context: Context,
  wanted: { readonly port: number; readonly container: string | null; readonly explicitTarget: string | null },
): Promise<Outcome<ChosenOrigin>> {
  if (wanted.explicitTarget !== null) {
    return chooseExplicitOrigin(wanted.explicitTarget, wanted.port, await look(context, wanted.explicitTarget));
  }
  if (wanted.container !== null) {
    return refused(
      refusal(
        'topology-unknown',
        `This daemon does not watch Docker, so it can't tell where the container ${wanted.container} is.`,
        'Publish the port on 127.0.0.1 of the host and ask with that port, or let an admin give an explicit target.',
      ),
    );
  }
  const seen = await Promise.all(hostOrigins(wanted.port).map((origin) => look(context, origin)));
  return chooseHostOrigin(wanted.port, seen);
}

async function look(context: Context, origin: string): Promise<OriginEvidence> {
  const result = await context.ports.origins.probe(origin);
  return result.answered
    ? { origin, answered: true, detail: `answered ${result.status}` }
    : { origin, answered: false, detail: result.error };
}
