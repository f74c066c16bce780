import { setTimeout as pause } from 'node:timers/promises';
import { sanitiseText, type Clock, type RecordedTopology, type Runtime, type RuntimeView } from '@tunnel-manager/core';
import { Bell } from './bell.ts';
import { parseDockerHost } from './docker-host.ts';
import { openEngine, type Engine } from './engine.ts';
import { ON_THE_HOST, type ConnectorSetting } from './locate-connectors.ts';
import { goneFrom, takePicture, type Picture } from './take-picture.ts';

/** What to watch, and whom to tell. */
export interface DockerWatcherOptions {
  /** `unix:///var/run/docker.sock` or `tcp://HOST:PORT`. */
  readonly host: string;
  /** How long to trust events alone before everything is listed again. */
  readonly resyncMs?: number;
  /** Bounds each question to the engine; a list of a thousand containers takes well below a second. */
  readonly timeoutMs?: number;
  readonly connectors: ConnectorSetting;
  readonly projects: {
    readonly mapping: Readonly<Record<string, string>>;
    /** Asked at each look, as the configuration may be read anew. */
    readonly known: () => readonly string[];
  };
  /** What was recorded when the daemon last ran: shown as stale until Docker was asked. */
  readonly recorded?: RecordedTopology | null;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly log?: (message: string) => void;
  /** Called when anything but `observedAt` changed, never before something is known. Must not throw. */
  readonly onChange: (view: RuntimeView) => void;
}

/** Begins to watch. Docker need not be there yet; throws `InvalidDockerHost` when it never could be. */
export function startDockerWatcher(options: DockerWatcherOptions): DockerWatcher {
  parseDockerHost(options.host);
  return new DockerWatcher(options);
}

/**
 * Keeps a picture of the containers on one engine. Changes are heard of by events and looked at 250 ms later; a full
 * list every minute makes up for events that were lost. While the engine can't be asked the last picture stays, marked
 * stale, and it is tried again without end.
 */
export class DockerWatcher implements Runtime {
  readonly #options: DockerWatcherOptions;
  readonly #bell = new Bell();
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;
  /** Who wants the next look, and who wants the one that is under way. */
  readonly #waiting: (() => void)[] = [];
  readonly #asked: (() => void)[] = [];
  /** Since the engine was last seen. */
  #failures = 0;
  #picture: Picture;
  #view: RuntimeView;
  /** Whether anything is known at all, from the record or from the engine. */
  #isKnown: boolean;
  /** After trouble the engine may show less than there is. */
  #isInDoubt = true;

  constructor(options: DockerWatcherOptions) {
    this.#options = options;
    const { recorded = null, connectors, clock } = options;
    this.#isKnown = recorded !== null;
    this.#picture = {
      networks: recorded?.networks ?? [],
      containers: recorded?.containers ?? [],
      connectors: connectors.kind === 'host' ? [ON_THE_HOST] : [],
      entries: new Map(),
      rulesKey: '',
    };
    const { networks, containers, connectors: places } = this.#picture;
    const observedAt = recorded?.observedAt ?? clock.nowMs();
    this.#view = { networks, containers, connectors: places, observedAt, stale: true };
    this.#running = this.#run();
  }

  view(): RuntimeView {
    return this.#view;
  }

  /** Looks at once. Resolves when that look is over; whether the engine answered is for the view to say. */
  refresh(): Promise<void> {
    if (this.#stopping.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#bell.ring();
    });
  }

  /** Resolves when no question and no connection is left. The view stays as it was. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#bell.ring();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#follow();
      } catch (error) {
        if (!signal.aborted) this.#lose(error);
      }
      this.#answer([...this.#asked.splice(0), ...this.#waiting.splice(0)]);
      if (signal.aborted) return;
      this.#bell.mute();
      await this.#bell.wait(Math.min(RETRY_MS * 2 ** this.#failures, MAX_RETRY_MS));
      this.#failures += 1;
    }
  }

  /** Looks again and again for as long as the engine tells of changes; returns when it ceases to. */
  async #follow(): Promise<void> {
    const session = new AbortController();
    const signal = AbortSignal.any([this.#stopping.signal, session.signal]);
    const ring = (): void => {
      if (!session.signal.aborted) this.#bell.ring();
    };
    try {
      const engine = await openEngine(this.#options.host, this.#options.timeoutMs ?? TIMEOUT_MS);
      const changes = await engine.changes(signal);
      // What a change is does not matter, only that there was one: so it may arrive in pieces, or twice.
      changes.on('data', ring).on('error', ring).on('close', ring);
      while (!changes.closed && !signal.aborted) {
        this.#bell.mute();
        await this.#look(engine, signal);
        await this.#bell.wait(this.#options.resyncMs ?? RESYNC_MS);
        // One restart makes nine events within moments, so the rest of them are waited for.
        if (this.#waiting.length === 0) await pause(SETTLE_MS, undefined, { signal });
      }
    } finally {
      session.abort();
    }
  }

  async #look(engine: Engine, signal: AbortSignal): Promise<void> {
    this.#asked.push(...this.#waiting.splice(0));
    const { connectors, projects } = this.#options;
    const rules = { connectors, projects: { mapping: projects.mapping, known: projects.known() } };
    const look = (): Promise<Picture> => takePicture(engine, this.#picture, rules, signal);
    let picture = await look();
    let gone = goneFrom(this.#picture, picture);
    // What a doubtful listing lacks is gone only when the next one lacks it too.
    while (gone.length > 0 && this.#isDoubtful(picture)) {
      await pause(SETTLE_MS, undefined, { signal });
      picture = await look();
      const stillGone = goneFrom(this.#picture, picture);
      if (stillGone.every((id) => gone.includes(id))) break;
      gone = stillGone;
    }
    this.#failures = 0;
    this.#isInDoubt = false;
    this.#show(picture, false);
    this.#answer(this.#asked.splice(0));
  }

  /** An engine that comes back may show less than it has, and one that suddenly has nothing may be mistaken. */
  #isDoubtful({ networks, containers }: Picture): boolean {
    return this.#isInDoubt || networks.length === 0 || containers.length === 0;
  }

  #lose(error: unknown): void {
    if (this.#failures === 0) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.log?.(`Docker cannot be asked at ${this.#options.host}: ${sanitiseText(reason, 300)}`);
    }
    this.#isInDoubt = true;
    this.#show(this.#picture, true);
  }

  #show(picture: Picture, stale: boolean): void {
    const before = this.#view;
    const isUnchanged =
      stale === before.stale &&
      picture.networks === before.networks &&
      picture.containers === before.containers &&
      picture.connectors === before.connectors;
    const observedAt = stale ? before.observedAt : this.#options.clock.nowMs();
    const { networks, containers, connectors } = picture;
    this.#picture = picture;
    this.#view = { networks, containers, connectors, observedAt, stale };
    if (!stale) this.#isKnown = true;
    if (!isUnchanged && this.#isKnown) this.#options.onChange(this.#view);
  }

  #answer(waiting: readonly (() => void)[]): void {
    for (const resolve of waiting) resolve();
  }
}

const RESYNC_MS = 60_000;
const SETTLE_MS = 250;
const TIMEOUT_MS = 10_000;
const RETRY_MS = 250;
/** Seldom enough for an engine that is away for a weekend, often enough for one that restarts. */
const MAX_RETRY_MS = 5000;
