import type {
  Change,
  DockerContainer,
  DockerNetwork,
  Membership,
  PortBinding,
  RecordedTopology,
} from '@tunnel-manager/core';
import { NOON } from './builders.ts';

type Observation = Extract<Change, { kind: 'topology-observed' }>;

/** A look at `vm-1` that found no difference; each test names what it found. */
export const observed = (difference: Partial<Observation> = {}): Observation => ({
  kind: 'topology-observed',
  vm: 'vm-1',
  at: NOON,
  stale: false,
  networksSeen: [],
  networksGone: [],
  containersSeen: [],
  containersGone: [],
  ...difference,
});

/** What is recorded after a first look that found this. */
export const picture = (found: Partial<Observation>): RecordedTopology => {
  const { at, stale, networksSeen, containersSeen } = observed(found);
  return { observedAt: at, stale, networks: networksSeen, containers: containersSeen };
};

export const aNetwork = (n: number, difference: Partial<DockerNetwork> = {}): DockerNetwork => ({
  networkId: `network-${digits(n)}`,
  name: `consilio_${n}`,
  driver: 'bridge',
  internal: false,
  ...difference,
});

/** On no network and without ports. */
export const aContainer = (n: number, difference: Partial<DockerContainer> = {}): DockerContainer => ({
  containerId: `container-${digits(n)}`,
  name: `consilio-web-${n}`,
  image: 'example.test/consilio:1',
  state: 'running',
  project: 'consilio',
  networkMode: 'consilio_1',
  networks: [],
  ports: [],
  ...difference,
});

export const aMembership = (n: number, difference: Partial<Membership> = {}): Membership => ({
  networkId: `network-${digits(n)}`,
  ipAddress: '192.0.2.7',
  aliases: ['web'],
  ...difference,
});

export const aPort = (difference: Partial<PortBinding> = {}): PortBinding => ({
  internalPort: 80,
  protocol: 'tcp',
  hostIp: '0.0.0.0',
  hostPort: 3105,
  ...difference,
});

/** So that ids sort by `n`. */
const digits = (n: number): string => String(n).padStart(3, '0');
