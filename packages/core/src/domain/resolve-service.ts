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
 * Finds out who is meant, without guessing: refuses what does not exist for the project (`unknown-container`), does not
 * run (`origin-not-running`), is published by others (`port-not-yours`) or could be more than one (`origin-ambiguous`).
 * No refusal tells a project the names of others' containers.
 */
export function resolveService(wish: OriginWish, topology: Topology): Outcome<Service> {
  if (wish.container !== null) return resolveNamed(wish, wish.container, topology);
  const publishing = topology.containers.filter(({ ports }) => ports.some((port) => isPublishedAt(port, wish.port)));
  const [first, second] = publishing;
  if (first === undefined) return accepted({ kind: 'process' });
  if (publishing.some((container) => isOfOthers(container, wish))) {
    return refused(
      refusal(
        'port-not-yours',
        `Port ${wish.port} of this host is published by a container that does not belong to the project ${wish.project}.`,
        `If it should, start it with \`--label com.supervisor.project=${wish.project}\`; else use another port.`,
      ),
    );
  }
  if (second === undefined) return describe(first, privatePortOf(first, wish.port), topology);
  const names = publishing.map(({ name }) => name).join(', ');
  return refused(
    refusal(
      'origin-ambiguous',
      `More than one container publishes port ${wish.port}: ${names}.`,
      `Name one with its own port, such as \`--container ${first.name} --port ${privatePortOf(first, wish.port)}\`.`,
    ),
  );
}

/** A container of no project is nobody's secret, but only one's own can be asked for by name. */
const isOfOthers = ({ project }: DockerContainer, wish: OriginWish): boolean =>
  wish.project !== null && (project === null ? wish.container !== null : project !== wish.project);

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
  if (container !== undefined && !isOfOthers(container, wish)) return describe(container, wish.port, topology);
  const short = name.slice(0, 80);
  return refused(
    wish.project === null
      ? refusal(
          'unknown-container',
          `No container is called "${short}".`,
          'See `tunnel-manager topology` for the names.',
        )
      : refusal(
          'unknown-container',
          `The project ${wish.project} has no container called "${short}".`,
          `See \`tunnel-manager topology\`; if it should be the project's, start it with \`--label com.supervisor.project=${wish.project}\`.`,
        ),
  );
}

function describe(container: DockerContainer, privatePort: number, topology: Topology): Outcome<Service> {
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
