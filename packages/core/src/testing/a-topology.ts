import type { PlanFacts } from '../domain/plan-origin.ts';
import type { ConnectorPlace, DockerContainer, DockerNetwork, PortBinding } from '../domain/topology.ts';

/** Docker's own networks and one that a user made, called `tunnel`. */
export const NETWORKS: readonly DockerNetwork[] = [
  { networkId: 'n-bridge', name: 'bridge', driver: 'bridge', internal: false },
  { networkId: 'n-host', name: 'host', driver: 'host', internal: false },
  { networkId: 'n-internal', name: 'inside', driver: 'bridge', internal: true },
  { networkId: 'n-none', name: 'none', driver: 'null', internal: false },
  { networkId: 'n-tunnel', name: 'tunnel', driver: 'bridge', internal: false },
];

/** A running container of `demo` on the default bridge; each test changes what it is about. */
export const aContainer = (change: Partial<DockerContainer> = {}): DockerContainer => ({
  containerId: `c-${change.name ?? 'web'}`,
  name: 'web',
  image: 'example/web:1',
  state: 'running',
  project: 'demo',
  networkMode: 'bridge',
  networks: [{ networkId: 'n-bridge', ipAddress: '172.17.0.2', aliases: [] }],
  ports: [],
  ...change,
});

/** On the network `tunnel`. */
export const onTunnel = (change: Partial<DockerContainer> = {}): DockerContainer =>
  aContainer({
    networkMode: 'tunnel',
    networks: [{ networkId: 'n-tunnel', ipAddress: '172.18.0.2', aliases: [] }],
    ...change,
  });

/** Port 8080 inside, published as 3005 unless told otherwise. */
export const published = (change: Partial<PortBinding> = {}): PortBinding => ({
  internalPort: 8080,
  protocol: 'tcp',
  hostIp: '0.0.0.0',
  hostPort: 3005,
  ...change,
});

export const HOST: ConnectorPlace = { kind: 'host', name: 'this host' };

/** A connector in a container on the network `tunnel`, without a name for the host. */
export const aConnector = (change: Partial<ConnectorPlace & { kind: 'container' }> = {}): ConnectorPlace => ({
  kind: 'container',
  name: 'cloudflared',
  containerId: 'c-cloudflared',
  networkIds: ['n-tunnel'],
  hostGateway: null,
  gateways: [{ networkId: 'n-tunnel', ipAddress: '172.18.0.1' }],
  ...change,
});

export const facts = (connector: ConnectorPlace, ...containers: readonly DockerContainer[]): PlanFacts => ({
  networks: NETWORKS,
  containers,
  connectors: [connector],
  stale: false,
});
