import { join } from 'node:path';
import { startSampleService, startSandboxWorld, type SandboxWorld } from '@tunnel-manager/sandbox';
import { tokenSha256 } from '../auth/token.ts';
import { HttpTunnelManager } from '../cli/http-tunnel-manager.ts';
import { parseConfig } from '../config/load-config.ts';
import type { Config } from '../config/schema.ts';
import type { ListenAddress } from '../config/texts.ts';
import type { Log } from '../contract/front.ts';
import { startDaemon } from '../daemon/daemon.ts';
import { createLogger } from '../daemon/logger.ts';
import { isFree } from './free-address.ts';
import type { Remembered, SandboxData } from './sandbox-data.ts';

/** A running sandbox, and everything that somebody needs to try it. */
export interface Sandbox {
  readonly url: string;
  readonly edgeUrl: string;
  readonly cloudflareUrl: string;
  readonly tokens: Remembered['tokens'];
  readonly service: { readonly port: number; readonly project: string };
  readonly domains: readonly string[];
  /** A hostname of the sample service that is live already. */
  readonly hostname: string;
  stop(): Promise<void>;
}

const PROJECT = 'demo';
const CLOUDFLARE_TOKEN = 'SANDBOX_CLOUDFLARE_TOKEN';
/** How soon a change of the stand-ins is on disk; what is lost to a kill in between, the daemon finds as drift. */
const REMEMBER_EVERY_MS = 50;

export interface SandboxInput {
  readonly data: SandboxData;
  readonly http: ListenAddress;
  readonly edge: ListenAddress;
}

/** Starts the stand-ins, the sample service and the daemon, and publishes the first hostname. A start that fails ends all. */
export async function startSandbox({ data, http, edge }: SandboxInput): Promise<Sandbox> {
  const endings: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of endings.toReversed()) await end();
  };
  try {
    const { tokens, world: stored, servicePort } = data.remembered;
    const world = await startSandboxWorld({ edge: written(edge), ...(stored === null ? {} : { restore: stored }) });
    endings.push(() => world.close());
    const wasFree = servicePort !== 0 && (await isFree({ host: '127.0.0.1', port: servicePort }));
    const service = await startSampleService({ port: wasFree ? servicePort : 0 });
    endings.push(() => service.close());

    const config = configOf(world, data.directory, http, tokens, service.port);
    const log = createLogger(config.log);
    const environment = { [CLOUDFLARE_TOKEN]: world.cloudflare.token };
    // The daemon's lock on its database tells whether the directory is ours; only then is anything written down. What it
    // still does while it stops is written down too, so the writing ends after it.
    const daemon = await startDaemon({ config, environment, log });
    const remembering = keepRemembering(data, world, { tokens, servicePort: service.port }, log);
    endings.push(() => remembering.end());
    endings.push(() => daemon.stop());
    const url = `http://${written(daemon.address)}`;
    return {
      url,
      edgeUrl: world.edge.url,
      cloudflareUrl: new URL(world.cloudflare.baseUrl).origin,
      tokens,
      service: { port: service.port, project: PROJECT },
      ...(await publishFirst(url, tokens, service.port)),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The same configuration that an operator would write, for the account and the connectors of the stand-ins. */
function configOf(
  world: SandboxWorld,
  directory: string,
  http: ListenAddress,
  tokens: Remembered['tokens'],
  servicePort: number,
): Config {
  const { baseUrl, accountId, tunnelId } = world.cloudflare;
  const document = {
    vm: 'sandbox',
    storage: { sqlite: { path: join(directory, 'tunnel-manager.db') } },
    cloudflare: { apiToken: `env:${CLOUDFLARE_TOKEN}`, accountId, tunnelId, defaultDomain: 'example.com', baseUrl },
    connector: { kind: 'none', metrics: world.connectors.map((connector) => connector.metricsUrl) },
    docker: { enabled: false },
    health: { interval: '5s' },
    projects: { [PROJECT]: { ports: ['3100-3199', String(servicePort)] } },
    auth: {
      tokens: [
        { sha256: tokenSha256(tokens.admin), role: 'admin' },
        { sha256: tokenSha256(tokens.demo), project: PROJECT },
      ],
    },
    http: { listen: written(http) },
    log: { level: 'warn' },
  };
  return parseConfig(JSON.stringify(document), {}, 'The configuration of the sandbox');
}

/** Does what a first visitor would do, through the API, so that a sandbox that says it is ready has been used once. */
async function publishFirst(url: string, tokens: Remembered['tokens'], port: number) {
  const domains = await new HttpTunnelManager({ url, token: tokens.admin }).refreshDomains();
  const answer = await new HttpTunnelManager({ url, token: tokens.demo }).requestHostname({ subdomain: 'hello', port });
  if (!domains.ok) throw new Error(domains.refusal.message);
  if (!answer.ok) throw new Error(answer.refusal.message);
  const usable = domains.value.filter(({ status }) => status === 'active');
  return { domains: usable.map(({ domain }) => domain), hostname: answer.value.hostname };
}

/** Writes the stand-ins down whenever they have changed, and once more at the end. */
function keepRemembering(
  data: SandboxData,
  world: SandboxWorld,
  rest: Omit<Remembered, 'world'>,
  log: Log,
): { end(): Promise<void> } {
  let last: unknown;
  let writing = Promise.resolve();
  const write = (): Promise<void> => {
    const { state } = world.world;
    if (state === last) return writing;
    last = state;
    writing = writing
      .then(() => data.remember({ ...rest, world: world.snapshot() }))
      .catch((error: unknown) => log.error({ err: error }, 'the sandbox could not be written down'));
    return writing;
  };
  void write();
  const timer = setInterval(() => void write(), REMEMBER_EVERY_MS);
  return {
    async end() {
      clearInterval(timer);
      await write();
    },
  };
}

const written = ({ host, port }: ListenAddress): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;
