import type { CnameDraft, DnsRecord } from '../domain/dns-record.ts';

/**
 * The zones and address records of the Cloudflare account.
 *
 * Reads may be retried inside; a creation is sent exactly once per call. A write throws `PortFailure` with
 * `outcome: 'unknown'` when nobody can say whether it took effect. Every call ends within its own deadline.
 */
export interface DnsProvider {
  /** All zones of the account, every page, ordered by name. Never a partial list: it throws instead. */
  zones(): Promise<readonly Zone[]>;
  /** The A, AAAA and CNAME records with exactly this name. An empty list is a definite answer. */
  recordsAt(zoneId: string, name: string): Promise<readonly DnsRecord[]>;
  /** The record with this id; null is a definite "does not exist", never a failed look-up. */
  record(zoneId: string, recordId: string): Promise<DnsRecord | null>;
  /** Throws `kind: 'conflict'` when the name has an address record, `kind: 'quota'` when the zone is full. */
  createCname(zoneId: string, draft: CnameDraft): Promise<DnsRecord>;
  /** Resolves also when the record was already gone. */
  deleteRecord(zoneId: string, recordId: string): Promise<void>;
}

export interface Zone {
  readonly zoneId: string;
  readonly name: string;
  readonly status: 'active' | 'paused' | 'pending';
}
