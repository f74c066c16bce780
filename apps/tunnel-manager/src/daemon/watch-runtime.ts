import type { Clock, RecordedTopology, Runtime, StateStore } from '@tunnel-manager/core';
import type { Config } from '../config/schema.ts';
import type { Log } from '../contract/front.ts';
import { Bell } from './bell.ts';
import { within } from './within.ts';

/** The containers of this machine, and a bell that rings whenever anything about them has changed. */
export interface WatchedRuntime extends Runtime {
  readonly changed: Bell;
  /** Looks at once, such as after other projects were configured. */
  refresh(): Promise<void>;
  stop(): Promise<void>;
}

export interface RuntimePlan {
  readonly config: Pick<Config, 'vm' | 'docker' | 'connector'>;
  readonly store: Pick<StateStore, 'topology'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** The configured projects at the moment of asking. */
  readonly projects: () => readonly string[];
  readonly log: Log;
}

/** How long a start waits for the first look, so that the first request finds the containers. */
const FIRST_LOOK_MS = 2000;

/**
 * Begins to watch Docker, as far as the configuration wants it. An engine that does not answer stops nothing: it is
 * said in the log, what was recorded last is shown as stale, and it is tried again without end.
 */
export async function watchRuntime(plan: RuntimePlan): Promise<WatchedRuntime> {
  const { docker, vm } = plan.config;
  return docker.enabled ? watchDocker(plan, await plan.store.topology(vm)) : NOTHING_TO_WATCH();
}

const NOTHING_TO_WATCH = (): WatchedRuntime => ({
  view: () => null,
  changed: new Bell(),
  refresh: async () => {},
  stop: async () => {},
});

async function watchDocker(
  { config, clock, projects, log }: RuntimePlan,
  recorded: RecordedTopology | null,
): Promise<WatchedRuntime> {
  const { host, resync, projects: mapping } = config.docker;
  const { kind, docker } = config.connector;
  // A daemon without Docker does without its client library too.
  const { startDockerWatcher } = await import('@tunnel-manager/adapters-docker');
  const changed = new Bell();
  const watcher = startDockerWatcher({
    host,
    resyncMs: resync,
    connectors: kind === 'docker' ? { kind, containers: docker.container } : { kind: 'host' },
    projects: { mapping, known: projects },
    recorded,
    clock,
    log: (message) => log.warn({ docker: host }, message),
    onChange: () => changed.ring(),
  });
  await within(FIRST_LOOK_MS, watcher.refresh());
  if (watcher.view().stale) {
    log.warn(
      { docker: host },
      'Docker cannot be asked, so requests are refused with topology-unknown until it can; set docker.enabled: false where there is none',
    );
  }
  return { changed, view: () => watcher.view(), refresh: () => watcher.refresh(), stop: () => watcher.stop() };
}
