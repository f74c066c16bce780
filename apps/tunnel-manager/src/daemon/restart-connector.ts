import { restartSystemdUnit } from '@tunnel-manager/adapters-cloudflared';
import { PortFailure } from '@tunnel-manager/core';
import type { Config } from '../config/schema.ts';

/** What restarts things; a test gives its own. */
export interface Restarts {
  readonly unit: (unit: string) => Promise<void>;
  readonly container: (host: string, name: string) => Promise<void>;
}

/** cloudflared lets requests end for 30 s by default; a planned restart waits that long before it kills. */
const GRACE_SECONDS = 35;

const RESTARTS: Restarts = {
  unit: (unit) => restartSystemdUnit(unit),
  container: async (host, name) => {
    const { restartContainer } = await import('@tunnel-manager/adapters-docker');
    await restartContainer(host, name, { graceSeconds: GRACE_SECONDS });
  },
};

/** How a changed file comes into force: by restarting whatever runs the connector, or null when that is not ours to do. */
export function connectorRestart(
  { connector, docker, ingress }: Pick<Config, 'connector' | 'docker' | 'ingress'>,
  restarts: Restarts = RESTARTS,
): (() => Promise<void>) | null {
  if (ingress.file.apply !== 'restart') return null;
  if (connector.kind === 'systemd') return () => restarts.unit(connector.systemd.unit);
  if (connector.kind !== 'docker') return null;
  return async () => {
    // One after the other: while one of several is away, the others go on.
    for (const name of connector.docker.container) await restartOne(restarts, docker.host, name);
  };
}

/** The file is written by then, so what Docker cannot do is a failure after the fact, not one that had no effect. */
async function restartOne({ container }: Restarts, host: string, name: string): Promise<void> {
  try {
    await container(host, name);
  } catch (cause) {
    if (!(cause instanceof PortFailure)) throw cause;
    throw new PortFailure({
      operation: 'connector.restart',
      code: 'connector-unconfirmed',
      message: `${cause.message} It still has the old rules.`,
      advice: cause.advice,
      outcome: 'done',
      cause,
    });
  }
}
