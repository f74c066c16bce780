import type { ConnectorPlace, DockerContainer, DockerNetwork } from '@tunnel-manager/core';
import type { InspectedContainer, ListedContainer } from './engine-answers.ts';
import type { Engine } from './engine.ts';
import { locateConnectors, type ConnectorSetting } from './locate-connectors.ts';
import type { ProjectRules } from './project-of.ts';
import { endpointsOf, nameOf, readContainer, readNetwork } from './read-container.ts';

/** One look at an engine, with what makes the next look cheap. */
export interface Picture {
  readonly networks: readonly DockerNetwork[];
  readonly containers: readonly DockerContainer[];
  readonly connectors: readonly ConnectorPlace[];
  readonly inspections: ReadonlyMap<string, Inspection>;
}

interface Inspection {
  /** While this stays the same, so does all that is read of an inspection. */
  readonly key: string;
  readonly inspected: InspectedContainer;
}

/** What turns an engine's answers into a picture. */
export interface PictureRules {
  readonly connectors: ConnectorSetting;
  readonly projects: ProjectRules;
}

/**
 * Lists everything and inspects what is new or was connected anew. What did not change is handed on as the very same
 * object, the lists included. Throws when the engine gives no complete answer.
 */
export async function takePicture(
  engine: Engine,
  before: Picture,
  rules: PictureRules,
  signal: AbortSignal,
): Promise<Picture> {
  const listed = await engine.containers(signal);
  // Asked second, so that no container is on a network that was made in between.
  const listedNetworks = await engine.networks(signal);
  const inspections = await inspectChanged(engine, listed, before.inspections, signal);
  const inspected = (id: string): InspectedContainer | null => inspections.get(id)?.inspected ?? null;
  const networks = sameWhereEqual(before.networks, listedNetworks.map(readNetwork), ({ networkId }) => networkId);
  const containers = listed.map((container) =>
    readContainer(container, inspected(container.Id), networks, rules.projects),
  );
  const connectors = locateConnectors(rules.connectors, { containers: listed, inspected, networks, listedNetworks });
  return {
    networks,
    containers: sameWhereEqual(before.containers, containers, ({ containerId }) => containerId),
    connectors: isEqual(before.connectors, connectors) ? before.connectors : connectors,
    inspections,
  };
}

/** The ids of what was there before and is not any more. */
export function goneFrom(before: Picture, after: Picture): readonly string[] {
  const present = new Set(idsOf(after));
  return idsOf(before).filter((id) => !present.has(id));
}

const idsOf = ({ networks, containers }: Picture): readonly string[] => [
  ...networks.map(({ networkId }) => networkId),
  ...containers.map(({ containerId }) => containerId),
];

/** An engine holds few connections open; this many questions at a time keep it busy. */
const INSPECTIONS_AT_A_TIME = 8;

/**
 * Aliases belong to an endpoint and an endpoint gets a new id at each connection; the names of hosts never change. So
 * an inspection stays true as long as the list shows the same endpoints under the same name.
 */
async function inspectChanged(
  engine: Engine,
  listed: readonly ListedContainer[],
  before: ReadonlyMap<string, Inspection>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Inspection>> {
  const attached = listed
    .map((container) => ({ id: container.Id, key: inspectionKey(container) }))
    .filter(({ key }) => key !== null) as readonly { id: string; key: string }[];
  const after = new Map<string, Inspection>();
  const waiting = attached.filter(({ id, key }) => {
    const known = before.get(id);
    if (known?.key === key) after.set(id, known);
    return known?.key !== key;
  });
  while (waiting.length > 0) {
    const batch = waiting.splice(0, INSPECTIONS_AT_A_TIME);
    const answers = await Promise.all(batch.map(({ id }) => engine.inspect(id, signal)));
    for (const [index, { id, key }] of batch.entries()) {
      const inspected = answers[index];
      if (inspected) after.set(id, { key, inspected });
    }
  }
  return after;
}

/** Null for a container without a connected endpoint: it answers to no alias. */
function inspectionKey(container: ListedContainer): string | null {
  const endpoints = Object.values(endpointsOf(container)).map(({ EndpointID }) => EndpointID ?? '');
  return endpoints.some((id) => id !== '') ? [nameOf(container), ...endpoints].join(' ') : null;
}

function sameWhereEqual<T>(before: readonly T[], after: readonly T[], idOf: (item: T) => string): readonly T[] {
  const known = new Map(before.map((item) => [idOf(item), item]));
  const items = after
    .map((item) => {
      const old = known.get(idOf(item));
      return old !== undefined && isEqual(old, item) ? old : item;
    })
    .sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
  const isUnchanged = items.length === before.length && items.every((item, index) => item === before[index]);
  return isUnchanged ? before : items;
}

/** Both sides come from the same code, so their keys have one order. */
const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
