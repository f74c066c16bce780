import type { Change } from '../domain/change.ts';
import type { DockerContainer } from '../domain/topology.ts';
import type { Hostname, Target } from '../domain/hostname.ts';
import { InvalidValue } from '../ports/store-errors.ts';

/** Refuses with `InvalidValue` what the constraints of a database refuse. */
export function assertAllowed(change: Change): void {
  switch (change.kind) {
    case 'vm-registered':
      return allow(change.vmNo > 0, 'vmNo');
    case 'domain-seen':
      return allow(['active', 'paused', 'pending'].includes(change.domain.status), 'status');
    case 'hostname-claimed':
      return assertHostname(change.hostname);
    case 'hostname-repointed':
      return assertTarget(change.target);
    case 'topology-observed':
      return change.containersSeen.forEach(assertContainer);
    case 'health-sampled':
      return allow(HEALTH.includes(change.sample.status), 'status');
    case 'audited':
      allow(['admin', 'project'].includes(change.entry.role), 'role');
      return allow(['ok', 'refused', 'failed'].includes(change.entry.outcome), 'outcome');
    case 'installation-founded':
    case 'domain-vanished':
    case 'hostname-activated':
    case 'hostname-extended':
    case 'hostname-releasing':
    case 'hostname-unrecorded':
    case 'hostname-released':
  }
}

function assertHostname(row: Hostname): void {
  assertTarget(row);
  allow(['pending', 'active', 'releasing'].includes(row.state), 'state');
  allow(row.version > 0, 'version');
  allow(row.hostname === (row.subdomain === '@' ? row.domain : `${row.subdomain}.${row.domain}`), 'hostname');
}

function assertTarget({ targetType, port }: Target): void {
  allow(['localhost', 'container', 'external'].includes(targetType), 'targetType');
  allow(port >= 0 && port <= LAST_PORT, 'port');
}

function assertContainer({ state, ports }: DockerContainer): void {
  allow(DOCKER.includes(state), 'state');
  for (const { internalPort, protocol, hostPort } of ports) {
    allow(internalPort >= 1 && internalPort <= LAST_PORT, 'internalPort');
    allow(['tcp', 'udp', 'sctp'].includes(protocol), 'protocol');
    allow(hostPort >= 0 && hostPort <= LAST_PORT, 'hostPort');
  }
}

function allow(holds: boolean, property: string): void {
  if (!holds) throw new InvalidValue(`The record does not allow this value of ${property}.`);
}

const LAST_PORT = 65_535;
const HEALTH: readonly string[] = ['up', 'degraded', 'down', 'restarting', 'unknown'];
const DOCKER: readonly string[] = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'];
