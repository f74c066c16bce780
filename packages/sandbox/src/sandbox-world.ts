import { startCloudflareApi } from './cloudflare/cloudflare-api.ts';
import { Connector } from './connector/connector.ts';
import type { ConnectorOptions } from './connector/connector.ts';
import { controlListener } from './control.ts';
import { Dashboard } from './dashboard.ts';
import { startEdge } from './edge/edge.ts';
import { Faults } from './faults/faults.ts';
import { Journal } from './journal.ts';
import { Random } from './world/random.ts';
import { seedWorld } from './world/seed.ts';
import type { WorldSeed } from './world/seed.ts';
import { World } from './world/world.ts';
import type { WorldSnapshot } from './world/world.ts';

export interface SandboxOptions extends WorldSeed {
  /** Continues a stored world; what would seed a fresh one is then not read. */
  readonly restore?: WorldSnapshot;
  /** How many connectors to start; default 1. */
  readonly connectors?: number;
  /** How each connector is; the tunnel's id is added. */
  readonly connector?: Omit<ConnectorOptions, 'tunnelId'>;
  /** Loopback addresses; default `127.0.0.1:0`. */
  readonly edge?: string;
  readonly api?: string;
  /** The clock of the rate limit and of every time stamp; default the real one. */
  readonly nowMs?: () => number;
}

/** A whole Cloudflare account on loopback, with its edge and its connectors. */
export interface SandboxWorld {
  readonly cloudflare: {
    readonly baseUrl: string;
    readonly token: string;
    readonly accountId: string;
    readonly tunnelId: string;
  };
  readonly edge: { readonly url: string };
  readonly connectors: readonly Connector[];
  readonly faults: Faults;
  readonly journal: Journal;
  readonly world: World;
  readonly dashboard: Dashboard;
  /** Plain JSON, to be given to `restore` later. */
  snapshot(): WorldSnapshot;
  /** Ends every listener and every connection. */
  close(): Promise<void>;
}

/** Starts everything; resolves when each part accepts requests and the connectors are ready. */
export async function startSandboxWorld(options: SandboxOptions = {}): Promise<SandboxWorld> {
  const nowMs = options.nowMs ?? Date.now;
  const world = new World(options.restore ?? seedWorld(options, nowMs()), nowMs);
  const [tunnel] = world.state.tunnels;
  const [token] = world.state.tokens;
  if (tunnel === undefined || token === undefined) throw new Error('The stored world has no tunnel or no token.');
  const connectors = Array.from(
    { length: options.connectors ?? 1 },
    () => new Connector({ ...options.connector, tunnelId: tunnel.id }, world),
  );
  const faults = new Faults(new Random(options.seed ?? 1));
  const journal = new Journal();
  const dashboard = new Dashboard(world, tunnel.id);
  const clients = (): ReturnType<Connector['client']>[] =>
    connectors.map((connector) => connector.client()).filter(({ connections }) => connections > 0);
  const control = controlListener(world, faults, journal);
  const api = await startCloudflareApi(
    { world, faults, journal, dashboard, clients, control },
    options.api ?? '127.0.0.1:0',
  );
  const edge = await startEdge(world, () => connectors, options.edge ?? '127.0.0.1:0');
  await Promise.all(connectors.map((connector) => connector.start()));
  return {
    cloudflare: {
      baseUrl: `${api.url}/client/v4`,
      token: token.value,
      accountId: world.state.account.id,
      tunnelId: tunnel.id,
    },
    edge: { url: edge.url },
    connectors,
    faults,
    journal,
    world,
    dashboard,
    snapshot: () => world.snapshot(),
    close: async () => {
      await Promise.all(connectors.map((connector) => connector.signal('SIGKILL')));
      await Promise.all([api.close(), edge.close()]);
    },
  };
}
