import type { Clock, ConnectorProbe } from '@tunnel-manager/core';

/** cloudflared waits up to its grace period, 30 s unless told otherwise, and then needs up to 3 s for its connections. */
const DEADLINE_MS = 60_000;
const LOOK_AGAIN_MS = 100;

/**
 * Restarts a connector and waits until it has a connection to the edge again. Gives what the caller of the change
 * should know: how long the tunnel was down, or that it did not come back.
 */
export async function restartAndWait(
  restart: () => Promise<void>,
  connectors: ConnectorProbe,
  clock: Pick<Clock, 'nowMs' | 'sleep'>,
): Promise<readonly string[]> {
  const before = new Set((await connectors.observe()).map(({ connectorId }) => connectorId));
  const since = clock.nowMs();
  await restart();
  for (;;) {
    const seen = await connectors.observe();
    if (seen.length === 0)
      return ['The connector was restarted; no metrics address is configured, so nobody saw it come back.'];
    // Each start of cloudflared has an id of its own, so the old process cannot be taken for the new one.
    const isBack = seen.every(({ connectorId, readyConnections }) => readyConnections > 0 && !before.has(connectorId));
    const seconds = ((clock.nowMs() - since) / 1000).toFixed(1);
    if (isBack) return [`The connector was restarted for this, and the tunnel was down for about ${seconds} s.`];
    if (clock.nowMs() - since > DEADLINE_MS) {
      return [`The connector was restarted for this and is not back after ${seconds} s: see its log.`];
    }
    await clock.sleep(LOOK_AGAIN_MS);
  }
}
