import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Running containers by name; each publishes its port 8080 as this port of the host. */
export type Published = Readonly<Record<string, number>>;

/** The part of Docker's API that is read, on a socket of its own, for one network and the given containers. */
export interface DockerEngine {
  /** As `docker.host` has it. */
  readonly host: string;
  /** From now on there are these; whoever watches is told of a change. */
  show(containers: Published): void;
  close(): Promise<void>;
}

export async function aDockerEngine(published: Published): Promise<DockerEngine> {
  const directory = await mkdtemp(join(tmpdir(), 'engine-'));
  const socket = join(directory, 'docker.sock');
  const watching = new Set<ServerResponse>();
  let containers = published;
  const server = createServer(({ url = '' }, response) => {
    const { pathname } = new URL(url, 'http://engine.test');
    if (pathname === '/events') {
      watching.add(response);
      response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
      return;
    }
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(pathname === '/networks' ? [NETWORK] : answer(pathname, containers)));
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    host: `unix://${socket}`,
    show(next) {
      containers = next;
      for (const response of watching) response.write(`${JSON.stringify({ Type: 'container', Action: 'start' })}\n`);
    },
    async close() {
      if (!server.listening) return;
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await rm(directory, { recursive: true });
    },
  };
}

const NETWORK = { Id: 'n-bridge', Name: 'bridge', Driver: 'bridge', Internal: false };

function answer(pathname: string, containers: Published): unknown {
  if (pathname === '/containers/json') return Object.entries(containers).map(listed);
  const name = Object.keys(containers).find((one) => pathname === `/containers/c-${one}/json`) ?? '';
  return { Id: `c-${name}`, Name: `/${name}` };
}

const listed = ([name, hostPort]: readonly [string, number]) => ({
  Id: `c-${name}`,
  Names: [`/${name}`],
  Image: 'example/web:1',
  State: 'running',
  Labels: {},
  HostConfig: { NetworkMode: 'bridge' },
  NetworkSettings: { Networks: { bridge: { NetworkID: 'n-bridge', IPAddress: '172.17.0.2' } } },
  Ports: [{ IP: '0.0.0.0', PrivatePort: 8080, PublicPort: hostPort, Type: 'tcp' }],
});
