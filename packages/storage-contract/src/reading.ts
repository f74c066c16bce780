import { type Change, type Page, StateConflict, type StateStore } from '@tunnel-manager/core';

/** The largest page a store gives. */
export const WHOLE = { limit: 500 } as const;

/** Everything that can be read of a store, for comparing two of them. */
export async function everything(store: StateStore): Promise<unknown> {
  return {
    installation: await store.installation(),
    vms: await store.vms(),
    domains: await store.domains(),
    hostnames: (await store.hostnames({}, WHOLE)).items,
    ofTunnel: await store.routesOfTunnel('tunnel-1'),
    unsettled: await store.unsettled('vm-1', Number.MAX_SAFE_INTEGER),
    topologies: [await store.topology('vm-1'), await store.topology('vm-2')],
    health: [await store.latestHealth('vm-1'), await store.latestHealth('vm-2')],
    audit: (await store.audit({}, WHOLE)).items,
  };
}

/** The key of the conflict that a commit meets, null when it is accepted. Any other error is thrown. */
export async function conflictOf(store: StateStore, changes: readonly Change[]): Promise<string | null> {
  try {
    await store.commit(changes);
    return null;
  } catch (error) {
    if (error instanceof StateConflict) return error.key;
    throw error;
  }
}

/** Follows the cursors to the end and answers the pages' items. Throws after a hundred pages. */
export async function pages<T>(read: (cursor: string | undefined) => Promise<Page<T>>): Promise<readonly T[][]> {
  const all: T[][] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    all.push([...page.items]);
    cursor = page.nextCursor;
    if (all.length > 100) throw new Error('The cursors lead nowhere.');
  } while (cursor !== undefined);
  return all;
}
