export type TunnelStatus = 'up' | 'degraded' | 'down' | 'restarting' | 'unknown';

/** One stored look at the tunnel. `uptimeSeconds` counts from when the tunnel last became usable. */
export interface HealthSample {
  readonly vm: string;
  readonly checkedAt: number;
  readonly status: TunnelStatus;
  readonly uptimeSeconds: number;
  readonly restartCount: number;
  readonly edgeConnections: number;
  readonly lastError: string | null;
}
