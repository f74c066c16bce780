import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import {
  createTestWorld,
  facts,
  HOST,
  NETWORKS,
  onTunnel,
  project,
  published,
  type TestWorld,
} from '@tunnel-manager/core/testing';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { credentialOf } from '../src/auth/credential.ts';
import { tokenSha256 } from '../src/auth/token.ts';
import type { Front } from '../src/contract/front.ts';
import { createApp } from '../src/http/app.ts';
import type { Route } from '../src/http/route.ts';
import { routes } from '../src/http/routes.ts';
import { createMcp } from '../src/mcp/endpoint.ts';
import { tools } from '../src/mcp/tools.ts';

/**
 * Every field that a route or tool takes, with a value that reaches for what belongs to the project `demo`. A new field
 * must be added here before the tests pass, and with it every new route and tool is covered by itself.
 */
const REACHING_FOR_DEMO: Readonly<Record<string, unknown>> = {
  hostname: 'app.example.com',
  subdomain: 'app',
  domain: 'example.com',
  port: 3042,
  targetPort: 3042,
  container: 'demo-web',
  target: 'http://127.0.0.1:3042',
  project: 'demo',
  projectName: 'demo',
  vm: 'vm-1',
  dryRun: true,
  expiresInSeconds: 60,
  state: 'active',
  action: 'hostname.request',
  outcome: 'ok',
  from: '2020-01-01T00:00:00Z',
  to: '2040-01-01T00:00:00Z',
  limit: 10,
  cursor: 'a',
};

/** What nobody but `demo` and an admin may ever read. */
const SECRETS = [
  'hidden.example.com',
  ':3042',
  'secret-actor-of-demo',
  'secret-container',
  'secret-network',
  '172.18.0.2',
];
const INTRUDER = 'tm_intruder';

describe('the token of another project', () => {
  it.each(routes.map((route) => ({ route, name: `${route.method} ${route.path}` })))(
    'gets and changes nothing through $name',
    async ({ route }) => {
      const { world, app } = await stage();
      const before = await belongings(world);
      for (const input of attempts(route.params, route.query, route.body)) {
        const audited = await refusals(world);
        const response = await app.request(requestOf(route, input));
        const text = await response.text();
        for (const secret of SECRETS) expect(text, JSON.stringify(input)).not.toContain(secret);
        const isDenied = response.status === 403;
        const wasAudited = (await refusals(world)) > audited;
        expect(route.adminOnly && !isDenied && response.status !== 422).toBe(false);
        expect(isDenied && !wasAudited).toBe(false);
      }
      expect(await belongings(world)).toEqual(before);
    },
  );

  it.each(tools.map((tool) => ({ tool, name: tool.name })))(
    'gets and changes nothing through the tool $name',
    async ({ tool }) => {
      const { world, app } = await stage();
      const before = await belongings(world);
      const client = new Client(
        { name: 'intruder', version: '1' },
        { versionNegotiation: { mode: { pin: '2026-07-28' } } },
      );
      await client.connect(
        new StreamableHTTPClientTransport(new URL('http://127.0.0.1:7600/mcp'), {
          requestInit: { headers: { authorization: `Bearer ${INTRUDER}`, host: '127.0.0.1:7600' } },
          fetch: async (url, init) => app.request(new Request(url, init)),
        }),
      );
      for (const input of attempts(tool.input)) {
        const result = await client
          .callTool({ name: tool.name, arguments: input })
          .catch((error: unknown) => String(error));
        for (const secret of SECRETS) expect(JSON.stringify(result), JSON.stringify(input)).not.toContain(secret);
        expect(tool.adminOnly && !JSON.stringify(result).includes('"isError":true')).toBe(false);
      }
      expect(await belongings(world)).toEqual(before);
    },
  );
});

async function stage() {
  const world = await createTestWorld();
  const demo = world.core.as({ ...project('demo'), actor: 'secret-actor-of-demo' });
  await demo.requestHostname({ subdomain: 'app', port: 3042 });
  await demo.requestHostname({ subdomain: 'hidden', port: 3042 });
  const secretly = [{ networkId: 'n-secret', ipAddress: '172.18.0.2', aliases: [] }];
  world.runtime.view = {
    ...facts(
      HOST,
      onTunnel({ name: 'demo-web', ports: [published({ hostPort: 3042 })] }),
      onTunnel({ name: 'secret-container', networks: secretly, ports: [published({ hostPort: 3101 })] }),
    ),
    networks: [...NETWORKS, { networkId: 'n-secret', name: 'secret-network', driver: 'bridge', internal: true }],
    observedAt: world.clock.nowMs(),
  };
  await world.core.observeTopology();
  const credentials = [credentialOf(tokenSha256(INTRUDER), 'other')];
  const silent = (): void => undefined;
  const front: Front = {
    vm: 'vm-1',
    as: (caller) => world.core.as(caller),
    recordRefusal: (...about) => world.core.recordRefusal(...about),
    credentials: () => credentials,
    ready: () => world.store.probe(),
    tunnelStatus: async () => 'up',
    log: { info: silent, warn: silent, error: silent },
  };
  const mcp = createMcp(front);
  return { world, app: createApp(front, () => ({ port: 7600, allowedHosts: [] }), mcp.handle) };
}

/** All fields at once; only the required ones; the required ones with each other one; and each with an own port. */
function attempts(...schemas: readonly (z.ZodObject | undefined)[]): readonly Record<string, unknown>[] {
  const fields = schemas.flatMap((schema) => Object.entries(schema?.shape ?? {}) as [string, z.ZodType][]);
  const value = (name: string): unknown => {
    if (!(name in REACHING_FOR_DEMO)) throw new Error(`Say in REACHING_FOR_DEMO what "${name}" of demo's would be.`);
    return REACHING_FOR_DEMO[name];
  };
  const all = Object.fromEntries(fields.map(([name]) => [name, value(name)]));
  const required = Object.fromEntries(
    fields.filter(([, type]) => !type.isOptional()).map(([name]) => [name, value(name)]),
  );
  const each = fields.map(([name]) => ({ ...required, [name]: value(name) }));
  const variants = [all, required, ...each];
  const ownPort = (input: Record<string, unknown>): Record<string, unknown> => ({
    ...input,
    ...('port' in input ? { port: 3101 } : {}),
    ...('targetPort' in input ? { targetPort: 3101 } : {}),
  });
  return [...variants, ...variants.map(ownPort)];
}

function requestOf(route: Route, input: Record<string, unknown>): Request {
  const inPath = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(input[name])));
  const query = new URLSearchParams(
    Object.keys(route.query?.shape ?? {}).flatMap((name) => (name in input ? [[name, String(input[name])]] : [])),
  );
  const body = Object.fromEntries(
    Object.keys(route.body?.shape ?? {}).flatMap((name) => (name in input ? [[name, input[name]]] : [])),
  );
  return new Request(`http://127.0.0.1:7600${inPath}?${query.toString()}`, {
    method: route.method,
    headers: { authorization: `Bearer ${INTRUDER}`, host: '127.0.0.1:7600', 'content-type': 'application/json' },
    ...(route.body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const belongings = async ({ store, cloudflare, scope }: TestWorld): Promise<unknown> =>
  structuredClone({
    rows: await store.routesOfTunnel(scope.tunnelId),
    records: cloudflare.records,
    document: cloudflare.document,
  });

const refusals = async ({ store }: TestWorld): Promise<number> =>
  (await store.audit({ outcome: 'refused' }, { limit: 500 })).items.length;
