import { PortFailure, refusal } from '@tunnel-manager/core';
import { afterEach, describe, expect, it } from 'vitest';
import { createApp } from '../http/app.ts';
import { listen, type Listening } from '../http/listen.ts';
import { ADMIN_TOKEN, DEMO_TOKEN, fakeFront, HOSTNAME, refusing, type FakeFront } from '../testing/fake-front.ts';
import { fakeTerminal } from '../testing/fake-terminal.ts';
import { run } from './program.ts';
import { bold, type Terminal } from './terminal.ts';

const open: Listening[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close(0)));
});

async function cli(front: FakeFront, argv: readonly string[], about: Partial<Terminal> = {}) {
  let port = 0;
  const app = createApp(
    front,
    () => ({ port, allowedHosts: [] }),
    async () => new Response(),
  );
  const server = await listen((request) => app.fetch(request), { host: '127.0.0.1', port: 0 });
  open.push(server);
  port = server.address.port;
  const environment = { TUNNEL_MANAGER_URL: `http://127.0.0.1:${port}`, TUNNEL_MANAGER_TOKEN: DEMO_TOKEN };
  const { terminal, written } = fakeTerminal({ environment, ...about });
  return { code: await run(argv, terminal), ...written };
}

describe('a command that is done exits with 0:', () => {
  it.each([
    [['request', 'app', '--port', '3105'], /https:\/\/app\.example\.com is live/, 'requestHostname'],
    [['delete', 'app.example.com'], /released/, 'releaseHostname'],
    [['list'], /app\.example\.com\thttp:\/\/127\.0\.0\.1:3105\tdemo\tactive/, 'hostnames'],
    [['status'], /The tunnel is up/, 'status'],
    [['domains'], /example\.com\tactive\tyes/, 'domains'],
    [['domains', '--refresh'], /example\.com/, 'refreshDomains'],
    [['check', '--port', '3105'], /http:\/\/127\.0\.0\.1:3105, which answers/, 'checkOrigin'],
    [['topology'], /demo-web\trunning\tdemo\t3105->8080\ttunnel/, 'topology'],
    [['audit'], /hostname\.request\tapp\.example\.com\tok/, 'audit'],
  ])('%j', async (argv, shown, operation) => {
    const front = fakeFront();
    const { code, out, err } = await cli(front, argv);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(shown);
    expect(front.calls.map((call) => call.operation)).toEqual([operation]);
  });

  it.each(
    [
      ['request', 'app', '--port', '1'],
      ['list'],
      ['status'],
      ['domains'],
      ['check', '--port', '1'],
      ['topology'],
      ['audit'],
    ].map((argv) => [argv]),
  )('%j --json, with one JSON document', async (argv) => {
    const { code, out } = await cli(fakeFront(), [...argv, '--json']);
    expect(code).toBe(0);
    expect(out.trim().split('\n')).toHaveLength(1);
    expect(() => JSON.parse(out) as unknown).not.toThrow();
  });
});

describe('the options of a command', () => {
  it('reach the daemon', async () => {
    const front = fakeFront();
    const argv = 'request app --port 3105 --domain example.org --project demo --container web --expires 7d --dry-run';
    await cli(front, argv.split(' '));
    expect(front.calls[0]?.args).toEqual([
      {
        subdomain: 'app',
        port: 3105,
        domain: 'example.org',
        project: 'demo',
        container: 'web',
        expiresInSeconds: 604_800,
        dryRun: true,
      },
    ]);
  });

  it('of a check reach the daemon, too', async () => {
    const front = fakeFront();
    await cli(front, ['check', '--container', 'web', '--port', '8080']);
    expect(front.calls).toMatchObject([{ operation: 'checkOrigin', args: [{ port: 8080, container: 'web' }] }]);
  });

  it('filter and page the audit log', async () => {
    const front = fakeFront();
    await cli(front, [
      'audit',
      '--outcome',
      'refused',
      '--from',
      '2026-01-01T00:00:00Z',
      '--limit',
      '5',
      '--cursor',
      'c',
    ]);
    expect(front.calls[0]?.args).toEqual([
      { outcome: 'refused', from: Date.UTC(2026, 0, 1) },
      { limit: 5, cursor: 'c' },
    ]);
  });

  it('override the environment', async () => {
    const front = fakeFront();
    await cli(front, ['status', '--token', ADMIN_TOKEN]);
    expect(front.calls[0]?.caller.role).toBe('admin');
  });
});

