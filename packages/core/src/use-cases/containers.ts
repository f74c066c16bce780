import { mayAct, type Caller } from '../domain/caller.ts';
import { accepted, type Outcome } from '../domain/outcome.ts';
import { planOrigin } from '../domain/plan-origin.ts';
import type { DockerContainer } from '../domain/topology.ts';
import type { ContainerView, Recommendation, TopologyView } from '../ports/tunnel-manager.ts';
import type { Context } from './context.ts';
import { iso } from './views.ts';

/** The containers that the caller may see, and the networks that these are on; an admin sees all of them. */
export async function showTopology(context: Context, caller: Caller): Promise<Outcome<TopologyView>> {
  const recorded = await context.topology.recorded();
  if (recorded === null) return accepted({ observedAt: null, stale: true, networks: [], containers: [] });
  const containers = recorded.containers.filter((container) => maySee(caller, container));
  const inUse = new Set(containers.flatMap(({ networks }) => networks.map(({ networkId }) => networkId)));
  const networks = recorded.networks.filter(({ networkId }) => caller.role === 'admin' || inUse.has(networkId));
  const nameOf = new Map(recorded.networks.map(({ networkId, name }) => [networkId, name]));
  return accepted({
    observedAt: iso(recorded.observedAt),
    stale: recorded.stale,
    networks: networks.map(({ name, driver, internal }) => ({ name, driver, internal })),
    containers: containers.map((container) => viewContainer(container, nameOf)),
  });
}

/** For each port of each running container of the caller's: where it would route, or how to make it so. */
export async function recommend(context: Context, caller: Caller): Promise<Outcome<readonly Recommendation[]>> {
  const view = context.ports.runtime.view();
  const own = (view?.containers ?? []).filter(
    (container) => container.state === 'running' && maySee(caller, container),
  );
  return accepted(
    own.flatMap((container) => {
      const ports = portsOf(container);
      if (ports.length === 0) return [withoutPort(container)];
      return ports.map((port): Recommendation => {
        const plan = planOrigin({ project: container.project, port, container: container.name }, view);
        const about = { container: container.name, project: container.project, port };
        if (!plan.ok) return { ...about, routable: false, why: plan.refusal.message, remedy: plan.refusal.advice };
        const [best] = plan.value.candidates;
        return { ...about, routable: true, origin: best?.origin ?? '', row: plan.value.row, why: plan.value.reason };
      });
    }),
  );
}

const withoutPort = ({ name, project, networkMode }: DockerContainer): Recommendation => ({
  container: name,
  project,
  port: null,
  routable: false,
  why:
    networkMode === 'host'
      ? `${name} shares the host's network, so Docker knows none of its ports.`
      : `Docker shows no port of ${name}: its image exposes none and none is published.`,
  remedy: `If it listens, ask with its own port: \`tunnel-manager request NAME --container ${name} --port PORT\`.`,
});

const maySee = (caller: Caller, { project }: DockerContainer): boolean =>
  project === null ? caller.role === 'admin' : mayAct(caller, project);

/** Each port once, published or not: a port that is published twice is still one port of the container. */
const portsOf = ({ ports }: DockerContainer): readonly number[] => [
  ...new Set(ports.filter(({ protocol }) => protocol === 'tcp').map(({ internalPort }) => internalPort)),
];

const viewContainer = (container: DockerContainer, nameOf: ReadonlyMap<string, string>): ContainerView => ({
  name: container.name,
  image: container.image,
  state: container.state,
  project: container.project,
  networkMode: container.networkMode,
  networks: container.networks.map(({ networkId, ipAddress, aliases }) => ({
    name: nameOf.get(networkId) ?? networkId,
    ipAddress,
    aliases,
  })),
  ports: container.ports,
});
