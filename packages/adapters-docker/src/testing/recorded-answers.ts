import type { InspectedContainer, ListedContainer, ListedEndpoint, ListedNetwork } from '../engine-answers.ts';

/** Ids are 64 hex digits; here they begin with something that tells them apart. */
export const idOf = (start: string): string => Buffer.from(start).toString('hex').padEnd(64, '0').slice(0, 64);

/** What an engine tells beside that which we read, as Engine API 1.41 does. */
const UNREAD = {
  endpoint: { IPAMConfig: null, Links: null, Aliases: null, IPPrefixLen: 16, IPv6Gateway: '', DriverOpts: null },
  container: { ImageID: 'sha256:00', Command: 'httpd', Created: 1_767_225_600, Status: 'Up 3 minutes', Mounts: [] },
  network: { Created: '2026-01-01T00:00:00.000000000Z', Scope: 'local', EnableIPv6: false, Containers: {}, Labels: {} },
};

/** A connected endpoint as Engine API 1.41 lists it. */
export const anEndpoint = (network: string, change: Partial<ListedEndpoint> = {}): ListedEndpoint => ({
  ...UNREAD.endpoint,
  NetworkID: idOf(network),
  EndpointID: idOf(`e-${network}`),
  Gateway: '172.18.0.1',
  IPAddress: '172.18.0.2',
  GlobalIPv6Address: '',
  ...change,
});

/** Of a container that was started once and does not run now. */
export const anIdleEndpoint = (network: string): ListedEndpoint =>
  anEndpoint(network, { EndpointID: '', Gateway: '', IPAddress: '' });

/** A running container on the network `tunnel`, as Engine API 1.41 lists it. */
export const aListed = (name = 'web', change: Partial<ListedContainer> = {}): ListedContainer => ({
  ...UNREAD.container,
  Id: idOf(name),
  Names: [`/${name}`],
  Image: 'example/web:1',
  State: 'running',
  Labels: {},
  HostConfig: { NetworkMode: 'tunnel' },
  NetworkSettings: { Networks: { tunnel: anEndpoint('tunnel') } },
  Ports: [],
  ...change,
});

/** What `docker inspect` adds for the container of `aListed`. */
export const anInspected = (
  name = 'web',
  change: { aliases?: Record<string, readonly string[]>; extraHosts?: readonly string[] } = {},
): InspectedContainer => ({
  Id: idOf(name),
  Name: `/${name}`,
  HostConfig: { ExtraHosts: change.extraHosts ?? null },
  NetworkSettings: {
    Networks: Object.fromEntries(
      Object.entries(change.aliases ?? {}).map(([network, aliases]) => [
        network,
        { Aliases: [...aliases, idOf(name).slice(0, 12)] },
      ]),
    ),
  },
});

const aNetwork = (name: string, driver: string, config: readonly object[], internal = false): ListedNetwork => ({
  ...UNREAD.network,
  Id: idOf(name),
  Name: name,
  Driver: driver,
  Internal: internal,
  IPAM: { Config: config },
});

/** Docker's own three networks, one that a user made, and an internal one. */
export const NETWORKS: readonly ListedNetwork[] = [
  // A fresh engine lists no gateway for its default bridge.
  aNetwork('bridge', 'bridge', [{ Subnet: '172.17.0.0/16' }]),
  aNetwork('host', 'host', []),
  aNetwork('none', 'null', []),
  aNetwork('tunnel', 'bridge', [{ Subnet: '172.18.0.0/16', Gateway: '172.18.0.1' }]),
  aNetwork('inside', 'bridge', [{ Subnet: '172.19.0.0/16', Gateway: '172.19.0.1' }], true),
];
