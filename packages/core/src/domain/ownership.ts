import type { DnsRecord } from './dns-record.ts';
import type { Hostname } from './hostname.ts';

/**
 * The comment on a record of ours: which installation and which row made it, and for whom. At most 100 characters,
 * the limit of Cloudflare's free plan. People can edit comments, so it is one of four proofs and never the only one.
 */
export function marker(installation: string, row: Pick<Hostname, 'id' | 'project'>): string {
  return `${proofOfOrigin(installation, row)} p=${row.project}`.slice(0, 100);
}

/** What a CNAME record of this tunnel points to. */
export const tunnelContent = (tunnelId: string): string => `${tunnelId}.cfargotunnel.com`;

/**
 * What a live record at a recorded name is to us.
 *
 * `ours`: the row holds its id, the record has that id, its content is our tunnel, its comment is our marker. Only
 * such a record is ever changed or deleted. `recoverable`: a pending row that has no id yet, and a record that could
 * only come from this very row. `foreign`: everything else; `missing` says which proofs failed.
 */
export type Ownership =
  | { readonly kind: 'ours' }
  | { readonly kind: 'recoverable' }
  | { readonly kind: 'foreign'; readonly missing: readonly string[] };

export function judgeRecord(row: Hostname, record: DnsRecord, installation: string): Ownership {
  const leadsToUs = record.type === 'CNAME' && record.content === tunnelContent(row.tunnelId);
  const marked = isMarked(record.comment, proofOfOrigin(installation, row));
  const named = record.name === row.hostname;
  if (row.recordId === null && row.state === 'pending' && leadsToUs && marked && named) {
    return { kind: 'recoverable' };
  }
  const missing = [
    row.recordId === null ? 'no record id is recorded' : null,
    row.recordId !== null && row.recordId !== record.id ? 'its id is not the recorded one' : null,
    leadsToUs ? null : `it leads to ${record.content}, not to our tunnel`,
    marked ? null : 'its comment does not carry our marker',
    named ? null : 'it has another name',
  ].filter((reason) => reason !== null);
  return missing.length === 0 ? { kind: 'ours' } : { kind: 'foreign', missing };
}

/** The last eight digits are random in a UUIDv7; the first ones are only the time. */
const proofOfOrigin = (installation: string, row: Pick<Hostname, 'id'>): string =>
  `tm1 i=${installation.slice(-8)} c=${row.id}`;

const isMarked = (comment: string | null, proof: string): boolean =>
  comment !== null && (comment === proof || comment.startsWith(`${proof} `));
