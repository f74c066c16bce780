import type { Change } from '../domain/change.ts';
import { compareBytewise } from '../domain/paging.ts';
import type { DockerContainer, DockerNetwork, PortBinding, RecordedTopology } from '../domain/topology.ts';
import { StateConflict } from '../ports/store-errors.ts';

/** A VM's topology after one more look; what is gone goes first, so that an id may leave and come back in one change. */
export function observed(
  before: RecordedTopology | undefined,
  change: Extract<Change, { kind: 'topology-observed' }>,
): RecordedTopology {
  const { networksSeen, networksGone, containersSeen, containersGone, at: observedAt, stale } = change;
  const networks = replaced(before?.networks ?? [], networksGone, networksSeen, ({ networkId }) => networkId);
  const containers = replaced(
    (before?.containers ?? []).map((container) => without(container, networksGone)),
    containersGone,
    containersSeen.map(tidied),
    ({ containerId }) => containerId,
  );
  const known = new Set(networks.map(({ networkId }) => networkId));
  const isComplete = containers.every((container) => container.networks.every(({ networkId }) => known.has(networkId)));
  if (!isComplete) throw new StateConflict(`topology:${change.vm}`);
  return { networks, containers, observedAt, stale };
}

function replaced<T extends DockerNetwork | DockerContainer>(
  before: readonly T[],
  gone: readonly string[],
  seen: readonly T[],
  idOf: (item: T) => string,
): readonly T[] {
  const staying = before.filter((item) => !gone.includes(idOf(item)));
  const byId = new Map([...staying, ...seen].map((item) => [idOf(item), item]));
  return [...byId.values()].sort((a, b) => compareBytewise(idOf(a), idOf(b)));
}

/** A membership cannot outlive its network. */
const without = (container: DockerContainer, gone: readonly string[]): DockerContainer => ({
  ...container,
  networks: container.networks.filter(({ networkId }) => !gone.includes(networkId)),
});

/** In order and, as nothing can be recorded twice, with the first of each. */
const tidied = (container: DockerContainer): DockerContainer => ({
  ...container,
  networks: firstOfEach(container.networks, ({ networkId }) => networkId).sort((a, b) =>
    compareBytewise(a.networkId, b.networkId),
  ),
  ports: firstOfEach(container.ports, (port) => JSON.stringify(keyOf(port))).sort(comparePorts),
});

const firstOfEach = <T>(items: readonly T[], keyOfItem: (item: T) => string): T[] => [
  ...new Map(items.toReversed().map((item) => [keyOfItem(item), item])).values(),
];

const keyOf = ({ internalPort, protocol, hostIp, hostPort }: PortBinding) => [internalPort, protocol, hostIp, hostPort];

const comparePorts = (a: PortBinding, b: PortBinding): number =>
  a.internalPort - b.internalPort ||
  compareBytewise(a.protocol, b.protocol) ||
  compareBytewise(a.hostIp, b.hostIp) ||
  a.hostPort - b.hostPort;
