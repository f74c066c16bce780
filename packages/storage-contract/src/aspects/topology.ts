import type { ContainerState } from '@tunnel-manager/core';
import { beforeEach, expect, it } from 'vitest';
import { NOON, WORLD } from '../builders.ts';
import type { StoreUnderTest } from '../opened-store.ts';
import { conflictOf } from '../reading.ts';
import { aContainer, aMembership, aNetwork, aPort, observed, picture } from '../topology-builders.ts';

/** Complete by its type: Docker's seven. */
const STATES = Object.keys({
  created: 1,
  running: 1,
  paused: 1,
  restarting: 1,
  removing: 1,
  exited: 1,
  dead: 1,
} satisfies Record<ContainerState, 1>) as readonly ContainerState[];

export function topology(store: StoreUnderTest): void {
  beforeEach(() => store().commit(WORLD));

  it('is null before the first look, and for a VM that is not known', async () => {
    expect(await store().topology('vm-1')).toBeNull();
    expect(await store().topology('vm-9')).toBeNull();
  });

  it('is refused for a VM that is not known', async () => {
    expect(await conflictOf(store(), [observed({ vm: 'vm-9' })])).toBe('vm:vm-9');
  });

  it('is empty where a look found nothing', async () => {
    await store().commit([observed()]);
    expect(await store().topology('vm-1')).toEqual({ observedAt: NOON, stale: false, networks: [], containers: [] });
  });

  it('is read back as it was observed, with every property', async () => {
    const seen = {
      networksSeen: [aNetwork(1), aNetwork(2, { driver: 'overlay', internal: true })],
      containersSeen: [
        aContainer(1, {
          networks: [aMembership(1, { aliases: ['a', 'ä "quoted"', '😀'] }), aMembership(2, { ipAddress: '' })],
          ports: [aPort({ internalPort: 53, protocol: 'udp', hostIp: '::', hostPort: 5353 }), aPort()],
        }),
        aContainer(2, { project: null, image: '', networkMode: 'host', networks: [] }),
      ],
    };
    await store().commit([observed(seen)]);
    expect(await store().topology('vm-1')).toEqual(picture(seen));
  });

  it.each(STATES)('takes a container that is %s', async (state) => {
    const containersSeen = [aContainer(1, { state })];
    await store().commit([observed({ containersSeen })]);
    expect((await store().topology('vm-1'))?.containers).toEqual(containersSeen);
  });

  it('takes two networks of one name, and two containers of one name', async () => {
    const seen = {
      networksSeen: [aNetwork(1, { name: 'shared' }), aNetwork(2, { name: 'shared' })],
      containersSeen: [aContainer(1, { name: 'web' }), aContainer(2, { name: 'web' })],
    };
    await store().commit([observed(seen)]);
    expect(await store().topology('vm-1')).toEqual(picture(seen));
  });

  it('holds nothing twice: of doubles the first port and membership counts, and the last container and network', async () => {
    await store().commit([
      observed({
        networksSeen: [aNetwork(1, { name: 'old' }), aNetwork(1)],
        containersSeen: [
          aContainer(1, { ports: [aPort({ hostPort: 7 })] }),
          aContainer(1, {
            networks: [aMembership(1), aMembership(1, { ipAddress: '192.0.2.9' })],
            ports: [aPort(), aPort(), aPort({ hostIp: '::' }), aPort()],
          }),
        ],
      }),
    ]);
    expect(await store().topology('vm-1')).toEqual(
      picture({
        networksSeen: [aNetwork(1)],
        containersSeen: [aContainer(1, { networks: [aMembership(1)], ports: [aPort(), aPort({ hostIp: '::' })] })],
      }),
    );
  });

  it('is kept for each VM, whose ids may be the same', async () => {
    const first = { networksSeen: [aNetwork(1)], containersSeen: [aContainer(1, { networks: [aMembership(1)] })] };
    const second = {
      networksSeen: [aNetwork(1, { name: 'other' })],
      containersSeen: [aContainer(1, { name: 'other' })],
    };
    await store().commit([observed(first), observed({ ...second, vm: 'vm-2' })]);
    await store().commit([observed({ vm: 'vm-2', at: NOON + 1, networksGone: ['network-001'], stale: true })]);
    expect(await store().topology('vm-1')).toEqual(picture(first));
    expect(await store().topology('vm-2')).toEqual(
      picture({ containersSeen: second.containersSeen, at: NOON + 1, stale: true }),
    );
  });

  it('is ordered by the bytes of the ids, and ports by their numbers', async () => {
    const ids = ['B', 'a', 'é', '～', '😀'];
    const ports = [
      aPort({ internalPort: 9 }),
      aPort({ internalPort: 80, hostIp: '', hostPort: 0 }),
      aPort({ internalPort: 80, hostIp: '127.0.0.1', hostPort: 81 }),
      aPort({ internalPort: 80, hostIp: '127.0.0.1', hostPort: 8080 }),
      aPort({ internalPort: 80, protocol: 'udp' }),
    ];
    const networksSeen = ids.map((networkId) => aNetwork(1, { networkId }));
    const networks = ids.map((networkId) => aMembership(1, { networkId }));
    const containersSeen = ids.map((containerId) => aContainer(1, { containerId, networks, ports }));
    await store().commit([
      observed({
        networksSeen: networksSeen.toReversed(),
        containersSeen: containersSeen
          .map((one) => ({ ...one, networks: networks.toReversed(), ports: ports.toReversed() }))
          .reverse(),
      }),
    ]);
    expect(await store().topology('vm-1')).toEqual(picture({ networksSeen, containersSeen }));
  });

  it('takes three hundred containers at once, and lets them go', async () => {
    const networksSeen = Array.from({ length: 99 }, (_, n) => aNetwork(n));
    const containersSeen = Array.from({ length: 300 }, (_, n) =>
      aContainer(n, { networks: [aMembership(n % 99)], ports: [aPort({ hostPort: 3000 + n })] }),
    );
    const seen = { networksSeen, containersSeen };
    await store().commit([observed(seen)]);
    expect(await store().topology('vm-1')).toEqual(picture(seen));
    const containersGone = containersSeen.map(({ containerId }) => containerId);
    await store().commit([observed({ containersGone, networksGone: networksSeen.map(({ networkId }) => networkId) })]);
    expect(await store().topology('vm-1')).toEqual(picture({}));
  });
}
