import type { ContainerView, TopologyView } from '@tunnel-manager/core';
import { afterEach, describe, expect, it } from 'vitest';
import { createApp } from '../../http/app.ts';
import { listen, type Listening } from '../../http/listen.ts';
import { DEMO_TOKEN, fakeFront } from '../../testing/fake-front.ts';
import { fakeTerminal } from '../../testing/fake-terminal.ts';
import { run } from '../program.ts';

const open: Listening[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close(0)));
});

const aContainer = (change: Partial<ContainerView> = {}): ContainerView => ({
  name: 'demo-web',
  image: 'example/web:1',
  state: 'running',
  project: 'demo',
  networkMode: 'tunnel',
  networks: [{ name: 'tunnel', ipAddress: '172.18.0.2', aliases: [] }],
  ports: [],
  ...change,
});

const port = (internalPort: number, hostIp = '', hostPort = 0, protocol: 'tcp' | 'udp' = 'tcp') => ({
  internalPort,
  protocol,
  hostIp,
  hostPort,
});

async function topology(change: Partial<TopologyView>, isInteractive = true): Promise<string> {
  const value = { observedAt: '2026-01-01T00:00:00.000Z', stale: false, networks: [], containers: [], ...change };
  const front = fakeFront({ topology: async () => ({ ok: true, value }) });
  let listening = 0;
  const allowed = () => ({ port: listening, allowedHosts: [] });
  const app = createApp(front, allowed, async () => new Response());
  const server = await listen((request) => app.fetch(request), { host: '127.0.0.1', port: 0 });
  open.push(server);
  listening = server.address.port;
  const environment = {
    TUNNEL_MANAGER_URL: `http://127.0.0.1:${listening}`,
    TUNNEL_MANAGER_TOKEN: DEMO_TOKEN,
    NO_COLOR: '1',
  };
  const { terminal, written } = fakeTerminal({ environment, isInteractive });
  expect(await run(['topology'], terminal)).toBe(0);
  return written.out;
}

describe('the table of containers', () => {
  it('tells published ports from those that are only exposed, and shows pairs for IPv4 and IPv6 once', async () => {
    const ports = [
      port(53, '', 0, 'udp'),
      port(8080, '0.0.0.0', 3105),
      port(8080, '::', 3105),
      port(8081, '127.0.0.1', 3106),
      port(8082, '::1', 3107),
      port(9000),
    ];
    const shown = await topology({ containers: [aContainer({ ports })] }, false);
    expect(shown).toBe(
      'demo-web\trunning\tdemo\t53/udp, 3105->8080, 127.0.0.1:3106->8081, [::1]:3107->8082, 9000\ttunnel\n',
    );
  });

  it("says whose network a container without one of its own has, and leaves nobody's project empty", async () => {
    const shown = await topology(
      { containers: [aContainer({ project: null, networkMode: 'host', networks: [] })] },
      false,
    );
    expect(shown).toBe('demo-web\trunning\t\t\thost\n');
  });

  it('keeps to 80 columns on a terminal', async () => {
    const ports = Array.from({ length: 20 }, (_, index) => port(8000 + index, '0.0.0.0', 3100 + index));
    const shown = await topology({ containers: [aContainer({ name: 'demo-'.repeat(20), ports })] });
    expect(shown).toContain('CONTAINER');
    expect(Math.max(...shown.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  it.each([
    [{ observedAt: null, stale: true }, /Docker was never seen/],
    [{ stale: true }, /this is how it was at 2026-01-01T00:00:00\.000Z\.\nNo containers\./],
  ])('says on a terminal what %j means', async (change, said) => {
    expect(await topology(change)).toMatch(said);
  });
});
