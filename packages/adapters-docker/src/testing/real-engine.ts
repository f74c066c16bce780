import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, copyFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { AddressInfo } from 'node:net';
import type Docker from 'dockerode';
import { connectDocker } from '../engine.ts';

const SOCKET = '/var/run/docker.sock';
const BUSYBOX = '/bin/busybox';

/** The engine that tests may use: `TEST_DOCKER_HOST`, else the machine's own. */
const host = process.env['TEST_DOCKER_HOST'] ?? `unix://${SOCKET}`;

/** Why there is no engine to test with, or null when there is one. */
export const noEngine: string | null = await whyNot();

/** Where everything is required, tests that need an engine fail without one; elsewhere they are left out. */
export const isLeftOut = noEngine !== null && process.env['REQUIRE_ALL'] !== '1';

/** To be called before each test that needs an engine: leaves it out, with the reason, where there is none. */
export const needsEngine = ({ skip }: { skip: (condition: boolean, note?: string) => void }): void => {
  skip(isLeftOut, noEngine ?? '');
};

/** How a container of a test differs from one that sleeps on the default bridge. */
export interface Wanted {
  /** A shell command; `sleep` unless told otherwise. */
  readonly run?: string;
  readonly network?: string;
  readonly aliases?: readonly string[];
  readonly extraHosts?: readonly string[];
  /** From `8080/tcp` to the addresses and ports of the host. */
  readonly publish?: Readonly<Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[]>>;
  readonly restart?: 'always';
}

/** A real engine, and everything that one test file made on it: all of it has a label, and goes at the end. */
export class RealEngine {
  readonly host: string;
  readonly docker: Docker;
  /** What every name begins with, so that files can run side by side. */
  readonly prefix = `tm-${randomBytes(3).toString('hex')}`;

  private constructor(at: string, docker: Docker) {
    this.host = at;
    this.docker = docker;
  }

  /** Throws with the reason when there is no engine. */
  static async open(at: string = host): Promise<RealEngine> {
    if (noEngine !== null) throw new Error(noEngine);
    const engine = new RealEngine(at, await connectDocker(at));
    await engine.#importImage();
    return engine;
  }

  /** The full name of what a test calls by a short one. */
  name(short: string): string {
    return `${this.prefix}-${short}`;
  }

  async create(short: string, wanted: Wanted = {}): Promise<Docker.Container> {
    const { run = 'exec sleep 100000', network = 'bridge', aliases = [], extraHosts = [], publish = {} } = wanted;
    return this.docker.createContainer({
      name: this.name(short),
      Image: this.#image,
      Cmd: ['/bin/sh', '-c', run],
      Labels: { ...this.#labels, 'com.supervisor.project': 'demo' },
      StopSignal: 'SIGKILL',
      ExposedPorts: Object.fromEntries(Object.keys(publish).map((port) => [port, {}])),
      HostConfig: {
        NetworkMode: network,
        ExtraHosts: [...extraHosts],
        // Names that Docker does not know are refused at once instead of being looked up elsewhere.
        ...(network.startsWith('container:') ? {} : { Dns: ['127.0.0.1'] }),
        PortBindings: Object.fromEntries(Object.entries(publish).map(([port, at]) => [port, [...at]])),
        RestartPolicy: { Name: wanted.restart ?? 'no' },
      },
      ...(aliases.length === 0
        ? {}
        : { NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: [...aliases] } } } }),
    });
  }

  async start(short: string, wanted: Wanted = {}): Promise<Docker.Container> {
    const container = await this.create(short, wanted);
    await container.start();
    return container;
  }

  async createNetwork(short: string, options: { readonly internal?: boolean } = {}): Promise<string> {
    const Name = this.name(short);
    await this.docker.createNetwork({ Name, Internal: options.internal ?? false, Labels: this.#labels });
    return Name;
  }

  /** What a shell command in a container prints. */
  async run(short: string, command: string): Promise<string> {
    const exec = await this.docker
      .getContainer(this.name(short))
      .exec({ Cmd: ['/bin/sh', '-c', command], AttachStdout: true, AttachStderr: true, Tty: true });
    const stream = (await exec.start({ Tty: true })).pipe(new PassThrough());
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString('utf8');
  }

  async remove(): Promise<void> {
    const filters = { label: Object.entries(this.#labels).map((label) => label.join('=')) };
    const containers = await this.docker.listContainers({ all: true, filters });
    await Promise.all(containers.map(({ Id }) => this.docker.getContainer(Id).remove({ force: true, v: true })));
    for (const { Id } of await this.docker.listNetworks({ filters })) await this.docker.getNetwork(Id).remove();
    await this.docker.getImage(this.#image).remove({ force: true });
  }

  get #image(): string {
    return `${this.prefix}:latest`;
  }

  get #labels(): Record<string, string> {
    return { 'com.example.tunnel-manager-test': this.prefix };
  }

  /** A static busybox and nothing else, so that no registry is needed. */
  async #importImage(): Promise<void> {
    const directory = mkdtempSync(join(tmpdir(), 'tunnel-manager-image-'));
    try {
      for (const path of ['bin', 'etc', 'tmp', 'www']) mkdirSync(join(directory, path));
      copyFileSync(BUSYBOX, join(directory, 'bin/busybox'));
      for (const applet of APPLETS) symlinkSync('busybox', join(directory, 'bin', applet));
      const archive = `${directory}.tar`;
      execFileSync('tar', ['-C', directory, '-cf', archive, '.']);
      const answer = await this.docker.importImage(archive, { repo: this.prefix, tag: 'latest' });
      for await (const _ of answer);
      rmSync(archive);
    } finally {
      rmSync(directory, { recursive: true });
    }
  }
}

const APPLETS = ['echo', 'false', 'httpd', 'mkdir', 'nslookup', 'sh', 'sleep', 'timeout', 'wget'];

/** A shell command that answers HTTP with `text`, at a port or at `ADDRESS:PORT`. */
export const serving = (text: string, at: string): string =>
  `mkdir -p /www && echo '<${text}>' > /www/index.html && exec httpd -f -p ${at} -h /www`;

/** A port that was free a moment ago on every address of this machine. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, () => resolve()));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

async function whyNot(): Promise<string | null> {
  if (process.platform !== 'linux') return 'only on Linux are the addresses of containers those of this machine';
  if (process.env['TEST_DOCKER_HOST'] === undefined && !existsSync(SOCKET)) {
    return `no Docker engine: TEST_DOCKER_HOST is not set and there is no ${SOCKET}`;
  }
  if (!existsSync(BUSYBOX)) return `no ${BUSYBOX} to make an image of (Debian: busybox-static)`;
  try {
    await (await connectDocker(host)).ping();
    return null;
  } catch (error) {
    return `the Docker engine at ${host} does not answer: ${error instanceof Error ? error.message : String(error)}`;
  }
}
