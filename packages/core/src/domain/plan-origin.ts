import type { OriginPlan } from './origin-plan.ts';
import { accepted, refused, type Outcome } from './outcome.ts';
import { refusal } from './refusal.ts';
import { planFromContainer } from './plan-from-container.ts';
import { planFromHost } from './plan-from-host.ts';
import { resolveService, type OriginWish } from './resolve-service.ts';
import type { ConnectorPlace, Topology } from './topology.ts';

/** What is known of the machine; null when Docker is not used there. */
export interface PlanFacts extends Topology {
  readonly stale: boolean;
  readonly connectors: readonly ConnectorPlace[];
}

const ON_THIS_HOST: PlanFacts = {
  networks: [],
  containers: [],
  stale: false,
  connectors: [{ kind: 'host', name: 'this host' }],
};

/**
 * Chooses the origin for what every connector of the tunnel can reach. `localhost` means something else to each of
 * them, so nothing is assumed: what is unknown is refused (`topology-unknown`), and so is what would work for one
 * connector only.
 */
export function planOrigin(wish: OriginWish, facts: PlanFacts | null): Outcome<OriginPlan> {
  const known = facts ?? ON_THIS_HOST;
  if (facts === null && wish.container !== null) return refused(dockerIsOff(wish.container));
  if (known.stale || known.connectors.length === 0) return refused(unknown(known.stale));
  const service = resolveService(wish, known);
  if (!service.ok) return service;
  const plans = known.connectors.map((place) =>
    place.kind === 'host'
      ? planFromHost(wish, service.value, known)
      : planFromContainer(wish, service.value, place, known),
  );
  const failed = plans.find((plan) => !plan.ok);
  if (failed !== undefined) return failed;
  const [plan, ...others] = plans.flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
  if (plan === undefined) return refused(unknown(false));
  const shared = plan.candidates.filter(({ origin }) =>
    others.every((other) => other.candidates.some((candidate) => candidate.origin === origin)),
  );
  if (shared.length > 0) return accepted({ ...plan, candidates: shared });
  return refused(
    refusal(
      'origin-unreachable',
      'The connectors of the tunnel would each need another address for this service, and a rule has only one.',
      'Run all connectors in the same place: all on the host, or all as containers on one network with the service.',
    ),
  );
}

const unknown = (stale: boolean) =>
  refusal(
    'topology-unknown',
    stale
      ? 'Docker cannot be asked at the moment, so nobody can tell where the service is.'
      : 'No connector of the tunnel could be located, so nobody can tell what it reaches.',
    stale
      ? 'See that Docker runs (`systemctl status docker`), then ask again; an admin can give an explicit target meanwhile.'
      : 'See that the container in `connector.docker.container` exists and runs (`docker ps`), then ask again.',
  );

const dockerIsOff = (container: string) =>
  refusal(
    'unknown-container',
    `This daemon does not watch Docker, so it can't tell where the container ${container.slice(0, 80)} is.`,
    'Set `docker.enabled: true`, or publish the port on 127.0.0.1 of the host and ask with that port.',
  );
