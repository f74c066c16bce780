import { accepted, refused, type Outcome } from './outcome.ts';
import { refusal } from './refusal.ts';
import type { DockerContainer, DockerNetwork, PortBinding, Topology } from './topology.ts';

/** What is asked for: a port of the host, or with `container` a port inside that container. */
export interface OriginWish {
  readonly project: string | null;
  readonly port: number;
  readonly container: string | null;
}

/** Who stands behind a wish: a process on the host, or a container whose names and ports are `owner`'s. */
export type Service =
  | { readonly kind: 'process' }
  | {
      readonly kind: 'container';
      readonly container: DockerContainer;
      /** The container whose network it shares, or itself. */
      readonly owner: DockerContainer;
      /** The port inside. */
      readonly privatePort: number;
      /** Where that port is published on the host; TCP only. */
      readonly published: readonly PortBinding[];
    };

/**
 * Finds out who is meant, without guessing: refuses what does not exist (`unknown-container`), does not run
 * (`origin-not-running`), belongs to another project (`port-not-yours`) or could be more than one (`origin-ambiguous`).
 */
export function resolveService(wish: OriginWish, topology: Topology): Outcome<Service> {
  if (wish.container !== null) return resolveNamed(wish, wish.container, topology);
  const publishing = topology.containers.filter(({ ports }) => ports.some((port) => isPublishedAt(port, wish.port)));
  const [first, second] = publishing;
  if (first === undefined) return accepted({ kind: 'process' });
  if (second !== undefined) {
    const names = publishing.map(({ name }) => name).join(', ');
    return refused(
      refusal(
        'origin-ambiguous',
        `More than one container publishes port ${wish.port}: ${names}.`,
        `Name one with its own port, such as \`--container ${first.name} --port ${privatePortOf(first, wish.port)}\`.`,
      ),
    );
  }
  return describe(wish, first, privatePortOf(first, wish.port), topology);
}

/** Every other container that Docker's DNS would answer for this name on a network. */
export const rivalsFor = (name: string, network: DockerNetwork, topology: Topology, self: DockerContainer) =>
  topology.containers.filter(
    (other) =>
      other.containerId !== self.containerId &&
      other.networks.some(
        ({ networkId, aliases }) => networkId === network.networkId && (other.name === name || aliases.includes(name)),
      ),
  );

function resolveNamed(wish: OriginWish, name: string, topology: Topology): Outcome<Service> {
  const container = topology.containers.find((other) => other.name === name.replace(/^\//, ''));
  if (container === undefined) {
    return refused(
      refusal(
        'unknown-container',
        `No container is called "${name.slice(0, 80)}".`,
        'See `docker ps --all` or `tunnel-manager topology` for the names.',
      ),
    );
  }
  return describe(wish, container, wish.port, topology);
}

function describe(
  wish: OriginWish,
  container: DockerContainer,
  privatePort: number,
  topology: Topology,
): Outcome<Service> {
  const isForeign = container.project !== null && wish.project !== null && container.project !== wish.project;
  if (isForeign || (wish.container !== null && wish.project !== null && container.project === null)) {
    return refused(
      refusal(
        'port-not-yours',
        `The container ${container.name} does not belong to the project ${wish.project}.`,
        `If it should, start it with \`--label com.supervisor.project=${wish.project}\`.`,
      ),
    );
  }
  const owner = networkOwner(container, topology);
  const idle = [container, owner].find((one) => one !== null && one.state !== 'running');
  if (owner === null || idle !== undefined) return refused(notRunning(container, idle ?? null));
  const published = owner.ports.filter(
    (port) => port.protocol === 'tcp' && port.internalPort === privatePort && port.hostPort > 0,
  );
  return accepted({ kind: 'container', container, owner, privatePort, published });
}

/** `network_mode: container:X`: the name, the networks and the ports are X's. Null when X is gone. */
function networkOwner(container: DockerContainer, topology: Topology): DockerContainer | null {
  if (!container.networkMode.startsWith('container:')) return container;
  const ref = container.networkMode.slice('container:'.length);
  return topology.containers.find((other) => other.containerId === ref || other.name === ref) ?? null;
}

const isPublishedAt = ({ protocol, hostPort }: PortBinding, port: number): boolean =>
  protocol === 'tcp' && hostPort === port;

const privatePortOf = ({ ports }: DockerContainer, hostPort: number): number =>
  ports.find((port) => isPublishedAt(port, hostPort))?.internalPort ?? hostPort;

const notRunning = (container: DockerContainer, idle: DockerContainer | null) => {
  const who = idle ?? container;
  const what = idle === null ? 'shares the network of a container that is gone' : `is ${who.state}`;
  const command = who.state === 'paused' ? 'unpause' : 'start';
  return refusal(
    'origin-not-running',
    `The container ${who.name} ${what}.`,
    `Run \`docker ${command} ${who.name}\`, see \`docker logs ${who.name}\` if it ends again, then ask once more.`,
  );
};
