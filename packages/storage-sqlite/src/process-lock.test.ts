import { symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from './open-sqlite-store.ts';
import { aDirectory, type TestDirectory } from './testing/a-directory.ts';
import { startChild } from './testing/child.ts';

describe('the process lock', () => {
  let directory: TestDirectory;
  let path: string;
  beforeEach(() => {
    directory = aDirectory();
    path = directory.file('state.db');
  });
  afterEach(() => directory.remove());

  it('refuses a second process and names the pid of the first', async () => {
    const holder = startChild('commit-without-end.ts', path);
    await holder.line();
    await expect(openSqliteStore({ path })).rejects.toMatchObject({
      code: 'database-locked',
      message: expect.stringContaining(`pid ${holder.pid} `) as string,
    });
    await holder.kill();
  });

  it('is free as soon as its holder was killed', async () => {
    const holder = startChild('commit-without-end.ts', path);
    await holder.line();
    await holder.kill();
    const store = await openSqliteStore({ path });
    expect(await store.probe()).toMatchObject({ driver: 'sqlite' });
    await store.close();
  });

  it('refuses a second store in one process, by whatever path, and lets the first go on', async () => {
    const store = await openSqliteStore({ path });
    symlinkSync(path, directory.file('alias.db'));
    for (const other of [path, directory.file('alias.db')]) {
      await expect(openSqliteStore({ path: other })).rejects.toMatchObject({ code: 'database-locked' });
    }
    const outsider = startChild('commit-without-end.ts', path);
    await expect(outsider.line()).rejects.toThrow('database-locked');
    await store.probe();
    await store.close();
  });

  it('is let go by a start that fails', async () => {
    const store = await openSqliteStore({ path });
    await expect(openSqliteStore({ path })).rejects.toThrow('Another process');
    await store.close();
    await (await openSqliteStore({ path })).close();
  });
});
