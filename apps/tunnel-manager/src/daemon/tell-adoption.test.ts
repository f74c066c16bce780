import type { AdoptedTable } from '@tunnel-manager/storage-sqlite';
import { describe, expect, it } from 'vitest';
import { fakeFront } from '../testing/fake-front.ts';
import { tellAdoption } from './tell-adoption.ts';

const aTable = (change: Partial<AdoptedTable> = {}): AdoptedTable => ({
  table: 'cnames',
  read: 3,
  kept: 3,
  collapsed: 0,
  dropped: 0,
  repairs: [],
  drops: [],
  ...change,
});

function told(...tables: readonly AdoptedTable[]) {
  const { log, logged } = fakeFront();
  tellAdoption(log, { backup: '/data/old.db', tables });
  return logged;
}

describe('an adopted database', () => {
  it('is told as a backup and one line of numbers for each table', () => {
    const [first, ...lines] = told(aTable(), aTable({ table: 'audit_log', read: 5, kept: 4, collapsed: 1 }));
    expect(first).toMatchObject({ level: 'info', facts: { backup: '/data/old.db' } });
    expect(lines).toMatchObject([
      { level: 'info', facts: { table: 'cnames', read: 3, kept: 3, collapsed: 0, dropped: 0 } },
      { level: 'info', facts: { table: 'audit_log', read: 5, kept: 4, collapsed: 1, dropped: 0 } },
    ]);
  });

  it('is a warning where rows were dropped, with the reason and how many', () => {
    const drops = [{ reason: 'it has no name', rows: [7, 9] }];
    const [, line] = told(aTable({ kept: 1, dropped: 2, drops }));
    expect(line).toMatchObject({
      level: 'warn',
      facts: { drops: [{ reason: 'it has no name', count: 2, rows: [7, 9] }] },
    });
  });

  it('names the first rows of many and counts all', () => {
    const repairs = [{ reason: 'its second was taken', rows: Array.from({ length: 5000 }, (_, row) => row) }];
    const [, line] = told(aTable({ repairs }));
    const first = Array.from({ length: 20 }, (_, row) => row);
    expect(line?.facts).toMatchObject({ repairs: [{ count: 5000, rows: first }] });
  });
});
