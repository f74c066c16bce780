import { canonicalJson } from './text.ts';
import type { Topology, TopologyDifference } from './topology.ts';

/** What changed from one picture to the next; null when nothing did, so that an unchanged poll writes nothing. */
export function diffTopology(before: Topology, after: Topology): TopologyDifference | null {
  const networks = diff(before.networks, after.networks, ({ networkId }) => networkId);
  const containers = diff(before.containers, after.containers, ({ containerId }) => containerId);
  const isSame = [networks, containers].every(({ seen, gone }) => seen.length === 0 && gone.length === 0);
  if (isSame) return null;
  return {
    networksSeen: networks.seen,
    networksGone: networks.gone,
    containersSeen: containers.seen,
    containersGone: containers.gone,
  };
}

function diff<T>(before: readonly T[], after: readonly T[], idOf: (item: T) => string) {
  const old = new Map(before.map((item) => [idOf(item), item]));
  const present = new Set(after.map(idOf));
  return {
    seen: after.filter((item) => !isSame(old.get(idOf(item)), item)),
    gone: before.map(idOf).filter((id) => !present.has(id)),
  };
}

/** A watcher hands on the very object that did not change, so most need no comparison in depth. */
const isSame = (a: unknown, b: unknown): boolean =>
  a === b || (a !== undefined && canonicalJson(a) === canonicalJson(b));
