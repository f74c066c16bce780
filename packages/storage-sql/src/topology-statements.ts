import type { Change } from '@tunnel-manager/core';
import { inBatches } from './batches.ts';
import type { Statement } from './statement.ts';

type Observation = Extract<Change, { kind: 'topology-observed' }>;

/**
 * A look at a VM's containers: rows are written for what is named in it and for nothing else. What is gone goes
 * first, with its memberships and ports, so that an id may leave and come back in one change.
 */
export function topologyStatements(change: Observation): readonly Statement[] {
  const { vm, at, stale, networksGone, containersGone } = change;
  const networks = lastOfEach(change.networksSeen, ({ networkId }) => networkId);
  const containers = lastOfEach(change.containersSeen, ({ containerId }) => containerId);
  const seen = containers.map(({ containerId }) => containerId);
  const memberships = containers.flatMap(({ containerId, networks: all }) =>
    all.map((one) => [vm, containerId, one.networkId, one.ipAddress, JSON.stringify(one.aliases)]),
  );
  const ports = containers.flatMap(({ containerId, ports: all }) =>
    all.map((one) => [vm, containerId, one.internalPort, one.protocol, one.hostIp, one.hostPort]),
  );
  return [
    { sql: OBSERVE, params: [vm, at, Number(stale)], constraints: { 'foreign key': `vm:${vm}` } },
    ...withoutRowsOf('docker_containers', 'container_id', vm, containersGone),
    ...withoutRowsOf('docker_networks', 'network_id', vm, networksGone),
    ...inBatches(
      networks.map(({ networkId, name, driver, internal }) => [vm, networkId, name, driver, Number(internal), at, at]),
      upsertNetworks,
    ),
    ...inBatches(
      containers.map((one) => {
        const { containerId, name, image, state, project, networkMode } = one;
        return [vm, containerId, name, image, state, project, networkMode, at, at];
      }),
      upsertContainers,
    ),
    ...withoutRowsOf('container_networks', 'container_id', vm, seen),
    ...withoutRowsOf('container_ports', 'container_id', vm, seen),
    ...inBatches(memberships, insertMemberships, { 'foreign key': `topology:${vm}` }),
    ...inBatches(ports, insertPorts),
  ];
}

const withoutRowsOf = (table: string, column: string, vm: string, ids: readonly string[]): readonly Statement[] =>
  inBatches(
    ids.map((id) => [vm, id]),
    (rows) => `DELETE FROM ${table} WHERE (vm, ${column}) IN (VALUES ${rows})`,
  );

/** A statement that upserts many rows must not meet one of them twice. */
const lastOfEach = <T>(items: readonly T[], idOf: (item: T) => string): readonly T[] => [
  ...new Map(items.map((item) => [idOf(item), item])).values(),
];

const OBSERVE = `INSERT INTO docker_observations (vm, observed_at, stale) VALUES (?, ?, ?)
ON CONFLICT (vm) DO UPDATE SET observed_at = excluded.observed_at, stale = excluded.stale`;

const upsertNetworks = (rows: string): string => `INSERT INTO docker_networks
  (vm, network_id, name, driver, internal, first_seen_at, changed_at) VALUES ${rows}
ON CONFLICT (vm, network_id) DO UPDATE SET name = excluded.name, driver = excluded.driver,
  internal = excluded.internal, changed_at = excluded.changed_at`;

const upsertContainers = (rows: string): string => `INSERT INTO docker_containers
  (vm, container_id, name, image, state, project_name, network_mode, first_seen_at, changed_at) VALUES ${rows}
ON CONFLICT (vm, container_id) DO UPDATE SET name = excluded.name, image = excluded.image, state = excluded.state,
  project_name = excluded.project_name, network_mode = excluded.network_mode, changed_at = excluded.changed_at`;

const insertMemberships = (rows: string): string => `INSERT INTO container_networks
  (vm, container_id, network_id, ip_address, aliases) VALUES ${rows} ON CONFLICT DO NOTHING`;

/** Docker may list one mapping several times; the natural key keeps one of each. */
const insertPorts = (rows: string): string => `INSERT INTO container_ports
  (vm, container_id, internal_port, protocol, host_ip, host_port) VALUES ${rows} ON CONFLICT DO NOTHING`;
