import type { TunnelStatus } from './health.ts';

/** What one look at the connectors found; the same shape that a connector probe gives. */
export interface ConnectorLook {
  readonly address: string;
  readonly reachable: boolean;
  readonly connectorId: string | null;
  readonly readyConnections: number;
  readonly error: string | null;
}

/** What is believed of the tunnel after a look; the next look is judged against it. Times are epoch milliseconds. */
export interface TunnelHealth {
  readonly status: TunnelStatus;
  /** Looks in a row that found no edge connection. */
  readonly failures: number;
  readonly upSince: number | null;
  readonly restartCount: number;
  /** By address, the connector process seen last; another id there means that it was restarted. */
  readonly connectorIds: Readonly<Record<string, string>>;
  readonly edgeConnections: number;
  readonly lastError: string | null;
  readonly checkedAt: number | null;
}

export const UNKNOWN_HEALTH: TunnelHealth = {
  status: 'unknown',
  failures: 0,
  upSince: null,
  restartCount: 0,
  connectorIds: {},
  edgeConnections: 0,
  lastError: null,
  checkedAt: null,
};

/**
 * Judges one look. Only edge connections count: a connector's process can be alive and answer while no request
 * reaches it. `down` needs `failuresUntilDown` failed looks in a row, so one lost answer is only `degraded`.
 */
export function assessHealth(
  before: TunnelHealth,
  seen: readonly ConnectorLook[],
  now: number,
  failuresUntilDown: number,
): TunnelHealth {
  if (seen.length === 0) return { ...before, status: 'unknown', checkedAt: now, lastError: 'No connector is watched.' };
  const connected = seen.filter(({ readyConnections }) => readyConnections > 0);
  const failures = connected.length > 0 ? 0 : before.failures + 1;
  const troubled = seen.find(({ readyConnections }) => readyConnections === 0);
  const status = statusOf(before, connected.length === seen.length, failures, failuresUntilDown);
  const restarts = seen.filter(({ address, connectorId }) => {
    const known = before.connectorIds[address];
    return known !== undefined && connectorId !== null && connectorId !== known;
  });
  const ids = seen.flatMap(({ address, connectorId }) => (connectorId === null ? [] : [[address, connectorId]]));
  return {
    status,
    failures,
    upSince: status === 'up' || status === 'degraded' ? (before.upSince ?? (failures === 0 ? now : null)) : null,
    restartCount: before.restartCount + restarts.length,
    connectorIds: { ...before.connectorIds, ...(Object.fromEntries(ids) as Record<string, string>) },
    edgeConnections: connected.reduce((sum, { readyConnections }) => sum + readyConnections, 0),
    lastError:
      troubled === undefined ? before.lastError : `${troubled.address}: ${troubled.error ?? 'no edge connection'}`,
    checkedAt: now,
  };
}

function statusOf(before: TunnelHealth, all: boolean, failures: number, failuresUntilDown: number): TunnelStatus {
  if (failures >= failuresUntilDown) return 'down';
  if (failures > 0) return before.status === 'up' ? 'degraded' : before.status;
  return all ? 'up' : 'degraded';
}
