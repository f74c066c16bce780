import { describe, expect, it } from 'vitest';
import type { Caller } from '../domain/caller.ts';
import type { ErrorCode } from '../domain/refusal.ts';
import type { HostnameRequest } from '../ports/tunnel-manager.ts';
import { admin, createTestWorld, demo, project, type TestWorld } from '../testing/index.ts';

interface Case {
  readonly code: ErrorCode;
  readonly when: string;
  readonly caller?: Caller;
  readonly request?: Partial<HostnameRequest>;
  readonly given?: (world: TestWorld) => unknown;
}

const cases: readonly Case[] = [
  { code: 'invalid-subdomain', when: 'the subdomain is empty', request: { subdomain: '' } },
  { code: 'invalid-subdomain', when: 'a label is empty', request: { subdomain: 'a..b' } },
  { code: 'invalid-subdomain', when: 'a label begins with a hyphen', request: { subdomain: '-a' } },
  { code: 'invalid-subdomain', when: 'it holds a space', request: { subdomain: 'a b' } },
  { code: 'invalid-subdomain', when: 'it holds an underscore', request: { subdomain: 'a_b' } },
  { code: 'invalid-subdomain', when: 'it holds NUL', request: { subdomain: 'a\0b' } },
  { code: 'invalid-subdomain', when: 'it holds half a surrogate pair', request: { subdomain: 'a\uD800' } },
  { code: 'invalid-subdomain', when: 'a wildcard is not the first label', request: { subdomain: 'a.*' } },
  { code: 'invalid-subdomain', when: 'a label is too long', request: { subdomain: 'a'.repeat(64) } },
  { code: 'unknown-domain', when: 'no zone covers the name', request: { domain: 'nowhere.test' } },
  { code: 'unknown-domain', when: 'the zone is paused', request: { domain: 'example.net' } },
  { code: 'forbidden', when: 'a project asks for a wildcard', request: { subdomain: '*' } },
  { code: 'forbidden', when: 'a project asks for the apex', request: { subdomain: '@' } },
  { code: 'forbidden', when: 'a project chooses its target', request: { target: 'http://192.0.2.1:80' } },
  { code: 'invalid-request', when: 'the port is no port', request: { port: 70_000 } },
  { code: 'invalid-request', when: 'the expiry is in the past', request: { expiresInSeconds: -1 } },
  { code: 'invalid-request', when: 'another VM is meant', request: { vm: 'vm-2' } },
  { code: 'project-required', when: 'an admin names no project', caller: admin },
  {
    code: 'unknown-project',
    when: 'an admin names one that is not configured',
    caller: admin,
    request: { project: 'nobody' },
  },
  { code: 'not-your-project', when: 'a project names another', request: { project: 'other' } },
  { code: 'port-not-yours', when: 'the port is of another project', request: { port: 3100 } },
  { code: 'port-not-yours', when: "the port is nobody's", request: { port: 9999 } },
  {
    code: 'port-not-yours',
    when: "an admin targets another project's port of this host",
    caller: admin,
    request: { project: 'demo', target: 'http://127.0.0.1:3100' },
  },
  {
    code: 'origin-not-allowed',
    when: 'the target gives out credentials',
    caller: admin,
    request: { project: 'demo', target: 'http://169.254.169.254' },
  },
  {
    code: 'domain-not-allowed',
    when: 'the project may use other domains only',
    given: ({ grants }) => grants.set('demo', { project: 'demo', domains: ['example.org'], quota: null }),
  },
  {
    code: 'quota-exceeded',
    when: 'the project is full',
    given: ({ grants }) => grants.set('demo', { project: 'demo', domains: null, quota: 0 }),
  },
  {
    code: 'origin-unreachable',
    when: 'nothing answers on the port',
    given: ({ silentPorts }) => silentPorts.add(3000),
  },
  { code: 'unknown-container', when: 'a container is meant and Docker is not watched', request: { container: 'web' } },
  {
    code: 'foreign-record',
    when: 'an A record has the name',
    given: ({ cloudflare }) => cloudflare.addRecord({ name: 'app.example.com', type: 'A', content: '192.0.2.1' }),
  },
  {
    code: 'foreign-record',
    when: 'a CNAME to this very tunnel has the name, which is not ours',
    given: ({ cloudflare }) => cloudflare.addRecord({ name: 'app.example.com', content: 'tunnel-1.cfargotunnel.com' }),
  },
  {
    code: 'ingress-not-ours',
    when: 'a foreign rule has the name',
    given: ({ cloudflare }) => cloudflare.addRule({ hostname: 'app.example.com', service: 'http://127.0.0.1:3000' }),
  },
  {
    code: 'ingress-not-ours',
    when: 'a foreign rule has the name in upper case and with a path',
    given: ({ cloudflare }) =>
      cloudflare.addRule({ hostname: 'APP.example.com', path: '/x', service: 'http://127.0.0.1:9' }),
  },
  {
    code: 'hostname-taken',
    when: 'another project has it',
    given: ({ core }) => core.as(project('other')).requestHostname({ subdomain: 'app', port: 3100 }),
  },
];

describe('a request is refused', () => {
  it.each(cases)('with $code when $when, leaving everything as it was', async ({ code, caller, request, given }) => {
    const world = await createTestWorld();
    await given?.(world);
    const before = await outside(world);
    const asked = await world.core.as(caller ?? demo).requestHostname({
      subdomain: 'app',
      ...(request?.target === undefined ? { port: 3000 } : {}),
      ...request,
    });
    const sentence = expect.stringMatching(/\.$/) as string;
    expect(asked).toMatchObject({ ok: false, refusal: { code, message: sentence, advice: sentence } });
    expect(await outside(world)).toEqual(before);
    const { items } = await world.store.audit({ outcome: 'refused' }, { limit: 10 });
    expect(items.map(({ errorCode }) => errorCode)).toEqual([code]);
  });
});

const outside = async ({ cloudflare, store, scope }: TestWorld): Promise<unknown> =>
  structuredClone({
    records: cloudflare.records,
    document: cloudflare.document,
    rows: await store.routesOfTunnel(scope.tunnelId),
  });
