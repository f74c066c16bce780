import {
  sanitiseText,
  type ContainerState,
  type DockerContainer,
  type DockerNetwork,
  type Membership,
  type PortBinding,
} from '@tunnel-manager/core';
import type {
  InspectedContainer,
  ListedContainer,
  ListedEndpoint,
  ListedNetwork,
  ListedPort,
} from './engine-answers.ts';
import { projectOf, type ProjectRules } from './project-of.ts';

/** A network as the core knows it. */
export const readNetwork = ({ Id, Name, Driver, Internal }: ListedNetwork): DockerNetwork => ({
  networkId: Id,
  name: sanitiseText(Name, MAX_TEXT_LENGTH),
  driver: sanitiseText(Driver ?? '', MAX_TEXT_LENGTH),
  internal: Internal ?? false,
});

/**
 * A container as the core knows it. Memberships of networks that no longer exist are left out, as are aliases when
 * nothing was inspected.
 */
export function readContainer(
  listed: ListedContainer,
  inspected: InspectedContainer | null,
  networks: readonly DockerNetwork[],
  rules: ProjectRules,
): DockerContainer {
  const name = nameOf(listed);
  const project = projectOf(name, listed.Labels ?? {}, rules);
  return {
    containerId: listed.Id,
    name,
    image: sanitiseText(listed.Image ?? '', MAX_TEXT_LENGTH),
    state: STATES.find((state) => state === listed.State) ?? 'exited',
    project: project === null ? null : sanitiseText(project, MAX_TEXT_LENGTH),
    networkMode: networkModeOf(listed),
    networks: Object.entries(endpointsOf(listed))
      .flatMap(([network, endpoint]) => membershipOf(listed.Id, name, network, endpoint, inspected, networks))
      .toSorted((a, b) => (a.networkId < b.networkId ? -1 : 1)),
    ports: portsOf(listed.Ports ?? []),
  };
}

/** A container has one name of its own; further ones, with a second slash, come from links of other containers. */
export function nameOf({ Id, Names }: ListedContainer): string {
  const own = (Names ?? []).map((name) => name.replace(/^\//, '')).find((name) => name !== '' && !name.includes('/'));
  return sanitiseText(own ?? Id.slice(0, 12), MAX_TEXT_LENGTH);
}

/** Docker calls its default network `default` here and `bridge` everywhere else. */
export function networkModeOf({ HostConfig }: ListedContainer): string {
  const mode = HostConfig?.NetworkMode ?? '';
  return mode === '' || mode === 'default' ? 'bridge' : sanitiseText(mode, MAX_TEXT_LENGTH);
}

export const endpointsOf = ({ NetworkSettings }: ListedContainer): Readonly<Record<string, ListedEndpoint>> =>
  NetworkSettings?.Networks ?? {};

/** The id of an endpoint's network, or null when that is gone. Before its first start a container knows only names. */
export function networkIdOf(
  name: string,
  { NetworkID }: ListedEndpoint,
  networks: readonly DockerNetwork[],
): string | null {
  const network = NetworkID
    ? networks.find(({ networkId }) => networkId === NetworkID)
    : networks.find((other) => other.name === name || other.networkId === name);
  return network?.networkId ?? null;
}

/** Docker's names of containers, networks and images stay well below it. */
const MAX_TEXT_LENGTH = 255;

/** What another engine may say beside these seven is certainly not running, and `exited` says no more than that. */
const STATES: readonly ContainerState[] = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'];

function membershipOf(
  containerId: string,
  containerName: string,
  networkName: string,
  endpoint: ListedEndpoint,
  inspected: InspectedContainer | null,
  networks: readonly DockerNetwork[],
): readonly Membership[] {
  const networkId = networkIdOf(networkName, endpoint, networks);
  if (networkId === null) return [];
  const { Aliases, DNSNames } = inspected?.NetworkSettings?.Networks?.[networkName] ?? {};
  const own = new Set([containerName, containerId, containerId.slice(0, 12)]);
  const aliases = new Set([...(Aliases ?? []), ...(DNSNames ?? [])].filter((alias) => alias !== '' && !own.has(alias)));
  return [
    {
      networkId,
      ipAddress: endpoint.IPAddress || endpoint.GlobalIPv6Address || '',
      aliases: [...aliases].map((alias) => sanitiseText(alias, MAX_TEXT_LENGTH)).sort(),
    },
  ];
}

/** Docker lists ports in no order, and some of them twice. */
function portsOf(listed: readonly ListedPort[]): readonly PortBinding[] {
  const byKey = new Map<string, PortBinding>();
  for (const { IP, PrivatePort, PublicPort, Type } of listed) {
    const protocol = PROTOCOLS.find((known) => known === Type);
    if (protocol === undefined) continue;
    const hostPort = PublicPort ?? 0;
    const port = { internalPort: PrivatePort, protocol, hostIp: hostPort === 0 ? '' : (IP ?? ''), hostPort };
    byKey.set(Object.values(port).join(' '), port);
  }
  return [...byKey.values()].sort(
    (a, b) =>
      a.internalPort - b.internalPort ||
      compare(a.protocol, b.protocol) ||
      compare(a.hostIp, b.hostIp) ||
      a.hostPort - b.hostPort,
  );
}

const PROTOCOLS = ['tcp', 'udp', 'sctp'] as const;

/** All of these are ASCII, where this is the bytewise order. */
const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
