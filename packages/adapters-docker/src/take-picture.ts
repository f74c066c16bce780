import type { ConnectorPlace, DockerContainer, DockerNetwork } from '@tunnel-manager/core';
import type { InspectedContainer, ListedContainer } from './engine-answers.ts';
import type { Engine } from './engine.ts';
import { isSameListing } from './is-same-listing.ts';
import { locateConnectors, type ConnectorSetting } from './locate-connectors.ts';
import type { ProjectRules } from './project-of.ts';
import { endpointsOf, nameOf, readContainer, readNetwork } from './read-container.ts';

/** One look at an engine, with what makes the next look cheap. */
export interface Picture {
  readonly networks: readonly DockerNetwork[];
  readonly containers: readonly DockerContainer[];
  readonly connectors: readonly ConnectorPlace[];
  /** By id, how each container was listed and what it was inspected to be. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** The rules for projects that it was made by. */
  readonly rulesKey: string;
}

interface Entry {
  readonly listed: ListedContainer;
  readonly inspection: Inspection | null;
  readonly container: DockerContainer;
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
  const inspections = await inspectChanged(engine, listed, before.entries, signal);
  const networks = sameWhereEqual(before.networks, listedNetworks.map(readNetwork), ({ networkId }) => networkId);
  const rulesKey = JSON.stringify(rules.projects);
  const areRulesSame = rulesKey === before.rulesKey && networks === before.networks;
  const entries = listed.map((container): Entry => {
    const known = before.entries.get(container.Id);
    const inspection = inspections.get(container.Id) ?? null;
    if (areRulesSame && known?.inspection === inspection && isSameListing(known.listed, container)) return known;
    const inspected = inspection?.inspected ?? null;
    return { listed: container, inspection, container: readContainer(container, inspected, networks, rules.projects) };
  });
  const inspected = (id: string): InspectedContainer | null => inspections.get(id)?.inspected ?? null;
  const connectors = locateConnectors(rules.connectors, { containers: listed, inspected, networks, listedNetworks });
  const containers = entries.map(({ container }) => container);
  return {
    networks,
    containers: sameWhereEqual(before.containers, containers, ({ containerId }) => containerId),
    connectors: isEqual(before.connectors, connectors) ? before.connectors : connectors,
    entries: new Map(entries.map((entry) => [entry.listed.Id, entry])),
    rulesKey,
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
  before: ReadonlyMap<string, Entry>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Inspection>> {
  const after = new Map<string, Inspection>();
  const waiting: { readonly id: string; readonly key: string }[] = [];
  for (const container of listed) {
    const key = inspectionKey(container);
    const known = before.get(container.Id)?.inspection;
    if (key === null) continue;
    if (known?.key === key) after.set(container.Id, known);
    else waiting.push({ id: container.Id, key });
  }
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
  const endpoints = endpointsOf(container);
  let ids = '';
  for (const network in endpoints) ids += ` ${endpoints[network]?.EndpointID ?? ''}`;
  return ids.trim() === '' ? null : nameOf(container) + ids;
}

function sameWhereEqual<T>(before: readonly T[], after: readonly T[], idOf: (item: T) => string): readonly T[] {
  const known = new Map(before.map((item) => [idOf(item), item]));
  const items = after
    .map((item) => {
      const old = known.get(idOf(item));
      return old !== undefined && (old === item || isEqual(old, item)) ? old : item;
    })
    .sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
  const isUnchanged = items.length === before.length && items.every((item, index) => item === before[index]);
  return isUnchanged ? before : items;
}

/** Both sides come from the same code, so their keys have one order. */
const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
