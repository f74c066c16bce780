import { describe, expect, it } from 'vitest';
import { aHostname } from '../testing/index.ts';
import type { DnsRecord } from './dns-record.ts';
import { judgeRecord, marker } from './ownership.ts';

const installation = '019b0000-0000-7000-8000-00000000abcd';
const row = aHostname({ recordId: 'r-1', state: 'active' });
const record: DnsRecord = {
  id: 'r-1',
  type: 'CNAME',
  name: 'app.example.com',
  content: 'tunnel-1.cfargotunnel.com',
  comment: marker(installation, row),
  proxied: true,
};

describe('judgeRecord', () => {
  it('calls a record ours when all four proofs are there', () => {
    expect(judgeRecord(row, record, installation)).toEqual({ kind: 'ours' });
  });

  it.each([
    ['our row holds no id', aHostname({ state: 'active' }), record],
    ['the live record has another id', row, { ...record, id: 'r-2' }],
    ['it leads elsewhere', row, { ...record, content: 'tunnel-2.cfargotunnel.com' }],
    ['it is of another type', row, { ...record, type: 'A' as const }],
    ['its comment was stripped', row, { ...record, comment: null }],
    ['its comment names another row', row, { ...record, comment: marker(installation, { ...row, id: 'row-11' }) }],
    ['its comment names another installation', row, { ...record, comment: marker('x-00000000', row) }],
  ])('calls it foreign when %s, and says which proof is missing', (_why, ours, live) => {
    expect(judgeRecord(ours, live, installation)).toEqual({ kind: 'foreign', missing: [expect.any(String)] });
  });

  it('takes over the record of a pending row whose id was lost in a crash, and of no other state', () => {
    expect(judgeRecord(aHostname(), record, installation)).toEqual({ kind: 'recoverable' });
    expect(judgeRecord(aHostname({ state: 'releasing' }), record, installation).kind).toBe('foreign');
  });

  it("never takes over a record whose marker or content is not this very row's", () => {
    expect(judgeRecord(aHostname({ id: 'row-2' }), record, installation).kind).toBe('foreign');
    expect(judgeRecord(aHostname(), { ...record, content: 'x.example' }, installation).kind).toBe('foreign');
  });
});

describe('marker', () => {
  it('fits the comment of a free zone whatever the project is called', () => {
    expect(marker(installation, { id: installation, project: 'p'.repeat(200) })).toHaveLength(100);
  });
});
