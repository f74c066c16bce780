import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { parseDockerHost } from './docker-host.ts';
import {
  readContainers,
  readInspected,
  readNetworks,
  type InspectedContainer,
  type ListedContainer,
  type ListedNetwork,
} from './engine-answers.ts';
import { rememberedBody } from './remembered-body.ts';
import { withinTime } from './within-time.ts';

/** A Docker engine, asked for no more than we need. Everything but a definite, complete answer is thrown. */
export interface Engine {
  /** In all states. */
  containers(signal: AbortSignal): Promise<readonly ListedContainer[]>;
  networks(signal: AbortSignal): Promise<readonly ListedNetwork[]>;
  /** Null when the engine has no such container, or can't describe this one. */
  inspect(containerId: string, signal: AbortSignal): Promise<InspectedContainer | null>;
  /**
   * Says something whenever a container or a network changed, from the moment it resolves. Ends or fails with the
   * connection, or when `signal` aborts.
   */
  changes(signal: AbortSignal): Promise<Readable>;
}

/** Speaks to the engine at `host`. Resolves without asking it: whether it is there shows in the first question. */
export async function openEngine(host: string, timeoutMs: number): Promise<Engine> {
  const docker = await connectDocker(host);
  const ask = <T>(signal: AbortSignal, question: (limit: AbortSignal) => Promise<T>): Promise<T> =>
    withinTime(timeoutMs, signal, question);
  const list = rememberedBody(readContainers);
  return {
    containers: (signal) => ask(signal, async (limit) => list(await listAll(docker, limit))),
    networks: async (signal) => readNetworks(await ask(signal, (abortSignal) => docker.listNetworks({ abortSignal }))),
    inspect: async (containerId, signal) => {
      try {
        const container = docker.getContainer(containerId);
        return readInspected(await ask(signal, (abortSignal) => container.inspect({ abortSignal })));
      } catch (error) {
        // An answer with an error status concerns this container; no answer at all concerns the engine.
        if (Object.hasOwn(Object(error) as object, 'statusCode')) return null;
        throw error;
      }
    },
    changes: (signal) =>
      ask(signal, async () => {
        const options = { filters: CHANGES, abortSignal: signal };
        return (await docker.getEvents(options as Docker.GetEventsOptions)) as Readable;
      }),
  };
}

/**
 * The client library, loaded when it is first needed, as that takes 0.2 s. `DOCKER_HOST` and its companions do not
 * redirect it: the configuration alone decides.
 */
export async function connectDocker(host: string): Promise<Docker> {
  const address = parseDockerHost(host);
  const { default: Client } = await import('dockerode');
  const unset = {
    socketPath: undefined,
    host: undefined,
    port: undefined,
    ca: undefined,
    cert: undefined,
    key: undefined,
  };
  return new Client({ ...unset, protocol: 'http', ...address });
}

/** The client's own `listContainers` parses each answer, also the one that was given a minute ago. */
const listAll = (docker: Docker, abortSignal: AbortSignal): Promise<Readable> =>
  new Promise((resolve, reject) => {
    const statusCodes = { 200: true, 400: 'bad parameter', 403: 'forbidden', 500: 'server error' };
    const query = { path: '/containers/json?', options: { all: 1 } };
    const request = { ...query, method: 'GET', isStream: true, statusCodes, abortSignal };
    docker.modem.dial(request, (error, body) => (error ? reject(error) : resolve(body as Readable)));
  });

/**
 * What may change a picture. Health checks run a command in a container every few seconds, so that unfiltered events
 * would never cease.
 */
const CHANGES = {
  type: ['container', 'network'],
  event: [
    'connect',
    'create',
    'destroy',
    'die',
    'disconnect',
    'pause',
    'rename',
    'restart',
    'start',
    'stop',
    'unpause',
    'update',
  ],
};