describe('a command that does not succeed', () => {
  const taken = refusal('hostname-taken', 'Another project holds it.', 'Choose another name.');

  it('because it is refused exits with 1 and says why on stderr', async () => {
    const front = fakeFront({ requestHostname: refusing(taken) });
    const { code, out, err } = await cli(front, ['request', 'app', '--port', '1']);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toBe('hostname-taken: Another project holds it.\n  Choose another name.\n');
    const json = await cli(front, ['request', 'app', '--port', '1', '--json']);
    expect(JSON.parse(json.err)).toEqual({ error: taken });
  });

  it.each([
    [['bogus']],
    [['request']],
    [['status', '--colour']],
    [['list', '--limit', 'x']],
    [['token', 'create']],
    [['request', 'a', '--expires', 'soon']],
    [['status', '--url', 'nonsense']],
    [['serve']],
    [['serve', '--config', '/nowhere/config.yml']],
  ])('because of its usage exits with 2: %j', async (argv) => {
    const { code, err } = await cli(fakeFront(), argv);
    expect(code).toBe(2);
    expect(err).not.toBe('');
  });

  it('because the world failed exits with 3', async () => {
    const about = { operation: 'x', message: 'Cloudflare is away.', advice: 'Wait.', outcome: 'none' as const };
    const failure = new PortFailure({ ...about, code: 'cloudflare-unavailable' });
    const { code, err } = await cli(fakeFront({ status: () => Promise.reject(failure) }), ['status']);
    expect(code).toBe(3);
    expect(err).toMatch(/^cloudflare-unavailable: Cloudflare is away\.\n {2}Wait\./);
  });

  it('because no daemon answers exits with 4', async () => {
    const { code, err } = await cli(fakeFront(), ['status', '--url', 'http://127.0.0.1:1']);
    expect(code).toBe(4);
    expect(err).toMatch(/No daemon answers at http:\/\/127\.0\.0\.1:1/);
  });

  it('because something else answers there exits with 4', async () => {
    const server = await listen(() => new Response('hello'), { host: '127.0.0.1', port: 0 });
    open.push(server);
    const { code } = await cli(fakeFront(), ['status', '--url', `http://127.0.0.1:${server.address.port}`]);
    expect(code).toBe(4);
  });
});

describe('on a terminal', () => {
  it('a table has headings and fits into 80 columns', async () => {
    const long = { ...HOSTNAME, hostname: `${'a'.repeat(60)}.example.com`, origin: `http://${'b'.repeat(40)}:1` };
    const front = fakeFront({ hostnames: async () => ({ ok: true, value: { items: [long, HOSTNAME] } }) });
    const { out } = await cli(front, ['list'], { isInteractive: true });
    // oxlint-disable-next-line no-control-regex -- the escape codes of bold text
    const lines = out.replaceAll(/\u001b\[\d+m/g, '').split('\n');
    expect(lines[0]).toMatch(/^HOSTNAME +ORIGIN +PROJECT +STATE$/);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('NO_COLOR is respected', () => {
    const { terminal } = fakeTerminal({ isInteractive: true });
    expect(bold(terminal, 'x')).not.toBe('x');
    expect(bold({ ...terminal, environment: { NO_COLOR: '1' } }, 'x')).toBe('x');
  });
});

describe('without a daemon', () => {
  it('a token is made and shown once, with the line for the configuration', async () => {
    const { terminal, written } = fakeTerminal();
    expect(await run(['token', 'create', '--project', 'demo', '--json'], terminal)).toBe(0);
    const made = JSON.parse(written.out) as { token: string; sha256: string; line: string };
    expect(made.token).toMatch(/^tm_/);
    expect(made.line).toBe(`- { sha256: ${made.sha256}, project: demo }`);
  });

  it('help and version exit with 0', async () => {
    for (const argv of [
      ['--help'],
      ['--version'],
      ['help', 'request'],
      ['request', '--help'],
      ['token', 'create', '-h'],
    ]) {
      const { terminal, written } = fakeTerminal();
      expect(await run(argv, terminal)).toBe(0);
      expect(written.out).not.toBe('');
    }
  });

  it('help shows examples', async () => {
    const { terminal, written } = fakeTerminal();
    await run(['request', '--help'], terminal);
    expect(written.out).toMatch(/Examples:\n {2}\$ tunnel-manager request app --port 3105/);
  });
});
