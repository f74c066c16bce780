import type {
  Change,
  ContainerState,
  DockerContainer,
  DockerNetwork,
  Membership,
  PortBinding,
} from '@tunnel-manager/core';
import type { LegacyAdoption } from './legacy-adoption.ts';
import type { LegacyRow } from './legacy-row.ts';
import type { LegacySource } from './legacy-source.ts';

/** Each network and container at its own time, which is when it was seen first; marked stale until Docker is asked. */
export function* legacyTopology(source: LegacySource, { vm, nowMs }: LegacyAdoption): Generator<Change> {
  const networks = networksOf(source, nowMs);
  const containers = containersOf(source, nowMs);
  addMemberships(source, networks, containers);
  addPorts(source, containers);
  const seen = { kind: 'topology-observed', vm, stale: true, ...NOTHING } as const;
  for (const { network, at } of byTime(new Set(networks.values()))) yield { ...seen, at, networksSeen: [network] };
  for (const { container, at, memberships, ports } of byTime(containers.values())) {
    const whole = { ...container, networks: [...memberships.values()], ports: [...ports.values()] };
    yield { ...seen, at, containersSeen: [whole] };
  }
  const looks = [...networks.values(), ...containers.values()].map(({ lastSeenAt }) => lastSeenAt);
  if (looks.length > 0) yield { ...seen, at: Math.max(...looks) };
}

const NOTHING = { networksSeen: [], networksGone: [], containersSeen: [], containersGone: [] } as const;

interface FoundNetwork {
  readonly network: DockerNetwork;
  readonly at: number;
  readonly lastSeenAt: number;
}

interface FoundContainer {
  readonly container: Omit<DockerContainer, 'networks' | 'ports'>;
  readonly at: number;
  readonly lastSeenAt: number;
  readonly memberships: Map<string, Membership>;
  readonly ports: Map<string, PortBinding>;
}

/** By row. Rows that name one network answer the same thing: the one that was seen last. */
function networksOf(source: LegacySource, nowMs: number): ReadonlyMap<number, FoundNetwork> {
  const byId = new Map<string, FoundNetwork>();
  const idOfRow = new Map<number, string>();
  for (const row of source.rows('docker_networks')) {
    const networkId = row.text('network_id');
    if (networkId === null) {
      row.drop('it has no network_id');
      continue;
    }
    const lastSeenAt = row.time('last_seen', nowMs);
    const at = row.time('created_at', lastSeenAt);
    const network = {
      networkId,
      name: row.textOr('network_name', ''),
      driver: row.text('driver') ?? '',
      internal: false,
    };
    const known = byId.get(networkId);
    if (known === undefined) row.keep();
    else row.collapse();
    if (known === undefined || known.lastSeenAt <= lastSeenAt) byId.set(networkId, { network, at, lastSeenAt });
    idOfRow.set(row.no, networkId);
  }
  const found = new Map<number, FoundNetwork>();
  for (const [no, networkId] of idOfRow) {
    const network = byId.get(networkId);
    if (network) found.set(no, network);
  }
  return found;
}

function containersOf(source: LegacySource, nowMs: number): ReadonlyMap<number, FoundContainer> {
  const found = new Map<number, FoundContainer>();
  for (const row of source.rows('docker_containers')) {
    const containerId = row.text('container_id');
    if (containerId === null) {
      row.drop('it has no container_id');
      continue;
    }
    row.keep();
    const at = row.time('last_seen', nowMs);
    const container = {
      containerId,
      name: row.textOr('container_name', ''),
      image: row.text('image') ?? '',
      state: row.oneOf<ContainerState>('status', STATES, 'exited'),
      project: row.text('project_name'),
      networkMode: '',
    };
    found.set(row.no, { container, at, lastSeenAt: at, memberships: new Map(), ports: new Map() });
  }
  return found;
}

/** What Docker calls them. */
const STATES = { running: 'running', paused: 'paused', stopped: 'exited' } as const;

function addMemberships(
  source: LegacySource,
  networks: ReadonlyMap<number, FoundNetwork>,
  containers: ReadonlyMap<number, FoundContainer>,
): void {
  for (const row of source.rows('container_networks')) {
    const container = ownerOf(row, containers);
    const networkId = networks.get(row.integer('network_id') ?? -1)?.network.networkId;
    if (container === undefined || networkId === undefined) row.drop('its container or its network is not recorded');
    else if (container.memberships.has(networkId)) row.collapse();
    else {
      row.keep();
      container.memberships.set(networkId, { networkId, ipAddress: row.text('ip_address') ?? '', aliases: [] });
    }
  }
}

/** The first generation added all ports of a container at each look, and never took one away. */
function addPorts(source: LegacySource, containers: ReadonlyMap<number, FoundContainer>): void {
  for (const row of source.rows('container_ports')) {
    const container = ownerOf(row, containers);
    const internalPort = row.integer('internal_port') ?? 0;
    if (container === undefined) row.drop('its container is not recorded');
    else if (internalPort < 1 || internalPort > 65_535) row.drop('internal_port is no port');
    else {
      const hostPort = hostPortOf(row);
      const protocol = row.oneOf('protocol', { tcp: 'tcp', udp: 'udp', sctp: 'sctp' }, 'tcp');
      const key = `${internalPort}/${protocol}/${hostPort}`;
      if (container.ports.has(key)) row.collapse();
      else {
        row.keep();
        container.ports.set(key, { internalPort, protocol, hostIp: '', hostPort });
      }
    }
  }
}

function hostPortOf(row: LegacyRow): number {
  const port = row.integer('host_port') ?? 0;
  if (port >= 0 && port <= 65_535) return port;
  row.repair('host_port held no port: taken as not published');
  return 0;
}

const ownerOf = (row: LegacyRow, containers: ReadonlyMap<number, FoundContainer>): FoundContainer | undefined =>
  containers.get(row.integer('container_id') ?? -1);

const byTime = <T extends { readonly at: number }>(items: Iterable<T>): readonly T[] =>
  [...items].sort((a, b) => a.at - b.at);
