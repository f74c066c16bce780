import { accepted, refused, type Outcome } from './outcome.ts';
import type { OriginCandidate, OriginPlan } from './origin-plan.ts';
import { refusal } from './refusal.ts';
import { rivalsFor, type OriginWish, type Service } from './resolve-service.ts';
import type { ConnectorPlace, DockerContainer, DockerNetwork, PortBinding, Topology } from './topology.ts';

type ContainerPlace = ConnectorPlace & { readonly kind: 'container' };
type ContainerService = Service & { readonly kind: 'container' };

/**
 * For a connector in a container: by name on a shared user-defined network (row 3), else by way of the host (rows 1
 * and 6). Its own `localhost` leads nowhere, and Docker's default bridge resolves no names (row 4).
 */
export function planFromContainer(
  wish: OriginWish,
  service: Service,
  place: ContainerPlace,
  topology: Topology,
): Outcome<OriginPlan> {
  if (service.kind === 'process') return overTheHost(1, place, wish.port, null, topology);
  const { container, owner, privatePort, published } = service;
  if (owner.networkMode === 'host') return overTheHost(1, place, privatePort, container.name, topology);
  const byName = planByName(wish, service, place, topology);
  if (byName !== null) return byName;
  const row = container === owner ? 6 : 9;
  const open = published.find(({ hostIp }) => EVERY_ADDRESS.has(hostIp));
  if (open !== undefined) return overTheHost(row, place, open.hostPort, container.name, topology);
  const elsewhere = published.find(({ hostIp }) => !isLoopback(hostIp));
  const isCutOff = place.networkIds.every((id) => isInternal(id, topology));
  if (elsewhere !== undefined && !isCutOff) return accepted(atOwnAddress(row, container.name, elsewhere));
  return refused(unreachable(service, place, topology));
}

/** Row 3, or null when the two share no user-defined network. */
function planByName(
  wish: OriginWish,
  service: ContainerService,
  place: ContainerPlace,
  topology: Topology,
): Outcome<OriginPlan> | null {
  const { container, owner, privatePort } = service;
  const shared = sharedNetworks(service, place, topology);
  const [network] = shared;
  if (network === undefined) return null;
  const rivals = rivalsFor(owner.name, network, topology, owner);
  if (rivals.length > 0) return refused(ambiguous(wish, owner.name, network.name, rivals));
  const ipAddress = owner.networks.find(({ networkId }) => networkId === network.networkId)?.ipAddress ?? '';
  return accepted({
    row: container === owner ? 3 : 9,
    candidates: [
      { origin: `http://${owner.name}:${privatePort}`, probeAt: `http://${hostOf(ipAddress)}:${privatePort}` },
    ],
    targetType: 'container',
    container: container.name,
    network: network.name,
    reason: `The connector and ${owner.name} share the network ${network.name}, where its name resolves.`,
    warnings: [],
    ifSilent: `Nothing answers on port ${privatePort} inside ${container.name}: it may listen on 127.0.0.1 of the container only, or on another port.`,
  });
}

/** Names that are not the project's own stay unnamed. */
function ambiguous(wish: OriginWish, name: string, network: string, rivals: readonly DockerContainer[]) {
  const known = rivals
    .filter(({ project }) => wish.project === null || project === wish.project)
    .map((rival) => rival.name);
  const [first] = known;
  return refusal(
    'origin-ambiguous',
    `On the network ${network} the name ${name} is also answered by ${first === undefined ? 'another container' : known.join(', ')}.`,
    first === undefined
      ? `Rename it with \`docker rename ${name} NEW-NAME\`, then ask again.`
      : `Remove that alias, such as with \`docker network disconnect ${network} ${first}\`, then ask again.`,
  );
}

/** Networks with fewer members first: a network of their own is the most private way. Then by name, so that it stays. */
function sharedNetworks(
  service: ContainerService,
  place: ContainerPlace,
  topology: Topology,
): readonly DockerNetwork[] {
  const own = new Set(service.owner.networks.map(({ networkId }) => networkId));
  const members = (id: string): number =>
    topology.containers.filter(({ networks }) => networks.some(({ networkId }) => networkId === id)).length;
  return topology.networks
    .filter(({ networkId, name }) => own.has(networkId) && place.networkIds.includes(networkId) && isUserDefined(name))
    .toSorted((a, b) => members(a.networkId) - members(b.networkId) || (a.name < b.name ? -1 : 1));
}

