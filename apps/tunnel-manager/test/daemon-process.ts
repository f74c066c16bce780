import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { HostnameView } from '@tunnel-manager/core';
import { TOKENS, type Actor, type Stage } from './stage.ts';

type Token = `tm_${string}`;

/** A daemon in a process of its own. */
export interface DaemonProcess {
  readonly url: string;
  /** What it wrote to its log so far. */
  readonly log: () => string;
  ask(
    actor: Actor | Token,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly body: unknown }>;
  /** All recorded hostnames, once none is `pending` or `releasing` any more. */
  settled(): Promise<readonly string[]>;
  /** From now on the calls through its ports count towards its end. */
  arm(): Promise<void>;
  /** The name of the call at which it died, or null when it is alive. */
  readonly diedAt: () => string | null;
  stop(): Promise<void>;
}

/** Starts the daemon of a stage; `killAt` such as `3:before` makes it die there, as by `kill -9`. */
export async function startDaemonProcess(stage: Stage, killAt = ''): Promise<DaemonProcess> {
  const environment = {
    ...process.env,
    CONFIG: stage.configFile,
    STAGE_CLOUDFLARE: stage.world.cloudflare.token,
    KILL_AT: killAt,
  };
  const child = fork(fileURLToPath(new URL('daemon-under-test.ts', import.meta.url)), {
    env: environment,
    execArgv: ['--conditions=tunnel-manager-source'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let log = '';
  let diedAt: string | null = null;
  child.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()));
  child.on('message', ({ dying }: { dying?: string }) => (diedAt = dying ?? diedAt));
  const { port } = await nextMessage<{ port: number }>(child, () => log);
  const url = `http://127.0.0.1:${port}`;
  const ask: DaemonProcess['ask'] = async (actor, method, path, body) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${isActor(actor) ? TOKENS[actor] : actor}`,
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  return {
    url,
    log: () => log,
    ask,
    settled: () => settled(ask),
    arm: async () => {
      child.send('arm');
      await nextMessage(child, () => log);
    },
    diedAt: () => diedAt,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

const isActor = (text: string): text is Actor => text in TOKENS;

async function settled(ask: DaemonProcess['ask']): Promise<readonly string[]> {
  for (let tries = 0; tries < 400; tries += 1) {
    const { body } = await ask('admin', 'GET', '/hostnames?limit=500');
    const { items } = body as { items: readonly HostnameView[] };
    if (items.every(({ state }) => state === 'active')) return items.map(({ hostname }) => hostname);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The daemon did not settle its rows within 20 seconds.');
}

/** The next message of the process; throws, with its log, when it ends instead. */
async function nextMessage<T>(child: ChildProcess, log: () => string): Promise<T> {
  const ended = new AbortController();
  const answer = once(child, 'message', { signal: ended.signal }) as Promise<[T]>;
  const exit = once(child, 'exit', { signal: ended.signal }).then((): never => {
    throw new Error(`The daemon ended instead of answering:\n${log()}`);
  });
  try {
    const [first] = await Promise.race([answer, exit]);
    return first;
  } finally {
    ended.abort();
    await Promise.allSettled([answer, exit]);
  }
}
