import { describe, expect, it } from 'vitest';
import { aConnector, aContainer, facts, HOST, onTunnel, published } from '../testing/index.ts';
import type { ErrorCode } from './refusal.ts';
import { planOrigin, type PlanFacts } from './plan-origin.ts';
import type { DockerContainer } from './topology.ts';

const byPort = { project: 'demo', port: 3005, container: null };
const byName = { project: 'demo', port: 8080, container: 'web' };

const withGateway = aConnector({ hostGateway: '172.17.0.1' });
const insideOnly = aConnector({
  networkIds: ['n-internal'],
  gateways: [{ networkId: 'n-internal', ipAddress: '172.19.0.1' }],
});

interface Refused {
  readonly what: string;
  readonly code: ErrorCode;
  readonly wish?: typeof byPort | typeof byName;
  readonly given: PlanFacts;
}

const states: readonly DockerContainer['state'][] = ['created', 'paused', 'restarting', 'removing', 'exited', 'dead'];

const refusals: readonly Refused[] = [
  {
    what: 'row 1: a process, from a container on an internal network only',
    code: 'origin-unreachable',
    wish: byPort,
    given: facts(insideOnly),
  },
  {
    what: 'row 4: a container on the default bridge only, although the connector is there too',
    code: 'origin-unreachable',
    given: facts(aConnector({ networkIds: ['n-bridge'], gateways: [] }), aContainer()),
  },
  {
    what: 'row 7: a port published on 127.0.0.1 only, from a container elsewhere',
    code: 'origin-unreachable',
    given: facts(withGateway, aContainer({ ports: [published({ hostIp: '127.0.0.1' })] })),
  },
  {
    what: 'row 6: a port published on one address of the host, from a container on an internal network only',
    code: 'origin-unreachable',
    given: facts(insideOnly, aContainer({ ports: [published({ hostIp: '192.0.2.7' })] })),
  },
  { what: 'row 8: an unpublished port, from the host', code: 'origin-unreachable', given: facts(HOST, aContainer()) },
  {
    what: 'row 8: an unpublished port, from a container elsewhere',
    code: 'origin-unreachable',
    given: facts(aConnector(), aContainer()),
  },
  {
    what: 'row 8: a port published for UDP only',
    code: 'origin-unreachable',
    given: facts(HOST, aContainer({ ports: [published({ protocol: 'udp' })] })),
  },
  ...states.map((state) => ({
    what: `row 10: a container that is ${state}`,
    code: 'origin-not-running' as const,
    given: facts(HOST, aContainer({ state, ports: [published()] })),
  })),
  {
    what: 'row 10: a container whose network owner is gone',
    code: 'origin-not-running',
    given: facts(HOST, aContainer({ networkMode: 'container:c-gone', networks: [] })),
  },
  {
    what: 'row 11: a container without any network',
    code: 'origin-unreachable',
    given: facts(HOST, aContainer({ networkMode: 'none', networks: [] })),
  },
  {
    what: 'row 11: a container on an internal network that the connector is not on',
    code: 'origin-unreachable',
    given: facts(
      aConnector(),
      aContainer({ networks: [{ networkId: 'n-internal', ipAddress: '172.19.0.2', aliases: [] }] }),
    ),
  },
  {
    what: 'row 12: two containers that publish the port on different addresses',
    code: 'origin-ambiguous',
    wish: byPort,
    given: facts(
      HOST,
      aContainer({ ports: [published({ hostIp: '127.0.0.1' })] }),
      aContainer({ name: 'web2', ports: [published({ hostIp: '::1' })] }),
    ),
  },
  {
    what: 'row 12: a name that another container on the network answers to as well',
    code: 'origin-ambiguous',
    given: facts(
      aConnector(),
      onTunnel(),
      onTunnel({ name: 'thief', networks: [{ networkId: 'n-tunnel', ipAddress: '172.18.0.3', aliases: ['web'] }] }),
    ),
  },
  {
    what: 'row 13: Docker that cannot be asked',
    code: 'topology-unknown',
    given: { ...facts(HOST, aContainer()), stale: true },
  },
  {
    what: 'row 13: a process while nobody knows where the connector is',
    code: 'topology-unknown',
    wish: byPort,
    given: { ...facts(HOST), connectors: [] },
  },
  { what: 'a container that does not exist', code: 'unknown-container', given: facts(HOST) },
  {
    what: "a part of a container's name",
    code: 'unknown-container',
    given: facts(HOST, aContainer({ name: 'web-exporter' })),
  },
  {
    what: 'a container of another project',
    code: 'unknown-container',
    given: facts(HOST, aContainer({ project: 'other', ports: [published()] })),
  },
  {
    what: "a port that another project's container publishes",
    code: 'port-not-yours',
    wish: byPort,
    given: facts(HOST, aContainer({ project: 'other', ports: [published()] })),
  },
  {
    what: 'a container of no project, asked for by name',
    code: 'unknown-container',
    given: facts(HOST, aContainer({ project: null, ports: [published()] })),
  },
  {
    what: 'a process that connectors on the host and in a container would reach differently',
    code: 'origin-unreachable',
    wish: byPort,
    given: { ...facts(HOST), connectors: [HOST, withGateway] },
  },
];

describe('planOrigin', () => {
  it.each(refusals)('refuses $what with $code and a remedy', ({ code, wish = byName, given }) => {
    expect(planOrigin(wish, given)).toMatchObject({
      ok: false,
      refusal: { code, advice: expect.stringMatching(/\.$/) as string },
    });
  });
});