/** Rows 1 and 6: a port of the host, by the name that the connector was given for it or by a gateway's address. */
function overTheHost(
  row: number,
  place: ContainerPlace,
  port: number,
  container: string | null,
  topology: Topology,
): Outcome<OriginPlan> {
  const gateways = place.gateways.filter(({ networkId }) => !isInternal(networkId, topology));
  const candidates: readonly OriginCandidate[] =
    place.hostGateway === null
      ? gateways.map(({ ipAddress }) => same(`http://${hostOf(ipAddress)}:${port}`))
      : [{ origin: `http://host.docker.internal:${port}`, probeAt: `http://${hostOf(place.hostGateway)}:${port}` }];
  if (candidates.length === 0) return refused(noWayToTheHost(place, port));
  const via = place.hostGateway === null ? 'a gateway address' : 'host.docker.internal';
  return accepted({
    row,
    candidates,
    targetType: 'localhost',
    container,
    network: null,
    reason: `The connector runs in the container ${place.name} and reaches port ${port} of the host by ${via}.`,
    warnings:
      place.hostGateway === null
        ? [
            `A gateway's address can change when its network is recreated; give ${place.name} \`--add-host host.docker.internal:host-gateway\`.`,
          ]
        : [],
    ifSilent: `Port ${port} does not answer at the host's address that ${place.name} can reach: it may be bound to 127.0.0.1 only, or a firewall is in the way.`,
  });
}

/** Row 6 for a port that is published on one address of the host that is not loopback. */
const atOwnAddress = (row: number, container: string, { hostIp, hostPort }: PortBinding): OriginPlan => ({
  row,
  candidates: [same(`http://${hostOf(hostIp)}:${hostPort}`)],
  targetType: 'localhost',
  container,
  network: null,
  reason: `The container ${container} publishes the port on the host's address ${hostIp}, which containers reach too.`,
  warnings: [],
  ifSilent: `Nothing answers at ${hostIp}:${hostPort}: the service may listen on 127.0.0.1 of the container only.`,
});

const EVERY_ADDRESS: ReadonlySet<string> = new Set(['', '0.0.0.0', '::']);

const isLoopback = (hostIp: string): boolean => hostIp === '::1' || hostIp.startsWith('127.');

/** Docker's own three networks resolve no names. */
const isUserDefined = (name: string): boolean => name !== 'bridge' && name !== 'host' && name !== 'none';

const isInternal = (id: string, { networks }: Topology): boolean =>
  networks.some(({ networkId, internal }) => networkId === id && internal);

const hostOf = (ipAddress: string): string => (ipAddress.includes(':') ? `[${ipAddress}]` : ipAddress);

const same = (origin: string): OriginCandidate => ({ origin, probeAt: origin });

const noWayToTheHost = (place: ContainerPlace, port: number) =>
  refusal(
    'origin-unreachable',
    `The connector runs in the container ${place.name}, which has no way to port ${port} of the host.`,
    `Start ${place.name} with \`--add-host host.docker.internal:host-gateway\`, or with \`--network host\`.`,
  );

/** Rows 4, 7, 8 and 11. */
function unreachable(
  { container, privatePort, published }: ContainerService,
  place: ContainerPlace,
  topology: Topology,
) {
  const network = topology.networks.find(
    ({ networkId, name }) => place.networkIds.includes(networkId) && isUserDefined(name),
  );
  const join =
    network === undefined
      ? `docker network create tunnel && docker network connect tunnel ${place.name} && docker network connect tunnel ${container.name}`
      : `docker network connect ${network.name} ${container.name}`;
  const why =
    published.length > 0
      ? `publishes its port ${privatePort} on 127.0.0.1 only, which the connector's container ${place.name} cannot reach`
      : `shares no user-defined network with the connector's container ${place.name} and publishes no port`;
  return refusal('origin-unreachable', `The container ${container.name} ${why}.`, `Run \`${join}\`, then ask again.`);
}
