import type { ConnectorState } from '../ports/connector-probe.ts';
import type { Ports } from '../ports/ports.ts';
import type { CoreSettings } from './core-settings.ts';

/** Whether the connectors serve a configuration by now. */
export type Confirmation =
  | { readonly confirmed: true; readonly warnings: readonly string[] }
  | { readonly confirmed: false; readonly why: string };

/**
 * Waits until every connector that holds an edge connection reports at least `version`. A connector needs about a
 * millisecond per rule for each configuration (measured on cloudflared 2023.7.3), so the deadline grows with them.
 */
export async function confirmVersion(
  ports: Pick<Ports, 'clock' | 'connectors'>,
  settings: Pick<CoreSettings, 'confirmMs'>,
  version: number,
  ruleCount: number,
): Promise<Confirmation> {
  const deadlineMs = ports.clock.nowMs() + settings.confirmMs + 5 * ruleCount;
  for (let pauseMs = 5; ; pauseMs = Math.min(pauseMs * 2, 500)) {
    const verdict = judge(await ports.connectors.observe(), version);
    if (verdict.confirmed || ports.clock.nowMs() >= deadlineMs) return verdict;
    await ports.clock.sleep(pauseMs);
  }
}

/** Connectors without an edge connection serve nobody; they fetch the newest configuration when they register. */
function judge(connectors: readonly ConnectorState[], version: number): Confirmation {
  if (connectors.length === 0) {
    return { confirmed: true, warnings: ['No connector is watched, so only Cloudflare confirmed the route.'] };
  }
  const live = connectors.filter(({ readyConnections }) => readyConnections > 0);
  if (live.length === 0) {
    return { confirmed: false, why: 'no connector of the tunnel has a connection to the edge' };
  }
  const local = live.find(({ configVersion }) => configVersion === -1);
  if (local !== undefined) {
    return { confirmed: false, why: `the connector at ${local.address} follows a local file` };
  }
  const late = live.find(({ configVersion }) => configVersion === null || configVersion < version);
  if (late !== undefined) {
    const has =
      late.configVersion === null ? 'did not say which version it has' : `is at version ${late.configVersion}`;
    return { confirmed: false, why: `the connector at ${late.address} ${has}, not at ${version}` };
  }
  const absent = connectors.filter(({ readyConnections }) => readyConnections === 0);
  return { confirmed: true, warnings: absent.map(({ address }) => `The connector at ${address} is not connected.`) };
}
