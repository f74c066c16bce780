import { PortFailure, type Clock, type ConnectorProbe } from '@tunnel-manager/core';

/** cloudflared waits up to its grace period, 30 s unless told otherwise, and then needs up to 3 s for its connections. */
const DEADLINE_MS = 60_000;
const LOOK_AGAIN_MS = 100;

/**
 * Restarts a connector and waits until it has a connection to the edge again and a local file in force. Gives what the
 * caller of the change should know: how long that took. Throws `PortFailure` when it does not come back.
 */
export async function restartAndWait(
  restart: () => Promise<void>,
  connectors: ConnectorProbe,
  clock: Pick<Clock, 'nowMs' | 'sleep'>,
): Promise<readonly string[]> {
  const before = new Set((await connectors.observe()).flatMap(({ connectorId }) => connectorId ?? []));
  const since = clock.nowMs();
  await restart();
  for (;;) {
    const seen = await connectors.observe();
    if (seen.length === 0)
      return ['The connector was restarted; no metrics address is configured, so nobody saw it come back.'];
    // Each start of cloudflared has an id of its own, so the old process cannot be taken for the new one.
    const isBack = seen.every(
      ({ connectorId, readyConnections, configVersion }) =>
        readyConnections > 0 && configVersion === -1 && (connectorId === null || !before.has(connectorId)),
    );
    const seconds = ((clock.nowMs() - since) / 1000).toFixed(1);
    if (isBack) return [`The connector was restarted for this, and the tunnel was down for about ${seconds} s.`];
    if (clock.nowMs() - since > DEADLINE_MS) {
      throw new PortFailure({
        operation: 'connector.restart',
        code: 'connector-unconfirmed',
        message: `The connector was restarted and is not back after ${seconds} s.`,
        advice: 'See the log of cloudflared and `tunnel-manager status`; when the tunnel is up again, ask again.',
        outcome: 'done',
      });
    }
    await clock.sleep(LOOK_AGAIN_MS);
  }
}
