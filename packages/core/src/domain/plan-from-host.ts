import { accepted, refused, type Outcome } from './outcome.ts';
import type { OriginCandidate, OriginPlan } from './origin-plan.ts';
import { refusal } from './refusal.ts';
import type { OriginWish, Service } from './resolve-service.ts';
import type { PortBinding, Topology } from './topology.ts';

/** For a connector on the host: processes and published ports at explicit loopback addresses (rows 1, 2, 5, 8, 11). */
export function planFromHost(wish: OriginWish, service: Service, topology: Topology): Outcome<OriginPlan> {
  if (service.kind === 'process') return accepted(hostProcess(1, wish.port, null));
  const { container, owner, privatePort, published } = service;
  if (owner.networkMode === 'host') return accepted(hostProcess(1, privatePort, container.name));
  const candidates = published.flatMap(candidatesOf).filter(isFirstOfItsKind);
  if (candidates.length === 0) return refused(notPublished(container.name, privatePort, isCutOff(service, topology)));
  return accepted({
    row: container === owner ? 5 : 9,
    candidates,
    targetType: 'localhost',
    container: container.name,
    network: null,
    reason: `The container ${container.name} publishes its port ${privatePort} on this host, where the connector runs.`,
    warnings: [],
    ifSilent: `Docker forwards the port, but nothing inside ${container.name} answers on ${privatePort}: it may listen on 127.0.0.1 of the container only, or not yet.`,
  });
}

/** A process, or a container that shares the host's network, seen from the host. */
const hostProcess = (row: number, port: number, container: string | null): OriginPlan => ({
  row,
  // `localhost` is the one family or the other depending on the host, and a service may listen on only one of them.
  candidates: ['127.0.0.1', '[::1]'].map((host) => sameFromHere(`http://${host}:${port}`)),
  targetType: 'localhost',
  container,
  network: null,
  reason:
    container === null
      ? 'A process on this host answers there, and the connector runs on this host.'
      : `The container ${container} shares the host's network, and the connector runs on this host.`,
  warnings: [],
  ifSilent: `Nothing answers HTTP on port ${port} of this host.`,
});

/** Bindings come in pairs for IPv4 and IPv6; an address of its own is used as it is. */
function candidatesOf({ hostIp, hostPort }: PortBinding): readonly OriginCandidate[] {
  if (hostIp === '' || hostIp === '0.0.0.0') return [sameFromHere(`http://127.0.0.1:${hostPort}`)];
  if (hostIp === '::') return [sameFromHere(`http://[::1]:${hostPort}`)];
  return [sameFromHere(`http://${hostIp.includes(':') ? `[${hostIp}]` : hostIp}:${hostPort}`)];
}

const sameFromHere = (origin: string): OriginCandidate => ({ origin, probeAt: origin });

const isFirstOfItsKind = ({ origin }: OriginCandidate, index: number, all: readonly OriginCandidate[]): boolean =>
  all.findIndex((other) => other.origin === origin) === index;

/** No network at all, or internal ones only: publishing alone would not help. */
function isCutOff(service: Service & { kind: 'container' }, { networks }: Topology): boolean {
  const internal = new Set(networks.filter((network) => network.internal).map(({ networkId }) => networkId));
  return (
    service.owner.networkMode === 'none' || service.owner.networks.every(({ networkId }) => internal.has(networkId))
  );
}

const notPublished = (container: string, port: number, isolated: boolean) =>
  refusal(
    'origin-unreachable',
    isolated
      ? `The container ${container} is on no network that leads to this host.`
      : `The container ${container} does not publish its port ${port}, and its address changes whenever it is recreated.`,
    isolated
      ? `Connect it to an ordinary network and publish the port: \`docker network connect bridge ${container}\`, and start it with \`-p 127.0.0.1:${port}:${port}\`.`
      : `Start it with \`-p 127.0.0.1:${port}:${port}\`, then ask with that port.`,
  );
