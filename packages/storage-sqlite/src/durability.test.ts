import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from './open-sqlite-store.ts';
import { aDirectory, type TestDirectory } from './testing/a-directory.ts';
import { startChild } from './testing/child.ts';

describe('a process that is killed in the middle of its commits', () => {
  let directory: TestDirectory;
  beforeEach(() => {
    directory = aDirectory();
  });
  afterEach(() => directory.remove());

  it('loses none that was acknowledged and leaves none in half, time after time', async () => {
    const path = directory.file('state.db');
    const acknowledged: number[] = [];
    for (const commits of [1, 7, 40, 150]) {
      // Beyond the last line one more may be committed that was not printed: the next process keeps clear of it.
      const child = startChild('commit-without-end.ts', path, String((acknowledged.at(-1) ?? 0) + 2));
      expect(await child.line()).toBe('open');
      for (let n = 0; n < commits; n += 1) acknowledged.push(Number(await child.line()));
      acknowledged.push(...(await child.kill()).map(Number));
    }

    const store = await openSqliteStore({ path });
    const ids: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.audit({}, { limit: 500, cursor });
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    await store.close();

    const first = ids.filter((id) => id < 0.5e9);
    const second = ids.filter((id) => id >= 0.5e9);
    expect(second.map((id) => id - 0.5e9)).toEqual(first);
    expect(acknowledged.filter((id) => !first.includes(id))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThanOrEqual(1 + 7 + 40 + 150);
  });
});
