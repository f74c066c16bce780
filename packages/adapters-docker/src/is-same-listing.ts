import type { ListedContainer } from './engine-answers.ts';

/**
 * Whether two entries of a list say the same of a container, as far as it is read. `Status` counts the minutes and is
 * none of it. Allocates next to nothing, as hundreds of containers are compared at each look.
 */
export const isSameListing = (a: ListedContainer, b: ListedContainer): boolean =>
  a === b ||
  (a.State === b.State &&
    a.Image === b.Image &&
    isSameJson(a.Names, b.Names) &&
    isSameJson(a.Ports, b.Ports) &&
    isSameJson(a.HostConfig, b.HostConfig) &&
    isSameJson(a.NetworkSettings, b.NetworkSettings) &&
    isSameJson(a.Labels, b.Labels));

/** For values as `JSON.parse` makes them. */
function isSameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  let count = 0;
  for (const key in left) {
    if (!isSameJson(left[key], right[key])) return false;
    count += 1;
  }
  for (const _ in right) count -= 1;
  return count === 0;
}
