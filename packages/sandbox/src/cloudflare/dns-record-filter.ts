import type { RecordState } from '../world/state.ts';

/** The records that a list request asks for. Comments are compared without regard to case, as Cloudflare does. */
export function filterRecords(records: readonly RecordState[], query: URLSearchParams): readonly RecordState[] {
  const conditions = [...query].flatMap(([key, value]) => {
    const condition = CONDITIONS[key];
    return condition === undefined ? [] : [(record: RecordState) => condition(record, value.toLowerCase())];
  });
  if (conditions.length === 0) return records;
  return query.get('match') === 'any'
    ? records.filter((record) => conditions.some((holds) => holds(record)))
    : records.filter((record) => conditions.every((holds) => holds(record)));
}

const comment = (record: RecordState): string => (record.comment ?? '').toLowerCase();
const content = (record: RecordState): string => record.content.toLowerCase();

const CONDITIONS: Readonly<Record<string, (record: RecordState, wanted: string) => boolean>> = {
  name: (record, wanted) => record.name === wanted,
  'name.exact': (record, wanted) => record.name === wanted,
  'name.contains': (record, wanted) => record.name.includes(wanted),
  'name.startswith': (record, wanted) => record.name.startsWith(wanted),
  'name.endswith': (record, wanted) => record.name.endsWith(wanted),
  type: (record, wanted) => record.type.toLowerCase() === wanted,
  proxied: (record, wanted) => String(record.proxied) === wanted,
  content: (record, wanted) => content(record) === wanted,
  'content.exact': (record, wanted) => content(record) === wanted,
  'content.contains': (record, wanted) => content(record).includes(wanted),
  'content.startswith': (record, wanted) => content(record).startsWith(wanted),
  'content.endswith': (record, wanted) => content(record).endsWith(wanted),
  'comment.present': (record) => record.comment !== null,
  'comment.absent': (record) => record.comment === null,
  'comment.exact': (record, wanted) => comment(record) === wanted,
  'comment.contains': (record, wanted) => comment(record).includes(wanted),
  'comment.startswith': (record, wanted) => comment(record).startsWith(wanted),
  'comment.endswith': (record, wanted) => comment(record).endsWith(wanted),
};
