import type { Change, HostnameChange, StateStore } from '@tunnel-manager/core';
import * as fc from 'fast-check';
import { aDomain, aHostname, anEntry, aSample, audited, claim, NOON } from './builders.ts';
import { aContainer, aMembership, aNetwork, aPort, observed } from './topology-builders.ts';

/** A change to try. Small numbers let the same few rows, records and projects meet again and again. */
export type Intent =
  | { readonly kind: 'change'; readonly change: Change }
  | {
      readonly kind: 'step';
      readonly name: number;
      readonly behind: number;
      readonly make: (key: StepKey) => HostnameChange;
    };

type StepKey = Pick<HostnameChange, 'id' | 'version' | 'at'>;

/** Makes the change: a step names the version that its row has in the model, or one that is `behind` it. */
export async function changeOf(intent: Intent, model: StateStore): Promise<Change> {
  if (intent.kind === 'change') return intent.change;
  const { hostname, id } = aHostname(intent.name);
  const row = await model.hostname(hostname);
  return intent.make({ id: row?.id ?? id, version: (row?.version ?? 1) - intent.behind, at: NOON + intent.name });
}

const SMALL = fc.integer({ min: 1, max: 4 });
const TIME = SMALL.map((n) => NOON + n);
const RECORD = SMALL.map((n) => `record-${n}`);
const PROJECT = fc.constantFrom('consilio', 'odin');

/** Ids are never used twice by a clock, so they are drawn from a wide range; names are not. */
const CLAIM = fc
  .record({ id: fc.uuid({ version: 7 }), name: SMALL, project: PROJECT, at: TIME, quota: fc.option(SMALL) })
  .map(({ id, name, project, at, quota }) => claim({ ...aHostname(name), id, project, updatedAt: at }, quota));

const DOMAIN = fc
  .record({ name: fc.constantFrom('example.com', 'example.net'), zone: SMALL, at: TIME, seen: fc.boolean() })
  .map(({ name, zone, at, seen }): Change =>
    seen
      ? {
          kind: 'domain-seen',
          domain: aDomain({ domain: name, zoneId: `zone-${zone}`, discoveredAt: at, lastSeenAt: at }),
        }
      : { kind: 'domain-vanished', domain: name, at },
  );

const NETWORK = SMALL.map((n) => aNetwork(n));
const CONTAINER = fc
  .record({ n: SMALL, on: fc.array(SMALL, { maxLength: 2 }), ports: fc.array(SMALL, { maxLength: 3 }) })
  .map(({ n, on, ports }) =>
    aContainer(n, {
      networks: on.map((id) => aMembership(id)),
      ports: ports.map((hostPort) => aPort({ hostPort })),
    }),
  );

const LOOK = fc
  .record({
    vm: fc.constantFrom('vm-1', 'vm-2', 'vm-9'),
    at: TIME,
    stale: fc.boolean(),
    networksSeen: fc.array(NETWORK, { maxLength: 4 }),
    networksGone: fc.array(NETWORK, { maxLength: 1 }).map((gone) => gone.map(({ networkId }) => networkId)),
    containersSeen: fc.array(CONTAINER, { maxLength: 3 }),
    containersGone: fc.array(CONTAINER, { maxLength: 1 }).map((gone) => gone.map(({ containerId }) => containerId)),
  })
  .map((look): Change => observed(look));

const OTHER = fc.oneof(
  fc
    .record({ vm: fc.constantFrom('vm-1', 'vm-2', 'vm-9'), checkedAt: TIME, edgeConnections: SMALL })
    .map((sample): Change => ({ kind: 'health-sampled', sample: aSample(sample) })),
  fc.record({ id: fc.nat(500), at: TIME }).map(({ id, at }): Change => audited(anEntry(id, { at }))),
  fc
    .record({ vm: fc.constantFrom('vm-2', 'vm-3'), vmNo: SMALL, at: TIME })
    .map((vm): Change => ({ kind: 'vm-registered', ...vm })),
  LOOK,
  TIME.map((at): Change => ({ kind: 'installation-founded', id: `inst-${at}`, at })),
);

const STEP = fc.oneof(
  RECORD.map((recordId) => (key: StepKey): HostnameChange => ({ kind: 'hostname-activated', ...key, recordId })),
  fc.option(RECORD).map((recordId) => (key: StepKey): HostnameChange => ({
    kind: 'hostname-releasing',
    ...key,
    recordId,
  })),
  fc.option(TIME).map((expiresAt) => (key: StepKey): HostnameChange => ({
    kind: 'hostname-extended',
    ...key,
    expiresAt,
  })),
  SMALL.map((n) => (key: StepKey): HostnameChange => {
    const { origin, targetType, container, network, reason } = aHostname(n);
    return {
      kind: 'hostname-repointed',
      ...key,
      target: { origin, targetType, port: 3100 + n, container, network, reason },
    };
  }),
  fc.constant((key: StepKey): HostnameChange => ({ kind: 'hostname-unrecorded', ...key })),
  fc.constant((key: StepKey): HostnameChange => ({ kind: 'hostname-released', ...key })),
);

/** A short list of changes, to be committed as one. */
export const intents: fc.Arbitrary<readonly Intent[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: CLAIM.map((change): Intent => ({ kind: 'change', change })) },
    { weight: 1, arbitrary: DOMAIN.map((change): Intent => ({ kind: 'change', change })) },
    { weight: 1, arbitrary: OTHER.map((change): Intent => ({ kind: 'change', change })) },
    {
      weight: 5,
      arbitrary: fc
        .record({ name: SMALL, behind: fc.constantFrom(0, 0, 0, 0, 0, 1), make: STEP })
        .map((step): Intent => ({ kind: 'step', ...step })),
    },
  ),
  { minLength: 1, maxLength: 3 },
);
