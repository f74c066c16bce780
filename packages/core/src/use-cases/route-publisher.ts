import { renderIngress } from '../domain/render-ingress.ts';
import type { RoutedHostname } from '../domain/hostname.ts';
import type { IngressDocument } from '../domain/ingress.ts';
import type { ReplacedIngress } from '../ports/ingress-source.ts';
import { PortFailure } from '../ports/port-failure.ts';
import type { Ports, Scope } from '../ports/ports.ts';
import type { Confirmation } from './confirm-version.ts';
import { confirmVersion } from './confirm-version.ts';
import type { CoreSettings } from './core-settings.ts';

/** A configuration that is in force at Cloudflare and holds every row committed before it was asked for. */
export interface Publication {
  /** Names that a rule of somebody else keeps from being published. */
  readonly blocked: ReadonlySet<string>;
  /** Settles when the connectors have it, or when they took too long; never rejects. */
  readonly confirmation: Promise<Confirmation>;
}

/** Somebody else wrote between our read and our write; what they wrote is lost, since there is no compare-and-set. */
export type OnOverwritten = (versions: { expected: number; got: number }) => Promise<void>;

/**
 * The only writer of the tunnel's configuration. Everyone who asks while a write is under way, or too soon after one,
 * shares the next: a document is always rendered whole from the rows, so one write serves any number of changes.
 */
export class RoutePublisher {
  readonly #ports: Ports;
  readonly #scope: Scope;
  readonly #settings: CoreSettings;
  readonly #onOverwritten: OnOverwritten;
  readonly #unpublished = new Set<string>();
  #queued: Promise<Publication> | null = null;
  #running: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #lastStartMs = 0;
  #paceMs = 0;

  constructor(ports: Ports, scope: Scope, settings: CoreSettings, onOverwritten: OnOverwritten) {
    this.#ports = ports;
    this.#scope = scope;
    this.#settings = settings;
    this.#onOverwritten = onOverwritten;
  }

  /** A claim made just now: until a write has carried it, any rule of its name is somebody else's. */
  introduce(rowId: string): void {
    this.#unpublished.add(rowId);
  }

  forget(rowId: string): void {
    this.#unpublished.delete(rowId);
  }

  /** Throws `PortFailure` when the configuration could not be read or written. */
  publish(): Promise<Publication> {
    if (this.#queued === null) {
      this.#waiting = 0;
      this.#queued = this.#enqueue();
    }
    this.#waiting += 1;
    return this.#queued;
  }

  /** What the configuration would be for these rows, without writing anything. */
  async preview(rows: readonly RoutedHostname[]): Promise<ReadonlySet<string>> {
    const found = await this.#ports.ingress.read();
    return renderIngress(rows, found.document, new Set(rows.map(({ id }) => id))).blocked;
  }

  #enqueue(): Promise<Publication> {
    const run = this.#running.then(async () => {
      await this.#pace();
      // From here on the rows are read, so whoever asks now needs the next run.
      this.#queued = null;
      return this.#run();
    });
    this.#running = run.catch(() => undefined); // The next run must not care how this one ended.
    return run;
  }

  /** Who comes alone is served at once; while several come at a time, writes double their distance up to eightfold. */
  async #pace(): Promise<void> {
    const { clock } = this.#ports;
    const { paceMs } = this.#settings;
    this.#paceMs = this.#waiting === 1 ? 0 : Math.min(Math.max(2 * this.#paceMs, paceMs), 8 * paceMs);
    const waitMs = this.#lastStartMs + this.#paceMs - clock.nowMs();
    if (waitMs > 0) await clock.sleep(waitMs);
    this.#lastStartMs = clock.nowMs();
  }

  async #run(): Promise<Publication> {
    const { ingress, store } = this.#ports;
    const rows = await store.routesOfTunnel(this.#scope.tunnelId);
    for (let round = 1; ; round += 1) {
      const found = await ingress.read();
      const { document, blocked, changed } = renderIngress(rows, found.document, this.#unpublished);
      const carried = rows.filter(({ hostname }) => !blocked.has(hostname));
      const written = changed ? await this.#replace(carried, document) : { version: found.version };
      if (written === 'changed meanwhile' && round < MOST_ROUNDS) continue;
      if (written === 'changed meanwhile') throw everChanging();
      // A version gap tells of a write in between: look again, and write again if ours did not stay.
      if (changed && written.version !== found.version + 1) {
        await this.#onOverwritten({ expected: found.version + 1, got: written.version });
        if (round < MOST_ROUNDS) continue;
      }
      return { blocked, confirmation: this.#confirm(written, document) };
    }
  }

  async #confirm({ version, warnings = [] }: ReplacedIngress, { ingress }: IngressDocument): Promise<Confirmation> {
    if (this.#ports.ingress.confirmedBy === 'source') return { confirmed: true, warnings };
    return confirmVersion(this.#ports, this.#settings, version, ingress.length);
  }

  /** A write whose outcome is unknown is asked for by reading: the version that holds our document, or a second try. */
  async #replace(
    carried: readonly RoutedHostname[],
    document: IngressDocument,
  ): Promise<ReplacedIngress | 'changed meanwhile'> {
    // Even a write that fails may have been carried out, so from here on these rows may be public.
    const first = carried.filter(({ id }) => this.#unpublished.delete(id));
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#ports.ingress.replace(document);
      } catch (error) {
        if (!(error instanceof PortFailure)) throw error;
        if (error.outcome !== 'unknown') {
          if (error.outcome === 'none' && tries === 1) for (const { id } of first) this.#unpublished.add(id);
          if (error.kind === 'conflict') return 'changed meanwhile';
          throw error;
        }
        if (tries === MOST_ROUNDS) throw error;
        const found = await this.#ports.ingress.read();
        if (JSON.stringify(found.document.ingress) === JSON.stringify(document.ingress)) return found;
      }
    }
  }
}

/** Three rounds tell a passing disturbance from somebody who writes all the time. */
const MOST_ROUNDS = 3;

const everChanging = (): PortFailure =>
  new PortFailure({
    operation: 'ingress.replace',
    code: 'ingress-file',
    message: 'Somebody else keeps changing the configuration while it is being written.',
    advice: 'See what else writes it, then ask again.',
    outcome: 'none',
  });
