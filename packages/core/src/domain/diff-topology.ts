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
    seen: after.filter((item) => !areEqual(old.get(idOf(item)), item)),
    gone: before.map(idOf).filter((id) => !present.has(id)),
  };
}

/**
 * By value. A watcher hands on the very object that did not change, so most need no comparison in depth; where all are
 * listed anew, comparing is several times faster than making texts of both.
 */
function areEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const entries = Object.entries(a);
  const other = b as Readonly<Record<string, unknown>>;
  return (
    entries.length === Object.keys(other).length &&
    entries.every(([key, value]) => Object.hasOwn(other, key) && areEqual(value, other[key]))
  );
}
