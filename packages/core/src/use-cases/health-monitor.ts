import { assessHealth, UNKNOWN_HEALTH, type TunnelHealth } from '../domain/assess-health.ts';
import { sanitiseText } from '../domain/text.ts';
import type { Ports, Scope } from '../ports/ports.ts';
import type { StatusView } from '../ports/tunnel-manager.ts';
import type { CoreSettings } from './core-settings.ts';
import { iso } from './views.ts';

/** Knows how the tunnel is: each look is stored, and the status is answered from memory. */
export class HealthMonitor {
  readonly #ports: Pick<Ports, 'clock' | 'connectors' | 'store'>;
  readonly #vm: string;
  readonly #settings: CoreSettings;
  #health: TunnelHealth | null = null;

  constructor(ports: Pick<Ports, 'clock' | 'connectors' | 'store'>, scope: Scope, settings: CoreSettings) {
    this.#ports = ports;
    this.#vm = scope.vm;
    this.#settings = settings;
  }

  /** One look at every connector. Throws store errors only; a connector that does not answer is a finding. */
  async sample(): Promise<void> {
    const { clock, connectors, store } = this.#ports;
    const before = this.#health ?? (await this.#recall());
    const seen = await connectors.observe();
    // Two samples never share a time, whatever the clock does.
    const now = Math.max(clock.nowMs(), (before.checkedAt ?? 0) + 1);
    this.#health = assessHealth(before, seen, now, this.#settings.healthFailures);
    const { status, restartCount, edgeConnections, lastError } = this.#health;
    const sample = {
      vm: this.#vm,
      checkedAt: now,
      status,
      uptimeSeconds: uptimeSeconds(this.#health, now),
      restartCount,
      edgeConnections,
      lastError: lastError === null ? null : sanitiseText(lastError, 500),
    };
    await store.commit([{ kind: 'health-sampled', sample }]);
  }

  status(): StatusView {
    const health = this.#health ?? UNKNOWN_HEALTH;
    return {
      status: health.status,
      uptimeSeconds: uptimeSeconds(health, this.#ports.clock.nowMs()),
      restartCount: health.restartCount,
      lastCheckAt: health.checkedAt === null ? null : iso(health.checkedAt),
      ...(health.lastError === null ? {} : { lastError: health.lastError }),
      connector: Object.values(health.connectorIds)[0] ?? null,
      edgeConnections: health.edgeConnections,
    };
  }

  /** The tunnel's uptime is not ours: what the last run of the daemon knew goes on, unless it is too long ago. */
  async #recall(): Promise<TunnelHealth> {
    const last = await this.#ports.store.latestHealth(this.#vm);
    if (last === null) return UNKNOWN_HEALTH;
    const { restartCount, lastError, checkedAt } = last;
    const remembered = { ...UNKNOWN_HEALTH, restartCount, lastError, checkedAt };
    const graceMs = this.#settings.healthFailures * this.#settings.healthIntervalMs;
    const isRecent = this.#ports.clock.nowMs() - checkedAt <= graceMs;
    if (!isRecent || (last.status !== 'up' && last.status !== 'degraded')) return remembered;
    return { ...remembered, status: last.status, upSince: checkedAt - last.uptimeSeconds * 1000 };
  }
}

const uptimeSeconds = ({ upSince }: TunnelHealth, now: number): number =>
  upSince === null ? 0 : Math.max(0, Math.floor((now - upSince) / 1000));
