import type { ConnectorPlace, DockerNetwork } from '@tunnel-manager/core';
import type { InspectedContainer, ListedContainer, ListedNetwork } from './engine-answers.ts';
import { endpointsOf, nameOf, networkIdOf, networkModeOf } from './read-container.ts';

/** Where the operator says that the tunnel's connectors run: on this host, or in containers of exactly these names. */
export type ConnectorSetting =
  | { readonly kind: 'host' }
  | { readonly kind: 'docker'; readonly containers: readonly string[] };

/** What the engine tells, as far as places depend on it. */
export interface EngineFacts {
  readonly containers: readonly ListedContainer[];
  readonly inspected: (containerId: string) => InspectedContainer | null;
  readonly networks: readonly DockerNetwork[];
  readonly listedNetworks: readonly ListedNetwork[];
}

/** The place of each connector that runs, in the operator's order. A name that only resembles another is another. */
export function locateConnectors(setting: ConnectorSetting, facts: EngineFacts): readonly ConnectorPlace[] {
  if (setting.kind === 'host') return [ON_THE_HOST];
  return setting.containers.flatMap((name) => {
    const container = facts.containers.find((one) => nameOf(one) === name && one.State === 'running');
    const owner = container === undefined ? undefined : networkOwner(container, facts.containers);
    if (container === undefined || owner === undefined) return [];
    if (networkModeOf(owner) === 'host') return [{ kind: 'host', name }];
    return [placeOf(name, container, owner, facts)];
  });
}

/** Whoever runs on the host itself. */
export const ON_THE_HOST: ConnectorPlace = { kind: 'host', name: 'this host' };

/** With `network_mode: container:X` networks, addresses and the names of hosts are X's. */
function networkOwner(container: ListedContainer, containers: readonly ListedContainer[]): ListedContainer | undefined {
  const mode = networkModeOf(container);
  if (!mode.startsWith('container:')) return container;
  const ref = mode.slice('container:'.length);
  return containers.find((other) => (other.Id === ref || nameOf(other) === ref) && other.State === 'running');
}

function placeOf(name: string, container: ListedContainer, owner: ListedContainer, facts: EngineFacts): ConnectorPlace {
  const endpoints = Object.entries(endpointsOf(owner)).flatMap(([network, endpoint]) => {
    const networkId = networkIdOf(network, endpoint, facts.networks);
    const known = facts.networks.find((other) => other.networkId === networkId);
    return known === undefined ? [] : [{ ...known, gateway: endpoint.Gateway ?? '' }];
  });
  return {
    kind: 'container',
    name,
    containerId: container.Id,
    networkIds: endpoints.map(({ networkId }) => networkId).sort(),
    // From internal networks alone the address behind the name cannot be reached.
    hostGateway: endpoints.some(({ internal }) => !internal)
      ? hostGatewayOf(facts.inspected(owner.Id), facts.listedNetworks)
      : null,
    // Only a bridge's gateway is an address of the host; that of an internal network is not meant to be a way out.
    gateways: endpoints
      .filter(
        ({ driver, internal, name: network, gateway }) =>
          driver === 'bridge' && !internal && network !== 'bridge' && gateway !== '',
      )
      .map(({ networkId, gateway }) => ({ networkId, ipAddress: gateway }))
      .sort((a, b) => (a.networkId < b.networkId ? -1 : 1)),
  };
}

/** What `host.docker.internal` means in a container; null when it was not given that name. */
function hostGatewayOf(inspected: InspectedContainer | null, networks: readonly ListedNetwork[]): string | null {
  const entry = inspected?.HostConfig?.ExtraHosts?.find((host) => /^host\.docker\.internal[:=]/.test(host));
  const address = entry?.slice('host.docker.internal:'.length) ?? null;
  return address === 'host-gateway' ? defaultGateway(networks) : address;
}

/** `host-gateway` is the host's address on the default bridge. An engine lists that address only once it was set. */
function defaultGateway(networks: readonly ListedNetwork[]): string | null {
  const configs = networks.find(({ Name }) => Name === 'bridge')?.IPAM?.Config ?? [];
  const gateway = configs.find(({ Gateway }) => Gateway)?.Gateway;
  const subnet = configs.find(({ Subnet }) => Subnet?.includes('.'))?.Subnet;
  return gateway ?? (subnet === undefined ? null : firstAddress(subnet));
}

/** Docker gives a bridge the first address of its subnet unless told otherwise. */
function firstAddress(subnet: string): string {
  const [address = '', prefix] = subnet.split('/');
  const mask = -1 << (32 - Number(prefix));
  const first = (address.split('.').reduce((sum, byte) => (sum << 8) | Number(byte), 0) & mask) + 1;
  return [24, 16, 8, 0].map((shift) => (first >>> shift) & 255).join('.');
}
