import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigurationError } from './configuration-error.ts';
import { loadConfig, parseConfig } from './load-config.ts';

const MINIMAL = `
cloudflare:
  apiToken: "env:CLOUDFLARE_API_TOKEN"
  accountId: "${'0'.repeat(32)}"
  tunnelId: 11111111-1111-4111-8111-111111111111
`;

const directory = mkdtempSync(join(tmpdir(), 'config-'));
afterAll(() => rmSync(directory, { recursive: true }));

const parse = (more = '', environment: Record<string, string> = {}) =>
  parseConfig(MINIMAL + more, environment, 'test.yml');

function refusalOf(more: string, environment: Record<string, string> = {}, base = MINIMAL): string {
  try {
    parseConfig(base + more, environment, 'test.yml');
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  throw new Error('The configuration was accepted.');
}

describe('a configuration', () => {
  it('needs only the account; everything else has a default', () => {
    const config = parse();
    expect(config).toMatchObject({
      storage: { driver: 'sqlite' },
      cloudflare: { baseUrl: 'https://api.cloudflare.com/client/v4', requestsPerFiveMinutes: 1000 },
      health: { interval: 30_000, failures: 3 },
      domains: { refresh: 86_400_000 },
      http: { listen: '127.0.0.1:7600' },
      docker: { enabled: true, host: 'unix:///var/run/docker.sock', resync: 60_000 },
      connector: { kind: 'none', docker: { container: ['cloudflared'] } },
    });
    expect(config.vm).not.toBe('');
  });

  it('names projects with ranges of ports', () => {
    const { projects } = parse('projects: { demo: { ports: ["3100-3199", 8080], quota: 5 } }');
    expect(projects['demo']).toEqual({
      ports: [
        { from: 3100, to: 3199 },
        { from: 8080, to: 8080 },
      ],
      quota: 5,
    });
  });

  it.each(['unix:///run/user/1000/docker.sock', 'tcp://127.0.0.1:2375', 'tcp://[::1]:2375'])(
    'takes Docker at %s',
    (host) => {
      expect(parse(`docker: { host: "${host}" }`).docker.host).toBe(host);
    },
  );

  it.each([
    ['one', 'tunnel', ['tunnel']],
    ['several', '[tunnel-1, tunnel-2]', ['tunnel-1', 'tunnel-2']],
  ])('names %s of the containers that run cloudflared', (_count, written, read) => {
    const { connector } = parse(`connector: { kind: docker, docker: { container: ${written} } }`);
    expect(connector.docker.container).toEqual(read);
  });

  it.each([
    ['restart', 'systemd'],
    ['restart', 'docker'],
    ['none', 'none'],
  ])('may bring a file into force by %s with a connector of kind %s', (apply, kind) => {
    const { ingress } = parse(`ingress: { mode: file, file: { apply: ${apply} } }\nconnector: { kind: ${kind} }`);
    expect(ingress).toMatchObject({ mode: 'file', file: { path: '/etc/cloudflared/config.yml', apply } });
  });

  it('puts a relative configuration file of cloudflared beside its own', async () => {
    const file = join(directory, 'by-file.yml');
    writeFileSync(file, `${MINIMAL}ingress: { mode: file, file: { path: cloudflared.yml, apply: none } }`);
    expect((await loadConfig(file, {})).ingress.file.path).toBe(join(directory, 'cloudflared.yml'));
  });

  it('puts a relative database beside its file', async () => {
    const file = join(directory, 'tunnel-manager.yml');
    writeFileSync(file, MINIMAL);
    expect((await loadConfig(file, {})).storage.sqlite.path).toBe(join(directory, 'data/tunnel-manager.db'));
  });
});

describe('an environment override', () => {
  it.each([
    ['TUNNEL_MANAGER_HTTP__LISTEN', '[::1]:7601', (c: ReturnType<typeof parse>) => c.http.listen, '[::1]:7601'],
    [
      'TUNNEL_MANAGER_HTTP__ALLOWED_HOSTS',
      '["a.example.com"]',
      (c: ReturnType<typeof parse>) => c.http.allowedHosts,
      ['a.example.com'],
    ],
    ['TUNNEL_MANAGER_HTTP__ALLOWEDHOSTS', '[]', (c: ReturnType<typeof parse>) => c.http.allowedHosts, []],
    ['TUNNEL_MANAGER_HEALTH__FAILURES', '5', (c: ReturnType<typeof parse>) => c.health.failures, 5],
    ['TUNNEL_MANAGER_HEALTH__INTERVAL', '10s', (c: ReturnType<typeof parse>) => c.health.interval, 10_000],
    ['TUNNEL_MANAGER_PROJECTS__DEMO__QUOTA', '7', (c: ReturnType<typeof parse>) => c.projects['demo']?.quota, 7],
    ['TUNNEL_MANAGER_VM', '42', (c: ReturnType<typeof parse>) => c.vm, '42'],
  ])('%s=%s is taken', (name, value, read, expected) => {
    expect(read(parse('', { [name]: value }))).toEqual(expected);
  });

  it('that names no setting is refused with the nearest one', () => {
    expect(refusalOf('', { TUNNEL_MANAGER_HTPP__LISTEN: 'x' })).toMatch(/TUNNEL_MANAGER_HTPP__LISTEN.*"http"/);
  });

  it('of the command line is not taken for a setting', () => {
    expect(() => parse('', { TUNNEL_MANAGER_URL: 'http://127.0.0.1', TUNNEL_MANAGER_TOKEN: 'x' })).not.toThrow();
  });

  it('that is not YAML is refused', () => {
    expect(refusalOf('', { TUNNEL_MANAGER_HTTP__ALLOWED_HOSTS: '[' })).toMatch(/not valid YAML/);
  });
});

describe('a refused configuration says where, what and how to mend it:', () => {
  it.each([
    ['an unknown key', 'htpp: {}', /htpp: is not a setting\. Did you mean "http"\?/],
    ['an unknown nested key', 'health: { failurs: 2 }', /health\.failurs: .*"failures"/],
    ['a wrong type', 'health: { failures: many }', /health\.failures: must be a number/],
    ['too large a number', 'health: { failures: 200 }', /health\.failures: is too large\. Use at most 20\./],
    ['a malformed duration', 'health: { interval: 30 }', /health\.interval: must be text/],
    [
      'a duration out of bounds',
      'health: { interval: 1h }',
      /health\.interval: "1h" is not a duration between 1s and 10m/,
    ],
    ['an unknown value', 'log: { level: loud }', /log\.level: .*debug or info or warn or error/],
    ['a reversed range', 'projects: { demo: { ports: ["20-10"] } }', /projects\.demo\.ports\.0: .*reversed/],
    [
      'a port with two owners',
      'projects: { a: { ports: ["1-5"] }, b: { ports: ["5-9"] } }',
      /projects: .*"a".*"b".*overlap/,
    ],
    ['a project in upper case', 'projects: { Demo: {} }', /projects\.Demo: is not a project name/],
    ['an address without a port', 'http: { listen: localhost }', /http\.listen: .*HOST:PORT/],
    ['a metrics address with a path', 'connector: { metrics: ["http://127.0.0.1:1/ready"] }', /connector\.metrics\.0/],
    [
      'a token of an unknown project',
      'projects: { demo: {} }\nauth: { tokens: [{ token: "env:T", project: dmeo }] }',
      /auth\.tokens\.0\.project: .*"demo"/,
    ],
    ['a token without a role', 'auth: { tokens: [{ token: "env:T" }] }', /auth\.tokens\.0: needs either role/],
    [
      'a token given twice over',
      `auth: { tokens: [{ token: "env:T", sha256: ${'a'.repeat(64)}, role: admin }] }`,
      /either token or sha256/,
    ],
    ['PostgreSQL', 'storage: { driver: postgres }', /storage\.driver: is not supported .* Use sqlite\./],
    [
      'a configuration file without a choice of how it comes into force',
      'ingress: { mode: file }',
      /ingress\.file\.apply: swap.* is not supported by this version\. Choose restart, or/,
    ],
    [
      'a restart that nobody can do',
      'ingress: { mode: file, file: { apply: restart } }\nconnector: { kind: process }',
      /ingress\.file\.apply: is restart, and a connector of kind process cannot be restarted/,
    ],
    [
      'a connector in Docker without Docker',
      'connector: { kind: docker }\ndocker: { enabled: false }',
      /connector\.kind: is docker, and Docker is switched off/,
    ],
    ['Docker on every address', 'docker: { host: "tcp://0.0.0.0:2375" }', /docker\.host: /],
    ['Docker on another machine', 'docker: { host: "tcp://10.0.0.5:2375" }', /docker\.host: .*unix:\/\/\/var/],
    ['a container that is an option', 'connector: { docker: { container: "--all" } }', /connector\.docker\.container/],
    [
      'a unit that is an option',
      'connector: { systemd: { unit: "--force" } }',
      /connector\.systemd\.unit: .*systemctl/,
    ],
    ['webhooks', 'webhooks: [{ url: "https://hooks.example.com" }]', /webhooks: is not supported/],
    ['a retention', 'retention: { health: 7d }', /retention: is not supported/],
    ['repair', 'reconcile: { mode: repair }', /reconcile: is not supported/],
    ['broken YAML', 'a: [', /line \d+, column \d+: is not valid YAML/],
    ['a key twice', 'http: {}\nhttp: {}', /line \d+, column \d+: a key appears twice/],
  ])('%s', (_name, more, message) => {
    expect(refusalOf(more)).toMatch(message);
  });

  it('a missing section', () => {
    expect(refusalOf('', {}, 'vm: vm-1')).toMatch(/cloudflare: is missing/);
  });

  it('a document that is no mapping', () => {
    expect(refusalOf('', {}, '- 1')).toMatch(/not a list of settings/);
  });

  it('a token that is written out, without repeating it', () => {
    const message = refusalOf('', {}, MINIMAL.replace('env:CLOUDFLARE_API_TOKEN', 'very-secret'));
    expect(message).toMatch(/cloudflare\.apiToken: .*env:NAME, file:PATH or credential:NAME/);
    expect(message).not.toContain('very-secret');
  });

  it.each(['http://api.example.com/client/v4', 'ftp://127.0.0.1', 'nonsense'])('the API at %s', (url) => {
    expect(refusalOf(`  baseUrl: "${url}"`)).toMatch(/cloudflare\.baseUrl: is neither an https address nor/);
  });

  it('aliases that multiply', () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x, x]',
      'b: &b [*a, *a, *a, *a, *a, *a, *a, *a]',
      'c: [*b, *b, *b, *b, *b, *b, *b, *b, *b]',
    ];
    expect(refusalOf(bomb.join('\n'))).toMatch(/aliases/);
  });

  it('a file that is not there', async () => {
    await expect(loadConfig(join(directory, 'nowhere.yml'), {})).rejects.toThrow(/cannot be read \(ENOENT\)/);
  });

  it('everything that is wrong, at once', () => {
    const message = refusalOf('htpp: {}\nhealth: { failures: 0 }');
    expect(message).toMatch(/htpp/);
    expect(message).toMatch(/health\.failures/);
  });
});
