import { type Change, InvalidValue } from '@tunnel-manager/core';
import { beforeEach, expect, it } from 'vitest';
import { aDomain, aHostname, anEntry, aSample, audited, claim, idNo, NOON, WORLD } from '../builders.ts';
import type { StoreUnderTest } from '../opened-store.ts';
import { everything } from '../reading.ts';
import { aContainer, aPort, observed } from '../topology-builders.ts';

/** What a type would not let through, as it comes from a mistake or from a source that grew a new word. */
const wrong = (value: unknown): never => value as never;

const { origin, targetType, container, network, reason } = aHostname(1);

const BAD: readonly (readonly [what: string, change: Change])[] = [
  ['a VM number of zero', { kind: 'vm-registered', vm: 'vm-3', vmNo: 0, at: NOON }],
  ['a status of a domain', { kind: 'domain-seen', domain: aDomain({ status: wrong('gone') }) }],
  ['a type of target', claim(aHostname(2, { targetType: wrong('cloud') }))],
  ['a state of a hostname', claim(aHostname(2, { state: wrong('lost') }))],
  ['a version of zero', claim(aHostname(2, { version: 0 }))],
  ['a port above the last one', claim(aHostname(2, { port: 65_536 }))],
  ['a port below the first one', claim(aHostname(2, { port: -1 }))],
  ['a name that is not its parts', claim({ ...aHostname(2), hostname: 'other.example.com' })],
  [
    'a new port above the last one',
    {
      kind: 'hostname-repointed',
      id: idNo(1),
      version: 1,
      at: NOON,
      target: { origin, targetType, port: 65_536, container, network, reason },
    },
  ],
  ['a state of a container', observed({ containersSeen: [aContainer(1, { state: wrong('sleeping') })] })],
  ['a protocol', observed({ containersSeen: [aContainer(1, { ports: [aPort({ protocol: wrong('quic') })] })] })],
  [
    "a container's port of zero",
    observed({ containersSeen: [aContainer(1, { ports: [aPort({ internalPort: 0 })] })] }),
  ],
  ['a host port', observed({ containersSeen: [aContainer(1, { ports: [aPort({ hostPort: 65_536 })] })] })],
  ['a status of health', { kind: 'health-sampled', sample: aSample({ status: wrong('fine') }) }],
  ['a role', audited(anEntry(1, { role: wrong('guest') }))],
  ['an outcome', audited(anEntry(1, { outcome: wrong('maybe') }))],
];

export function values(store: StoreUnderTest): void {
  beforeEach(() => store().commit([...WORLD, claim(aHostname(1))]));

  it.each(BAD)('that the record has no room for are refused, and nothing of the list stays: %s', async (_what, bad) => {
    const before = await everything(store());
    await expect(store().commit([claim(aHostname(3)), bad])).rejects.toThrow(InvalidValue);
    expect(await everything(store())).toEqual(before);
  });
}
