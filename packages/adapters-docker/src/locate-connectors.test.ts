import { describe, expect, it } from 'vitest';
import type { InspectedContainer, ListedContainer, ListedNetwork } from './engine-answers.ts';
import { locateConnectors } from './locate-connectors.ts';
import { readNetwork } from './read-container.ts';
import { aListed, anEndpoint, anInspected, idOf, NETWORKS } from './testing/recorded-answers.ts';

const locate = (
  listed: readonly ListedContainer[],
  inspections: readonly InspectedContainer[] = [],
  names: readonly string[] = ['cloudflared'],
  listedNetworks: readonly ListedNetwork[] = NETWORKS,
) =>
  locateConnectors(
    { kind: 'docker', containers: names },
    {
      containers: listed,
      inspected: (id) => inspections.find(({ Id }) => Id === id) ?? null,
      networks: listedNetworks.map(readNetwork),
      listedNetworks,
    },
  );
const cloudflared = (change: Partial<ListedContainer> = {}) => aListed('cloudflared', change);
const withHosts = (...extraHosts: readonly string[]) => [anInspected('cloudflared', { extraHosts })];
const inNetwork = (mode: string, ...networks: readonly string[]): Partial<ListedContainer> => ({
  HostConfig: { NetworkMode: mode },
  NetworkSettings: { Networks: Object.fromEntries(networks.map((name) => [name, anEndpoint(name)])) },
});

const onTunnel = {
  kind: 'container',
  name: 'cloudflared',
  containerId: idOf('cloudflared'),
  networkIds: [idOf('tunnel')],
  hostGateway: null,
  gateways: [{ networkId: idOf('tunnel'), ipAddress: '172.18.0.1' }],
};

describe('locateConnectors', () => {
  it('finds a connector on a network that a user made', () => {
    expect(locate([cloudflared()])).toEqual([onTunnel]);
  });

  it('needs the exact name: an exporter is no connector', () => {
    expect(locate([aListed('cloudflared-exporter'), aListed('my-cloudflared')])).toEqual([]);
  });

  it.each(['created', 'paused', 'restarting', 'exited', 'dead'])('does not find one that is %s', (State) => {
    expect(locate([cloudflared({ State })])).toEqual([]);
  });

  it('takes a container on the network of the host for the host', () => {
    expect(locate([cloudflared(inNetwork('host', 'host'))])).toEqual([{ kind: 'host', name: 'cloudflared' }]);
  });

  it('finds several, in the order of their names in the configuration', () => {
    const places = locate([aListed('a'), aListed('b', inNetwork('host', 'host'))], [], ['b', 'a', 'missing']);
    expect(places.map(({ kind, name }) => [kind, name])).toEqual([
      ['host', 'b'],
      ['container', 'a'],
    ]);
  });

  it.each([
    ['what Docker calls host-gateway', 'host.docker.internal:host-gateway', '172.17.0.1'],
    ['as newer clients write it', 'host.docker.internal=host-gateway', '172.17.0.1'],
    ['an address that was written out', 'host.docker.internal:192.0.2.1', '192.0.2.1'],
    ['an address with colons', 'host.docker.internal:2001:db8::1', '2001:db8::1'],
    ['another name', 'docker-host:host-gateway', null],
    ['a longer name', 'host.docker.internal.example:host-gateway', null],
  ])('reads the way to the host from %s', (_, entry, hostGateway) => {
    expect(locate([cloudflared()], withHosts('db:192.0.2.9', entry))).toEqual([{ ...onTunnel, hostGateway }]);
  });

  it.each([
    [{ Subnet: '10.9.0.0/16', Gateway: '10.9.0.254' }, '10.9.0.254'],
    [{ Subnet: '10.9.8.64/26' }, '10.9.8.65'],
    [{ Subnet: '192.168.255.7/24' }, '192.168.255.1'],
  ])('takes the gateway of the default bridge from %j', (config, hostGateway) => {
    const networks = [{ ...NETWORKS[0]!, IPAM: { Config: [config] } }, ...NETWORKS.slice(1)];
    const places = locate([cloudflared()], withHosts('host.docker.internal:host-gateway'), undefined, networks);
    expect(places).toMatchObject([{ hostGateway }]);
  });

  it('gives no gateway of the default bridge, nor of networks that are no bridge', () => {
    const macvlan = { ...NETWORKS[3]!, Id: idOf('lan'), Name: 'lan', Driver: 'macvlan' };
    const container = cloudflared(inNetwork('bridge', 'bridge', 'lan'));
    expect(locate([container], [], undefined, [...NETWORKS, macvlan])).toMatchObject([
      { networkIds: [idOf('bridge'), idOf('lan')], gateways: [] },
    ]);
  });

  it('knows no way to the host from an internal network', () => {
    const container = cloudflared(inNetwork('inside', 'inside'));
    expect(locate([container], withHosts('host.docker.internal:host-gateway'))).toMatchObject([
      { networkIds: [idOf('inside')], hostGateway: null, gateways: [] },
    ]);
  });

  it('follows a connector into the network of another container', () => {
    const sidecar = cloudflared(inNetwork(`container:${idOf('vpn')}`));
    const hosts = [anInspected('vpn', { extraHosts: ['host.docker.internal:host-gateway'] })];
    expect(locate([sidecar, aListed('vpn')], hosts)).toEqual([{ ...onTunnel, hostGateway: '172.17.0.1' }]);
    expect(locate([sidecar, aListed('vpn', inNetwork('host', 'host'))])).toMatchObject([{ kind: 'host' }]);
    expect(locate([sidecar])).toEqual([]);
  });
});
