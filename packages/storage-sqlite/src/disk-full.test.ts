import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { StoreUnavailable } from '@tunnel-manager/core';
import { afterAll, describe, expect, it } from 'vitest';
import { openSqliteStore } from './open-sqlite-store.ts';
import { aDirectory } from './testing/a-directory.ts';
import { anEntry } from './testing/an-entry.ts';

const directory = aDirectory();
const reason = mountSmallDisk();
const skip = reason !== undefined && process.env['REQUIRE_ALL'] !== '1';

describe(`a full disk${reason === undefined ? '' : ` (skipped: ${reason})`}`, () => {
  afterAll(() => {
    if (reason === undefined) execFileSync('umount', [directory.file('')]);
    directory.remove();
  });

  it.skipIf(skip)('refuses commits, keeps what it has, and goes on when there is room again', async () => {
    expect(reason).toBeUndefined();
    const path = directory.file('state.db');
    const store = await openSqliteStore({ path });
    const acknowledged: number[] = [];
    fillUp();
    for (let id = 1; id <= 400; id += 1) {
      const accepted = await store.commit([anEntry(id, 'x'.repeat(9000))]).then(
        () => true,
        (error: unknown) => (error instanceof StoreUnavailable ? false : Promise.reject(error as Error)),
      );
      if (accepted) acknowledged.push(id);
    }
    expect(acknowledged.length).toBeLessThan(400);
    await expect(store.commit([anEntry(500, 'x'.repeat(900_000))])).rejects.toThrow(StoreUnavailable);
    const kept = async (): Promise<number[]> =>
      (await store.audit({}, { limit: 500 })).items.map(({ id }) => id).reverse();
    expect(await kept()).toEqual(acknowledged);

    makeRoom();
    await store.commit([anEntry(1000)]);
    expect(await kept()).toEqual([...acknowledged, 1000]);
    await store.close();
    await (await openSqliteStore({ path })).close();
  });

  it.skipIf(skip)('refuses a start, and does not stand in the way of the next one', async () => {
    expect(reason).toBeUndefined();
    fillUp();
    const path = directory.file('second.db');
    await expect(openSqliteStore({ path })).rejects.toMatchObject({ code: 'disk-full' });
    makeRoom();
    await (await openSqliteStore({ path })).close();
  });
});

function mountSmallDisk(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can mount the small disk that it needs';
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', directory.file('')], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return `a small disk cannot be mounted: ${String(error)}`;
  }
}

/** Leaves a page or none: halves the size of what is written until nothing fits. */
function fillUp(): void {
  for (let size = 1024 * 1024, n = 0; size >= 4096; n += 1) {
    try {
      writeFileSync(directory.file(`ballast-${n}`), Buffer.alloc(size));
    } catch {
      rmSync(directory.file(`ballast-${n}`));
      size /= 2;
    }
  }
}

function makeRoom(): void {
  for (let n = 0; n < 64; n += 1) rmSync(directory.file(`ballast-${n}`), { force: true });
}
