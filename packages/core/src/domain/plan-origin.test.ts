import { describe, expect, it } from 'vitest';
import { aConnector, aContainer, facts, HOST, onTunnel, published } from '../testing/index.ts';
import { planOrigin, type PlanFacts } from './plan-origin.ts';

const byPort = { project: 'demo', port: 3005, container: null };
const byName = { project: 'demo', port: 8080, container: 'web' };

interface Routed {
  readonly what: string;
  readonly row: number;
  readonly wish: typeof byPort | typeof byName;
  readonly given: PlanFacts;
  readonly origins: readonly string[];
}

const withGateway = aConnector({ hostGateway: '172.17.0.1' });
const insideOnly = aConnector({
  networkIds: ['n-internal'],
  gateways: [{ networkId: 'n-internal', ipAddress: '172.19.0.1' }],
});

const routed: readonly Routed[] = [
  {
    what: 'a process, from the host',
    row: 1,
    wish: byPort,
    given: facts(HOST),
    origins: ['http://127.0.0.1:3005', 'http://[::1]:3005'],
  },
  {
    what: 'a process, from a container with host-gateway',
    row: 1,
    wish: byPort,
    given: facts(withGateway),
    origins: ['http://host.docker.internal:3005'],
  },
  {
    what: 'a process, from a container without it',
    row: 1,
    wish: byPort,
    given: facts(aConnector()),
    origins: ['http://172.18.0.1:3005'],
  },
  {
    what: 'a container on the host network, from the host',
    row: 1,
    wish: byName,
    given: facts(
      HOST,
      aContainer({ networkMode: 'host', networks: [{ networkId: 'n-host', ipAddress: '', aliases: [] }] }),
    ),
    origins: ['http://127.0.0.1:8080', 'http://[::1]:8080'],
  },
  {
    what: 'a container on a shared network',
    row: 3,
    wish: byName,
    given: facts(aConnector(), onTunnel()),
    origins: ['http://web:8080'],
  },
  {
    what: 'a remapped port of a container on a shared network',
    row: 3,
    wish: byPort,
    given: facts(aConnector(), onTunnel({ ports: [published()] })),
    origins: ['http://web:8080'],
  },
  {
    what: 'a container on a shared internal network',
    row: 3,
    wish: byName,
    given: facts(
      insideOnly,
      aContainer({ networks: [{ networkId: 'n-internal', ipAddress: '172.19.0.2', aliases: [] }] }),
    ),
    origins: ['http://web:8080'],
  },
  {
    what: 'a published port, from the host',
    row: 5,
    wish: byPort,
    given: facts(HOST, aContainer({ ports: [published(), published({ hostIp: '::' })] })),
    origins: ['http://127.0.0.1:3005', 'http://[::1]:3005'],
  },
  {
    what: 'a container by name that publishes its port, from the host',
    row: 5,
    wish: byName,
    given: facts(HOST, aContainer({ ports: [published({ hostIp: '127.0.0.1' })] })),
    origins: ['http://127.0.0.1:3005'],
  },
  {
    what: 'a port published on IPv6 loopback only, from the host',
    row: 5,
    wish: byPort,
    given: facts(HOST, aContainer({ ports: [published({ hostIp: '::1' })] })),
    origins: ['http://[::1]:3005'],
  },
  {
    what: 'a published port of a container on the default bridge, from a container',
    row: 6,
    wish: byPort,
    given: facts(withGateway, aContainer({ ports: [published()] })),
    origins: ['http://host.docker.internal:3005'],
  },
  {
    what: 'a port published on one address of the host, from a container',
    row: 6,
    wish: byPort,
    given: facts(aConnector(), aContainer({ ports: [published({ hostIp: '192.0.2.7' })] })),
    origins: ['http://192.0.2.7:3005'],
  },
  {
    what: "a container that shares another one's network",
    row: 9,
    wish: { ...byName, container: 'side' },
    given: facts(aConnector(), onTunnel(), aContainer({ name: 'side', networkMode: 'container:c-web', networks: [] })),
    origins: ['http://web:8080'],
  },
];

describe('planOrigin', () => {
  it.each(routed)('leads to $what by row $row', ({ row, wish, given, origins }) => {
    const plan = planOrigin(wish, given);
    expect(plan).toMatchObject({ ok: true, value: { row } });
    expect(plan.ok && plan.value.candidates.map(({ origin }) => origin)).toEqual(origins);
  });

  it('never gives a connector in a container its own loopback', () => {
    for (const { given, wish } of routed.filter((one) => one.given.connectors[0]?.kind === 'container')) {
      const plan = planOrigin(wish, given);
      expect(JSON.stringify(plan.ok && plan.value.candidates.map(({ origin }) => origin))).not.toMatch(
        /localhost|127\.|::1/,
      );
    }
  });

  it('prefers the network with the fewest members, and then goes by its name', () => {
    const second = { networkId: 'n-private', name: 'private', driver: 'bridge', internal: false };
    const both = [
      { networkId: 'n-tunnel', ipAddress: '172.18.0.2', aliases: [] },
      { networkId: 'n-private', ipAddress: '172.20.0.2', aliases: [] },
    ];
    const given = facts(
      aConnector({ networkIds: ['n-tunnel', 'n-private'] }),
      onTunnel({ networks: both }),
      onTunnel({ name: 'crowd' }),
    );
    const plan = planOrigin(byName, { ...given, networks: [...given.networks, second] });
    expect(plan).toMatchObject({
      ok: true,
      value: { network: 'private', candidates: [{ probeAt: 'http://172.20.0.2:8080' }] },
    });
  });

  it('takes every origin for a host process when Docker is not used', () => {
    expect(planOrigin(byPort, null)).toMatchObject({ ok: true, value: { row: 1, targetType: 'localhost' } });
    expect(planOrigin(byName, null)).toMatchObject({ ok: false, refusal: { code: 'unknown-container' } });
  });
});
