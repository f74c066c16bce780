import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkInvariants, startSandboxWorld, type SandboxOptions, type SandboxWorld } from '@tunnel-manager/sandbox';
import { tokenSha256 } from '../src/auth/token.ts';

/** Two projects and an admin, by what they show as their credential. */
export const TOKENS = {
  admin: 'tm_admin-of-the-stage',
  demo: 'tm_demo-of-the-stage',
  other: 'tm_other-of-the-stage',
} as const;

export type Actor = keyof typeof TOKENS;

/** Cloudflare's stand-in, two services, and a configuration for a daemon that has not been started yet. */
export interface Stage {
  readonly world: SandboxWorld;
  readonly directory: string;
  readonly configFile: string;
  /** Ports on which a service answers: two of `demo`, one of `other`. */
  readonly ports: { readonly demo: readonly [number, number]; readonly other: number };
  /** What a visitor of the hostname gets from the edge. */
  visit(hostname: string): Promise<{ readonly status: number; readonly body: string }>;
  close(): Promise<void>;
}

export async function setStage(options: SandboxOptions = {}): Promise<Stage> {
  const zones = ['example.com', 'example.org'].map((name) => ({ name, plan: 'pro' as const }));
  const world = await startSandboxWorld({ zones, ...options });
  const services = await Promise.all(['one', 'two', 'three'].map((name) => startService(name)));
  const [first, second, third] = services.map(({ port }) => port) as [number, number, number];
  const directory = await mkdtemp(join(tmpdir(), 'tunnel-manager-stage-'));
  const configFile = join(directory, 'config.yaml');
  const { baseUrl, accountId, tunnelId } = world.cloudflare;
  const config = {
    vm: 'vm-1',
    storage: { sqlite: { path: join(directory, 'data', 'tunnel-manager.db') } },
    cloudflare: { apiToken: 'env:STAGE_CLOUDFLARE', accountId, tunnelId, defaultDomain: 'example.com', baseUrl },
    connector: { kind: 'none', metrics: world.connectors.map(({ metricsUrl }) => metricsUrl) },
    docker: { enabled: false },
    projects: { demo: { ports: [String(first), String(second)] }, other: { ports: [String(third)] } },
    auth: {
      tokens: [
        { sha256: tokenSha256(TOKENS.admin), role: 'admin' },
        { sha256: tokenSha256(TOKENS.demo), project: 'demo' },
        { sha256: tokenSha256(TOKENS.other), project: 'other' },
      ],
    },
    http: { listen: '127.0.0.1:0' },
    log: { level: 'info' },
  };
  // JSON is YAML.
  await writeFile(configFile, JSON.stringify(config));
  return {
    world,
    directory,
    configFile,
    ports: { demo: [first, second], other: third },
    visit: (hostname) => visit(world.edge.url, hostname),
    close: async () => {
      await Promise.all(services.map((service) => service.close()));
      await world.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** What is wrong with the world, as the stand-in sees it and as the recorded names say. */
export function violations(stage: Stage, recorded: readonly string[]): readonly string[] {
  const { world } = stage;
  const { foreign, zones } = world.world.state;
  const rules = world.world.tunnel(world.cloudflare.tunnelId).config?.ingress ?? [];
  const foreignHosts = new Set(foreign.rules.map(({ hostname }) => hostname));
  const marked = zones.flatMap(({ records }) => records).filter(({ comment }) => comment?.startsWith('tm1 ') === true);
  return [
    ...checkInvariants(world),
    ...rules
      .filter(({ hostname = '' }) => !foreignHosts.has(hostname) && !recorded.includes(hostname))
      .map(({ hostname }) => `The rule ${hostname} has no owner.`),
    ...marked.filter(({ name }) => !recorded.includes(name)).map(({ name }) => `The record ${name} has no owner.`),
    ...recorded
      .filter((name) => !marked.some((record) => record.name === name))
      .map((name) => `${name} has no record.`),
    ...recorded.filter((name) => !rules.some((rule) => rule.hostname === name)).map((name) => `${name} has no rule.`),
  ];
}

/** `fetch` does not let a client choose the Host header. */
function visit(edgeUrl: string, hostname: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(edgeUrl, { headers: { host: hostname } }, (response: IncomingMessage) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** A service that answers every request with its name. */
export function startService(name: string): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = createServer((_request, response) => response.end(`service ${name}`));
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const close = (): Promise<void> =>
        new Promise((closed) => {
          server.close(() => closed());
          server.closeAllConnections();
        });
      resolve({ port: (server.address() as AddressInfo).port, close });
    });
  });
}
