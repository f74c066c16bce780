import type { DockerContainer, DockerNetwork, Membership, PortBinding, RecordedTopology } from '@tunnel-manager/core';
import { integersOf, type Query } from './queries.ts';

/**
 * Everything that is recorded of a VM's containers, in one statement, so that the parts are of one moment: the
 * observation, then networks, containers, memberships and ports, each in the order in which they are handed out.
 */
export const topologyOf = (vm: string): Query<Row> => ({
  sql: TOPOLOGY,
  params: [vm, vm, vm, vm, vm],
  decode: integersOf<Row>('n', 'm'),
});

/** Puts the rows together; null when there is no observation. */
export function assembleTopology(rows: readonly Row[]): RecordedTopology | null {
  const parts = Map.groupBy(rows, ({ part }) => part);
  const observation = parts.get('1 observation')?.[0];
  if (observation === undefined) return null;
  const memberships = Map.groupBy(parts.get('4 membership') ?? [], ({ id }) => id);
  const ports = Map.groupBy(parts.get('5 port') ?? [], ({ id }) => id);
  return {
    observedAt: observation.n,
    stale: observation.m === 1,
    networks: (parts.get('2 network') ?? []).map(asNetwork),
    containers: (parts.get('3 container') ?? []).map((row) => ({
      ...asContainer(row),
      networks: (memberships.get(row.id) ?? []).map(asMembership),
      ports: (ports.get(row.id) ?? []).map(asPort),
    })),
  };
}

/** One shape for all parts, in the order by which they are sorted; the letters mean something else in each. */
interface Row {
  readonly part: '1 observation' | '2 network' | '3 container' | '4 membership' | '5 port';
  readonly id: string;
  readonly n: number;
  readonly a: string;
  readonly b: string;
  readonly m: number;
  readonly c: string;
  readonly d: string | null;
  readonly e: string;
}

const asNetwork = ({ id, a, b, n }: Row): DockerNetwork => ({
  networkId: id,
  name: a,
  driver: b,
  internal: n === 1,
});

const asContainer = ({ id, a, b, c, d, e }: Row): Omit<DockerContainer, 'networks' | 'ports'> => ({
  containerId: id,
  name: a,
  image: b,
  state: c as DockerContainer['state'],
  project: d,
  networkMode: e,
});

const asMembership = ({ a, b, c }: Row): Membership => ({
  networkId: a,
  ipAddress: b,
  aliases: JSON.parse(c) as readonly string[],
});

const asPort = ({ n, a, b, m }: Row): PortBinding => ({
  internalPort: n,
  protocol: a as PortBinding['protocol'],
  hostIp: b,
  hostPort: m,
});

const TOPOLOGY = `SELECT '1 observation' AS part, '' AS id, observed_at AS n, '' AS a, '' AS b, stale AS m, '' AS c,
  '' AS d, '' AS e FROM docker_observations WHERE vm = ?
UNION ALL SELECT '2 network', network_id, internal, name, driver, 0, '', '', '' FROM docker_networks WHERE vm = ?
UNION ALL SELECT '3 container', container_id, 0, name, image, 0, state, project_name, network_mode
  FROM docker_containers WHERE vm = ?
UNION ALL SELECT '4 membership', container_id, 0, network_id, ip_address, 0, aliases, '', ''
  FROM container_networks WHERE vm = ?
UNION ALL SELECT '5 port', container_id, internal_port, protocol, host_ip, host_port, '', '', ''
  FROM container_ports WHERE vm = ?
ORDER BY part, id, n, a, b, m`;
