/** Docker's seven container states. */
export type ContainerState = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';

/** Docker allows several networks of one name, so the id is what tells them apart. */
export interface DockerNetwork {
  readonly networkId: string;
  readonly name: string;
  readonly driver: string;
  /** Only its members reach it, and it reaches nothing outside. */
  readonly internal: boolean;
}

/** A container's place on one network. `ipAddress` is empty while it does not run. */
export interface Membership {
  readonly networkId: string;
  readonly ipAddress: string;
  /** Further names that Docker's DNS answers on this network, without the container's own name and id; sorted. */
  readonly aliases: readonly string[];
}

/** A port of a container; `hostIp` is '' and `hostPort` 0 when it is exposed but not published. */
export interface PortBinding {
  readonly internalPort: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly hostIp: string;
  readonly hostPort: number;
}

/** `networks` are ordered by `networkId`; `ports` by internal port, protocol, host address, host port, without doubles. */
export interface DockerContainer {
  readonly containerId: string;
  /** Without Docker's leading slash. */
  readonly name: string;
  readonly image: string;
  readonly state: ContainerState;
  /** By label, mapping or name; null when no project is known. */
  readonly project: string | null;
  /** As Docker gives it: `bridge`, a network's name, `host`, `none` or `container:ID`. */
  readonly networkMode: string;
  readonly networks: readonly Membership[];
  readonly ports: readonly PortBinding[];
}

/** Everything that Docker on one machine has, ordered by id. */
export interface Topology {
  readonly networks: readonly DockerNetwork[];
  readonly containers: readonly DockerContainer[];
}

/** What is recorded of one VM. `stale` when Docker could not be asked since `observedAt` (epoch milliseconds). */
export interface RecordedTopology extends Topology {
  readonly observedAt: number;
  readonly stale: boolean;
}

/** Where a connector of the tunnel runs, which decides what `localhost` and names mean to it. */
export type ConnectorPlace =
  | { readonly kind: 'host'; readonly name: string }
  | {
      readonly kind: 'container';
      readonly name: string;
      readonly containerId: string;
      readonly networkIds: readonly string[];
      /** The host's address behind `host.docker.internal`, when the container was given that name; else null. */
      readonly hostGateway: string | null;
      /** The host's addresses on the user-defined networks that it is on; stable order. */
      readonly gateways: readonly { readonly networkId: string; readonly ipAddress: string }[];
    };

/** Differences between two pictures; whoever is not named is unchanged. */
export interface TopologyDifference {
  readonly networksSeen: readonly DockerNetwork[];
  readonly networksGone: readonly string[];
  /** New or changed in any way, with all their memberships and ports. */
  readonly containersSeen: readonly DockerContainer[];
  readonly containersGone: readonly string[];
}
