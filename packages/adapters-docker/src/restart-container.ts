import { PortFailure } from '@tunnel-manager/core';
import { readInspected } from './engine-answers.ts';
import { connectDocker } from './engine.ts';
import { withinTime } from './within-time.ts';

/**
 * Stops the container of exactly this name, kills it after `graceSeconds` if need be, and starts it again; resolves
 * when it was started. Throws `PortFailure`: with outcome `none` when there is no such container, `unknown` when the
 * engine did not say how it went.
 */
export async function restartContainer(
  host: string,
  name: string,
  options: { readonly graceSeconds: number; readonly signal?: AbortSignal },
): Promise<void> {
  const signal = options.signal ?? new AbortController().signal;
  const docker = await connectDocker(host);
  const containerId = await idOf(name, (limit) => docker.getContainer(name).inspect({ abortSignal: limit }), signal);
  try {
    await withinTime(options.graceSeconds * 1000 + TIMEOUT_MS, signal, (abortSignal) =>
      docker.getContainer(containerId).restart({ t: options.graceSeconds, abortSignal }),
    );
  } catch (cause) {
    throw failure(name, 'could not be restarted', cause, 'unknown');
  }
}

/** What a container is asked beside its grace period. */
const TIMEOUT_MS = 30_000;

/** The engine also takes the beginning of an id for a name, and that could be somebody else's container. */
async function idOf(
  name: string,
  inspect: (limit: AbortSignal) => Promise<unknown>,
  signal: AbortSignal,
): Promise<string> {
  if (!NAME.test(name)) throw failure(name, 'cannot be the name of a container', undefined, 'none');
  let answer: unknown;
  try {
    answer = await withinTime(TIMEOUT_MS, signal, inspect);
  } catch (cause) {
    throw failure(name, 'could not be found', cause, 'none');
  }
  const { Id, Name } = readInspected(answer);
  if (Name !== `/${name}`) throw failure(name, 'does not exist', undefined, 'none');
  return Id;
}

/** Docker's own rule for names. */
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;

const failure = (name: string, what: string, cause: unknown, outcome: 'none' | 'unknown'): PortFailure =>
  new PortFailure({
    operation: 'docker.restart-container',
    code: 'topology-unknown',
    message: `The container ${name.slice(0, 80)} ${what}.`,
    advice: `See \`docker ps --all\` and \`docker logs ${NAME.test(name) ? name : 'NAME'}\`.`,
    outcome,
    cause,
  });
