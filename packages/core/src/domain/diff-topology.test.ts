import { describe, expect, it } from 'vitest';
import { diffTopology } from './diff-topology.ts';
import type { DockerContainer, DockerNetwork, Topology } from './topology.ts';

const aNetwork = (change: Partial<DockerNetwork> = {}): DockerNetwork => ({
  networkId: 'network-1',
  name: 'demo_default',
  driver: 'bridge',
  internal: false,
  ...change,
});

const aContainer = (change: Partial<DockerContainer> = {}): DockerContainer => ({
  containerId: 'container-1',
  name: 'demo-web-1',
  image: 'web:1',
  state: 'running',
  project: 'demo',
  networkMode: 'demo_default',
  networks: [{ networkId: 'network-1', ipAddress: '192.0.2.7', aliases: ['web'] }],
  ports: [{ internalPort: 80, protocol: 'tcp', hostIp: '0.0.0.0', hostPort: 3000 }],
  ...change,
});

const picture = (): Topology => ({ networks: [aNetwork()], containers: [aContainer()] });
const nothing = { networksSeen: [], networksGone: [], containersSeen: [], containersGone: [] };

describe('diffTopology', () => {
  it('is null when nothing changed, also where everything was listed anew', () => {
    expect(diffTopology(picture(), picture())).toBeNull();
    expect(diffTopology({ networks: [], containers: [] }, { networks: [], containers: [] })).toBeNull();
  });

  it.each<Partial<DockerContainer>>([
    { name: 'demo-web-2' },
    { image: 'web:2' },
    { state: 'restarting' },
    { project: null },
    { networkMode: 'host' },
    { networks: [] },
    { networks: [{ networkId: 'network-1', ipAddress: '', aliases: ['web'] }] },
    { networks: [{ networkId: 'network-1', ipAddress: '192.0.2.7', aliases: ['web', 'www'] }] },
    { ports: [] },
    { ports: [{ internalPort: 80, protocol: 'tcp', hostIp: '0.0.0.0', hostPort: 3001 }] },
  ])('names a container of which this changed: %j', (change) => {
    const container = aContainer(change);
    const after = { ...picture(), containers: [container] };
    expect(diffTopology(picture(), after)).toEqual({ ...nothing, containersSeen: [container] });
  });

  it.each<Partial<DockerNetwork>>([{ name: 'other' }, { driver: 'overlay' }, { internal: true }])(
    'names a network of which this changed: %j',
    (change) => {
      const after = { ...picture(), networks: [aNetwork(change)] };
      expect(diffTopology(picture(), after)).toEqual({ ...nothing, networksSeen: [aNetwork(change)] });
    },
  );

  it('names what came and what is gone, and nothing beside it', () => {
    const networks = [aNetwork(), aNetwork({ networkId: 'network-2' })];
    const containers = [aContainer(), aContainer({ containerId: 'container-2' })];
    const [, network] = networks;
    const [, container] = containers;
    expect(diffTopology(picture(), { networks, containers })).toEqual({
      ...nothing,
      networksSeen: [network],
      containersSeen: [container],
    });
    expect(diffTopology({ networks, containers }, { networks: [], containers: [aContainer()] })).toEqual({
      ...nothing,
      networksGone: ['network-1', 'network-2'],
      containersGone: ['container-2'],
    });
  });
});
