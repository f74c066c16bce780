import type { ChangeLog, StateStore } from '@tunnel-manager/core';
import type Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anEntry } from './an-entry.ts';

/** A store and a connection to its database, by which a test does what no store would. */
export interface OpenedDatabase {
  readonly store: StateStore & ChangeLog;
  readonly db: Database.Database;
  close(): Promise<void>;
}

/** Registers what the database itself holds to, whoever writes to it. `open` gives a fresh one for each test. */
export function describeDatabase(name: string, open: () => Promise<OpenedDatabase>): void {
  describe(`${name} as a database`, () => {
    let opened: OpenedDatabase;
    const ids = async (): Promise<readonly number[]> =>
      (await opened.store.audit({}, { limit: 5 })).items.map(({ id }) => id);
    beforeEach(async () => {
      opened = await open();
      await opened.store.commit([{ kind: 'installation-founded', id: 'inst-1', at: 1 }, anEntry(1), anEntry(2)]);
    });
    afterEach(() => opened.close());

    it.each([
      ["UPDATE audit_log SET outcome = 'refused' WHERE id = 1"],
      ['UPDATE audit_log SET id = 9 WHERE id = 1'],
      ['DELETE FROM audit_log WHERE id = 1'],
      ['DELETE FROM audit_log'],
      ['INSERT OR REPLACE INTO audit_log SELECT * FROM audit_log WHERE id = 1'],
      ["INSERT INTO audit_log SELECT * FROM audit_log WHERE id = 1 ON CONFLICT DO UPDATE SET actor = 'x'"],
    ])('lets nobody change its audit log: %s', async (sql) => {
      expect(() => opened.db.exec(sql)).toThrow('append-only');
      expect(await ids()).toEqual([2, 1]);
    });

    it('lets go only of audit entries that are older than what retention keeps', async () => {
      const { db } = opened;
      db.exec('UPDATE installation SET audit_kept_from = (SELECT at FROM audit_log WHERE id = 1)');
      expect(() => db.exec('DELETE FROM audit_log')).toThrow('append-only');
      db.exec('UPDATE installation SET audit_kept_from = audit_kept_from + 1');
      db.exec('DELETE FROM audit_log WHERE id = 1');
      expect(() => db.exec('UPDATE audit_log SET at = 0')).toThrow('append-only');
      expect(await ids()).toEqual([2]);
    });

    it('never gives a position of the change log a second time, even when the last list was trimmed', async () => {
      opened.db.exec('DELETE FROM change_log');
      await opened.store.commit([anEntry(3)]);
      expect((await opened.store.changesAfter(0, 10)).map(({ seq }) => seq)).toEqual([2]);
    });
  });
}
