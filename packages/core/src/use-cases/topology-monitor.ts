import { diffTopology } from '../domain/diff-topology.ts';
import type { Ports, Scope } from '../ports/ports.ts';
import type { RecordedTopology } from '../domain/topology.ts';

const NOTHING: RecordedTopology = { networks: [], containers: [], observedAt: 0, stale: false };

/** Keeps the recorded topology in line with what Docker shows, and writes only what changed. */
export class TopologyMonitor {
  readonly #ports: Pick<Ports, 'runtime' | 'store'>;
  readonly #vm: string;
  #recorded: RecordedTopology | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(ports: Pick<Ports, 'runtime' | 'store'>, scope: Scope) {
    this.#ports = ports;
    this.#vm = scope.vm;
  }

  /** Records the newest picture; calls queue up, so two never overlap. Throws store errors. */
  observe(): Promise<void> {
    const run = this.#running.then(() => this.#record());
    this.#running = run.catch(() => undefined); // The next look must not care how this one ended.
    return run;
  }

  /** What was recorded last, also when Docker cannot be asked; null when nothing ever was. */
  async recorded(): Promise<RecordedTopology | null> {
    this.#recorded ??= await this.#ports.store.topology(this.#vm);
    return this.#recorded;
  }

  async #record(): Promise<void> {
    const view = this.#ports.runtime.view();
    if (view === null) return;
    const before = await this.recorded();
    const { stale, observedAt, networks, containers } = view;
    const known = before ?? NOTHING;
    // A picture from before Docker was first reached is empty, not true.
    const difference = stale ? null : diffTopology(known, view);
    if (difference === null && known.stale === stale && before !== null) return;
    const unchanged = { networksSeen: [], networksGone: [], containersSeen: [], containersGone: [] };
    await this.#ports.store.commit([
      { kind: 'topology-observed', vm: this.#vm, at: observedAt, stale, ...(difference ?? unchanged) },
    ]);
    this.#recorded = stale ? { ...known, stale } : { networks, containers, observedAt, stale };
  }
}
