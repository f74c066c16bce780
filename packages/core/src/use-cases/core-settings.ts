/** How patient the core is. Times are milliseconds. */
export interface CoreSettings {
  /** Failed looks in a row before the tunnel counts as down. */
  readonly healthFailures: number;
  /** How long a look at the tunnel stays good for carrying uptime over a restart of the daemon. */
  readonly healthIntervalMs: number;
  /** How long a repeated request waits for the first one of its kind. */
  readonly waitMs: number;
  /** How long connectors may take to apply a configuration, before the allowance per rule. */
  readonly confirmMs: number;
  /** The least time between two configuration writes when requests come in a burst. */
  readonly paceMs: number;
}

/**
 * Thirty seconds between looks and three strikes are the tunnel's promise; a quarter of a second between writes turns
 * a burst of a hundred requests into a handful of configurations.
 */
export const DEFAULT_SETTINGS: CoreSettings = {
  healthFailures: 3,
  healthIntervalMs: 30_000,
  waitMs: 15_000,
  confirmMs: 10_000,
  paceMs: 250,
};
