import type { ContainerView, PortBinding, TopologyView } from '@tunnel-manager/core';
import type { Command } from 'commander';
import { askDaemon, daemonCommand, type DaemonOptions } from '../daemon-command.ts';
import type { Finish } from '../exit.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';

/** The containers that the caller may see, as Docker showed them last. */
export const topologyCommand = (terminal: Terminal, finish: Finish): Command =>
  daemonCommand('topology', 'list the containers of your project, their ports and networks; an admin sees all', [
    'topology',
    'topology --json',
  ]).action(async (options: DaemonOptions) => {
    finish(
      await askDaemon(
        terminal,
        options,
        (manager) => manager.topology(),
        (topology) => showTopology(terminal, topology),
      ),
    );
  });

function showTopology(terminal: Terminal, { containers, observedAt, stale }: TopologyView): string {
  const rows = containers.map((container) => [
    container.name,
    container.state,
    container.project ?? '',
    ports(container),
    networks(container),
  ]);
  const shown = table(terminal, ['CONTAINER', 'STATE', 'PROJECT', 'PORTS', 'NETWORKS'], rows);
  if (!terminal.isInteractive) return shown;
  if (observedAt === null) return 'Docker was never seen: it is switched off in the configuration, or not running.\n';
  const note = stale ? `Docker cannot be asked at the moment; this is how it was at ${observedAt}.\n` : '';
  return note + (rows.length === 0 ? 'No containers.\n' : shown);
}

/** Bindings come in pairs for IPv4 and IPv6, which people read as one. */
const ports = (container: ContainerView): string => [...new Set(container.ports.map(port))].join(', ');

function port({ internalPort, protocol, hostIp, hostPort }: PortBinding): string {
  const inside = protocol === 'tcp' ? `${internalPort}` : `${internalPort}/${protocol}`;
  if (hostPort === 0) return inside;
  const isEverywhere = hostIp === '' || hostIp === '0.0.0.0' || hostIp === '::';
  const host = hostIp.includes(':') ? `[${hostIp}]` : hostIp;
  return `${isEverywhere ? '' : `${host}:`}${hostPort}->${inside}`;
}

/** A container without networks of its own has the host's, none, or those of another container. */
const networks = ({ networks: own, networkMode }: ContainerView): string =>
  own.length === 0 ? networkMode : own.map(({ name }) => name).join(', ');
