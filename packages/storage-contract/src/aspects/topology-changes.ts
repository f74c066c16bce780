import { MemoryStore } from '@tunnel-manager/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { NOON, WORLD } from '../builders.ts';
import type { StoreUnderTest } from '../opened-store.ts';
import { conflictOf } from '../reading.ts';
import { aContainer, aMembership, aNetwork, aPort, observed, picture } from '../topology-builders.ts';

export function topologyChanges(store: StoreUnderTest): void {
  beforeEach(() => store().commit(WORLD));

  it('changes what is seen again and leaves the rest', async () => {
    await store().commit([
      observed({ networksSeen: [aNetwork(1), aNetwork(2)], containersSeen: [aContainer(1), aContainer(2)] }),
    ]);
    const network = aNetwork(1, { name: 'renamed', driver: 'macvlan', internal: true });
    const container = aContainer(1, { name: 'renamed', image: 'new', state: 'paused', project: null });
    await store().commit([observed({ at: NOON + 5, networksSeen: [network], containersSeen: [container] })]);
    expect(await store().topology('vm-1')).toEqual(
      picture({
        at: NOON + 5,
        networksSeen: [network, aNetwork(2)],
        containersSeen: [container, aContainer(2)],
      }),
    );
  });

  describe('of a container that is seen again', () => {
    beforeEach(() =>
      store().commit([
        observed({
          networksSeen: [aNetwork(1), aNetwork(2)],
          containersSeen: [
            aContainer(1, { networks: [aMembership(1), aMembership(2)], ports: [aPort(), aPort({ hostPort: 1 })] }),
            aContainer(2, { networks: [aMembership(1)], ports: [aPort()] }),
          ],
        }),
      ]),
    );

    it.each([
      ['none', { networks: [], ports: [] }],
      ['others', { networks: [aMembership(2, { ipAddress: '192.0.2.9' })], ports: [aPort({ internalPort: 81 })] }],
      ['the same', { networks: [aMembership(1), aMembership(2)], ports: [aPort(), aPort({ hostPort: 1 })] }],
    ])('memberships and ports are replaced whole by %s', async (_what, difference) => {
      const container = aContainer(1, difference);
      const ports = container.ports.toSorted((a, b) => a.hostPort - b.hostPort);
      await store().commit([observed({ containersSeen: [container] })]);
      const found = await store().topology('vm-1');
      expect(found?.containers[0]).toEqual({ ...container, ports });
      expect(found?.containers[1]).toEqual(aContainer(2, { networks: [aMembership(1)], ports: [aPort()] }));
    });
  });

  it('loses what is gone, with its memberships and ports', async () => {
    const networks = [aMembership(1), aMembership(2)];
    await store().commit([
      observed({
        networksSeen: [aNetwork(1), aNetwork(2)],
        containersSeen: [aContainer(1, { networks }), aContainer(2, { networks })],
      }),
    ]);
    await store().commit([observed({ networksGone: ['network-002'], containersGone: ['container-001'] })]);
    const left = { networksSeen: [aNetwork(1)], containersSeen: [aContainer(2, { networks: [aMembership(1)] })] };
    expect(await store().topology('vm-1')).toEqual(picture(left));
    await store().commit([observed({ networksSeen: [aNetwork(2)], containersSeen: [aContainer(1)] })]);
    expect((await store().topology('vm-1'))?.containers[0]).toEqual(aContainer(1));
  });

  it('may lose what it never had', async () => {
    await store().commit([observed({ networksGone: ['network-009'], containersGone: ['container-009'] })]);
    expect(await store().topology('vm-1')).toEqual(picture({}));
  });

  it('takes an id that leaves and comes back in one change', async () => {
    await store().commit([observed({ networksSeen: [aNetwork(1)], containersSeen: [aContainer(1)] })]);
    const seen = { networksSeen: [aNetwork(1)], containersSeen: [aContainer(1, { networks: [aMembership(1)] })] };
    await store().commit([observed({ ...seen, networksGone: ['network-001'], containersGone: ['container-001'] })]);
    expect(await store().topology('vm-1')).toEqual(picture(seen));
  });

  it('does not grow with looks that find the same', async () => {
    const seen = {
      networksSeen: [aNetwork(1)],
      containersSeen: [aContainer(1, { networks: [aMembership(1)], ports: [aPort()] })],
    };
    for (let look = 0; look < 20; look += 1) await store().commit([observed({ ...seen, at: NOON + look })]);
    expect(await store().topology('vm-1')).toEqual(picture({ ...seen, at: NOON + 19 }));
  });

  it('refuses a membership in a network that is not known, and nothing of the change stays', async () => {
    const before = { networksSeen: [aNetwork(1)], containersSeen: [aContainer(1, { networks: [aMembership(1)] })] };
    await store().commit([observed(before)]);
    for (const networksGone of [[], ['network-001']]) {
      const stray = observed({
        networksGone,
        containersSeen: [aContainer(2, { networks: [aMembership(networksGone.length === 0 ? 9 : 1)] })],
      });
      expect(await conflictOf(store(), [stray])).toBe('topology:vm-1');
    }
    expect(await store().topology('vm-1')).toEqual(picture(before));
  });

  it.each([
    [true, false],
    [false, true],
    [true, true],
  ])('becomes stale and fresh without losing anything (%s, then %s)', async (first, second) => {
    const seen = { networksSeen: [aNetwork(1)], containersSeen: [aContainer(1)] };
    await store().commit([observed({ ...seen, stale: first })]);
    await store().commit([observed({ stale: second, at: NOON + 9 })]);
    expect(await store().topology('vm-1')).toEqual(picture({ ...seen, stale: second, at: NOON + 9 }));
  });

  it('comes back from the change log the same', async () => {
    await store().commit([
      observed({
        networksSeen: [aNetwork(1), aNetwork(2)],
        containersSeen: [aContainer(1, { networks: [aMembership(2)], ports: [aPort(), aPort()] }), aContainer(2)],
      }),
    ]);
    await store().commit([
      observed({ at: NOON + 1, containersGone: ['container-002'], networksGone: ['network-002'] }),
    ]);
    await store().commit([observed({ at: NOON + 2, stale: true })]);
    const replayed = new MemoryStore();
    for (const { changes } of await store().changesAfter(0, 10)) await replayed.commit(changes);
    expect(await replayed.topology('vm-1')).toEqual(await store().topology('vm-1'));
  });
}
