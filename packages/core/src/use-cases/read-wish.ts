import type { Caller } from '../domain/caller.ts';
import { projectOf } from '../domain/caller-project.ts';
import type { LocalFacts, Wish } from '../domain/decide-request.ts';
import { parseExplicitTarget } from '../domain/explicit-target.ts';
import { accepted, refused, type Outcome } from '../domain/outcome.ts';
import { parseHostname } from '../domain/parse-hostname.ts';
import { refusal } from '../domain/refusal.ts';
import type { HostnameRequest } from '../ports/tunnel-manager.ts';
import type { Context } from './context.ts';

/** A wish and the facts that don't change while it is carried out. */
export interface ReadWish {
  readonly wish: Wish;
  readonly facts: Omit<LocalFacts, 'existing'>;
  readonly quota: number | null;
}

/** Parses a request once and gathers what the daemon itself knows about it. */
export async function readWish(context: Context, caller: Caller, request: HostnameRequest): Promise<Outcome<ReadWish>> {
  const { allocations, clock, projects, store } = context.ports;
  const project = projectOf(caller, request.project);
  if (!project.ok) return project;
  const grant = projects.find(project.value);
  if (grant === null) return refused(unknownProject(project.value));
  if (request.vm !== undefined && request.vm !== context.scope.vm)
    return refused(otherVm(request.vm, context.scope.vm));
  const name = parseHostname(request, await store.domains(), context.scope.defaultDomain);
  if (!name.ok) return name;
  const destination = readDestination(request);
  if (!destination.ok) return destination;
  const { port, explicitTarget, portMatters } = destination.value;
  const seconds = request.expiresInSeconds;
  if (seconds !== undefined && !(Number.isInteger(seconds) && seconds > 0 && seconds <= TEN_YEARS_SECONDS)) {
    return refused(
      refusal(
        'invalid-request',
        'The expiry is not a number of seconds from 1 to ten years.',
        'Give whole seconds, such as 604800 for a week.',
      ),
    );
  }
  const wish: Wish = {
    caller,
    project: project.value,
    name: name.value,
    port,
    container: request.container ?? null,
    explicitTarget,
    expiresAt: seconds === undefined ? null : clock.nowMs() + seconds * 1000,
  };
  const portOwner = portMatters ? await allocations.ownerOf(port) : null;
  return accepted({ wish, facts: { portOwner, portMatters, allowedDomains: grant.domains }, quota: grant.quota });
}

interface Destination {
  readonly port: number;
  readonly explicitTarget: string | null;
  readonly portMatters: boolean;
}

function readDestination(request: HostnameRequest): Outcome<Destination> {
  if (request.target !== undefined) {
    const target = parseExplicitTarget(request.target);
    if (!target.ok) return target;
    const { origin, port, isThisHost } = target.value;
    return accepted({ port, explicitTarget: origin, portMatters: isThisHost });
  }
  const { port } = request;
  if (port === undefined || !isPort(port)) {
    return refused(
      refusal(
        'invalid-request',
        'The port is missing or not a number from 1 to 65535.',
        'Give the port on which the service listens, such as 3105.',
      ),
    );
  }
  // A container's private port says nothing about the host's; the container's own project decides there.
  return accepted({ port, explicitTarget: null, portMatters: request.container === undefined });
}

export const isPort = (port: number): boolean => Number.isInteger(port) && port >= 1 && port <= 65_535;

export const unknownProject = (project: string) =>
  refusal(
    'unknown-project',
    `The configuration names no project "${project.slice(0, 80)}".`,
    'Add it under `projects` in the configuration, or correct the name.',
  );

const otherVm = (wanted: string, own: string) =>
  refusal(
    'invalid-request',
    `This daemon serves the VM ${own}, not "${wanted.slice(0, 80)}".`,
    'Leave the VM out, or ask the daemon of that VM.',
  );

const TEN_YEARS_SECONDS = 10 * 366 * 86_400;
