import { resolveSecret, SecretUnavailable, type Environment, type Secret } from '@tunnel-manager/adapters-host';
import type { Ports } from '@tunnel-manager/core';
import type { Logger } from 'pino';
import { credentialsOf } from '../auth/credentials.ts';
import { compose, type Composition } from '../composition-root.ts';
import { ConfigurationError } from '../config/configuration-error.ts';
import type { Config } from '../config/schema.ts';
import { parseListenAddress, type ListenAddress } from '../config/texts.ts';
import { createApp } from '../http/app.ts';
import { listen } from '../http/listen.ts';
import { createMcp } from '../mcp/endpoint.ts';
import { createFront } from './front.ts';
import { startLoop, type Loop } from './loop.ts';
import { within } from './within.ts';

/** A running daemon. */
export interface Daemon {
  readonly address: ListenAddress;
  /** Takes projects, tokens and the log level of a new configuration; throws, and keeps the old ones, when it is unusable. */
  reload(config: Config): void;
  /** Ends in order within five seconds: no new requests, then the loops, then the database. */
  stop(): Promise<void>;
}

export interface DaemonInput {
  readonly config: Config;
  readonly environment: Environment;
  readonly log: Logger;
  /** Whether a database of the first generation is converted; otherwise it is refused, untouched. */
  readonly adoptsLegacy?: boolean | undefined;
  readonly decorate?: ((ports: Ports) => Ports) | undefined;
}

/** How long answers and loops under way may take when the daemon stops. What they leave undone is settled at the next start. */
const ANSWERS_GRACE_MS = 2500;
const LOOPS_GRACE_MS = 1500;
/** An expired hostname is released within this time. */
const SETTLE_EVERY_MS = 30_000;

/**
 * Starts everything there is, so that a daemon that answers also watches: health, domains, and what an earlier run left
 * half done. Throws `ConfigurationError`, `StoreStartError` or the error of listening, and then leaves nothing running.
 */
export async function startDaemon({ config, environment, log, adoptsLegacy, decorate }: DaemonInput): Promise<Daemon> {
  let credentials = credentialsOf(config.auth.tokens, environment);
  const apiToken = secretOf(config.cloudflare.apiToken, environment);
  const composition = await compose({ config, apiToken, log, adoptsLegacy, decorate });
  const loops = startLoops(composition, config, log);
  const front = createFront(composition, { vm: config.vm, credentials: () => credentials, log });
  const mcp = createMcp(front);

  const stopBehind = async (): Promise<void> => {
    await within(LOOPS_GRACE_MS, Promise.all(loops.map((loop) => loop.stop())));
    await composition.close();
  };
  const wanted = parseListenAddress(config.http.listen) ?? { host: '127.0.0.1', port: 0 };
  let port = wanted.port;
  const app = createApp(front, () => ({ port, allowedHosts: config.http.allowedHosts }), mcp.handle);
  const server = await listen((request) => app.fetch(request), wanted).catch(async (error: unknown) => {
    await stopBehind();
    throw error;
  });
  port = server.address.port;
  if (credentials.length === 0) log.warn({}, 'no tokens are configured, so nobody can call the API');

  return {
    address: server.address,
    reload(next) {
      const nextCredentials = credentialsOf(next.auth.tokens, environment);
      composition.grant(next.projects);
      credentials = nextCredentials;
      log.level = next.log.level;
    },
    async stop() {
      await server.close(ANSWERS_GRACE_MS);
      await mcp.close();
      await stopBehind();
    },
  };
}

function startLoops({ core, runtime }: Composition, config: Config, log: Logger): readonly Loop[] {
  const done = (): boolean => true;
  return [
    startLoop({
      name: 'topology',
      everyMs: config.docker.resync,
      log,
      run: () => core.observeTopology().then(done),
      sleep: (ms, signal) => runtime.changed.sleep(ms, signal),
    }),
    startLoop({ name: 'settle', everyMs: SETTLE_EVERY_MS, log, run: async () => (await core.settle()) === 0 }),
    startLoop({ name: 'domains', everyMs: config.domains.refresh, log, run: () => core.refreshDomains().then(done) }),
    startLoop({ name: 'health', everyMs: config.health.interval, log, run: () => core.sampleHealth().then(done) }),
  ];
}

function secretOf(reference: string, environment: Environment): Secret {
  const path = 'cloudflare.apiToken';
  try {
    const secret = resolveSecret(reference, environment);
    if (/^[\x21-\x7e]+$/.test(secret.reveal())) return secret;
  } catch (error) {
    if (!(error instanceof SecretUnavailable)) throw error;
    throw new ConfigurationError('The configuration', [{ path, message: error.message, remedy: '' }]);
  }
  const message = `what ${reference} leads to has characters that no API token has.`;
  throw new ConfigurationError('The configuration', [{ path, message, remedy: 'Copy the token anew.' }]);
}
