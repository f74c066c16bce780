import type { CnameDraft, DnsRecord } from '../domain/dns-record.ts';
import type { IngressDocument, IngressRule } from '../domain/ingress.ts';
import type { ConnectorProbe, ConnectorState } from '../ports/connector-probe.ts';
import type { DnsProvider, Zone } from '../ports/dns-provider.ts';
import type { IngressSource, PublishedIngress } from '../ports/ingress-source.ts';
import { PortFailure } from '../ports/port-failure.ts';

/** Cloudflare and one connector as the ports show them: records, a versioned configuration, a process that takes it. */
export class FakeCloudflare implements DnsProvider, IngressSource, ConnectorProbe {
  zoneList: Zone[] = [
    { zoneId: 'zone-com', name: 'example.com', status: 'active' },
    { zoneId: 'zone-org', name: 'example.org', status: 'active' },
    { zoneId: 'zone-net', name: 'example.net', status: 'paused' },
  ];
  records: DnsRecord[] = [];
  document: IngressDocument = { ingress: [{ hostname: '', service: 'http_status:404' }] };
  version = 1;
  readonly confirmedBy = 'connectors';
  puts = 0;
  connector: Partial<ConnectorState> | null = {};
  recordQuota = Number.POSITIVE_INFINITY;
  /** Listings lag behind writes: when this says so, one shows the records as they were before the last write. */
  lags: () => boolean = () => false;
  #beforeLastWrite: readonly DnsRecord[] = [];
  #nextRecord = 1;

  async zones(): Promise<readonly Zone[]> {
    return this.zoneList;
  }

  async recordsAt(_zoneId: string, name: string): Promise<readonly DnsRecord[]> {
    return (this.lags() ? this.#beforeLastWrite : this.records).filter((record) => record.name === name);
  }

  async record(_zoneId: string, recordId: string): Promise<DnsRecord | null> {
    return this.records.find(({ id }) => id === recordId) ?? null;
  }

  async createCname(_zoneId: string, draft: CnameDraft): Promise<DnsRecord> {
    if (this.records.some(({ name }) => name === draft.name)) throw refusedBy('conflict', 'foreign-record');
    if (this.records.length >= this.recordQuota) throw refusedBy('quota', 'zone-full');
    return this.addRecord(draft);
  }

  async deleteRecord(_zoneId: string, recordId: string): Promise<void> {
    this.#beforeLastWrite = this.records;
    this.records = this.records.filter(({ id }) => id !== recordId);
  }

  async read(): Promise<PublishedIngress> {
    return { document: structuredClone(this.document), version: this.version };
  }

  async replace(document: IngressDocument): Promise<{ version: number }> {
    this.puts += 1;
    this.document = structuredClone(document);
    this.version += 1;
    return { version: this.version };
  }

  async observe(): Promise<readonly ConnectorState[]> {
    if (this.connector === null) return [];
    return [
      {
        address: 'http://127.0.0.1:20241',
        reachable: true,
        connectorId: 'connector-1',
        readyConnections: 4,
        configVersion: this.version,
        error: null,
        ...this.connector,
      },
    ];
  }

  /** A record that somebody makes by hand, unless told otherwise. */
  addRecord(record: Partial<DnsRecord> & { readonly name: string }): DnsRecord {
    const made: DnsRecord = {
      id: `record-${this.#nextRecord}`,
      type: 'CNAME',
      content: 'elsewhere.example',
      comment: null,
      proxied: true,
      ...record,
    };
    this.#nextRecord += 1;
    this.#beforeLastWrite = this.records;
    this.records = [...this.records, made];
    return made;
  }

  /** A rule that somebody writes by hand, before the catch-all. */
  addRule(rule: IngressRule): void {
    this.document = { ...this.document, ingress: [rule, ...this.document.ingress] };
    this.version += 1;
  }

  ruleFor(hostname: string): IngressRule | undefined {
    return this.document.ingress.find((rule) => rule.hostname === hostname);
  }
}

const refusedBy = (kind: 'conflict' | 'quota', code: 'foreign-record' | 'zone-full'): PortFailure =>
  new PortFailure({
    operation: 'dns.createCname',
    code,
    kind,
    message: `Cloudflare refused the record (${kind}).`,
    advice: 'None in a test.',
    outcome: 'none',
  });

const { structuredClone } = globalThis as unknown as { structuredClone: <T>(value: T) => T };
