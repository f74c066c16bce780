import { PortFailure, type CnameDraft, type DnsProvider, type DnsRecord, type Zone } from '@tunnel-manager/core';
import { unusableIn, type CloudflareApi } from './cloudflare-api.ts';
import { entryOf, isAddressRecord, listOf, recordOf, totalOf, zoneOf } from './dns-answers.ts';
import { noUsableAnswer, type Call, type Verdict } from './failures.ts';

/** The most that Cloudflare gives at once of zones; of records it would give any number, and no name has so many. */
const ZONES_PER_PAGE = 50;
const RECORDS_PER_PAGE = 5000;
const RECORD_GONE = 81_044;
const GONE = Symbol('the record does not exist');

/** Zones and address records through the Cloudflare API, for one account. */
export class CloudflareDns implements DnsProvider {
  readonly #api: CloudflareApi;
  readonly #accountId: string;

  constructor(api: CloudflareApi, account: { readonly accountId: string }) {
    this.#api = api;
    this.#accountId = account.accountId;
  }

  async zones(): Promise<readonly Zone[]> {
    const found = new Map<string, Zone>();
    const deadlineMs = this.#api.deadlineMs(ZONES);
    for (let page = 1; ; page += 1) {
      const query = { account: { id: this.#accountId }, order: 'name', page, per_page: ZONES_PER_PAGE } as const;
      const { result, result_info: info } = await this.#api.ask(
        ZONES,
        (client, timely) => client.zones.list(query, timely),
        deadlineMs,
      );
      for (const entry of listOf(ZONES, result)) {
        const zone = zoneOf(ZONES, entry);
        found.set(zone.zoneId, zone);
      }
      // Going by the total spares the empty page that ends the SDK's own paging.
      const total = totalOf(ZONES, info);
      if (found.size >= total) break;
      if (page * ZONES_PER_PAGE >= total) throw noUsableAnswer(ZONES, `${found.size} of ${total} zones`);
    }
    return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async recordsAt(zoneId: string, name: string): Promise<readonly DnsRecord[]> {
    requireIds(RECORDS, { zoneId, name });
    const query = { zone_id: zoneId, name: { exact: name }, per_page: RECORDS_PER_PAGE };
    const { result, result_info: info } = await this.#api.ask(RECORDS, (client, timely) =>
      client.dns.records.list(query, timely),
    );
    const entries = listOf(RECORDS, result);
    const total = totalOf(RECORDS, info);
    if (entries.length < total) throw noUsableAnswer(RECORDS, `${entries.length} of ${total} records`);
    return entries
      .filter(isAddressRecord)
      .map((entry) => recordOf(RECORDS, entry))
      .filter((record) => record.name === name.toLowerCase());
  }

  /** A record that is no longer an address record is not the one that was asked for, so that is null too. */
  async record(zoneId: string, recordId: string): Promise<DnsRecord | null> {
    requireIds(RECORD, { zoneId, recordId });
    const found = await this.#api.ask(RECORD, (client, timely) =>
      unlessGone(client.dns.records.get(recordId, { zone_id: zoneId }, timely)),
    );
    const entry = entryOf(found);
    if (found === GONE || ('type' in entry && !isAddressRecord(entry))) return null;
    return recordOf(RECORD, entry);
  }

  async createCname(zoneId: string, draft: CnameDraft): Promise<DnsRecord> {
    requireIds(CREATE, { zoneId, ...draft });
    const { name, content, comment } = draft;
    const body = { zone_id: zoneId, type: 'CNAME', name, content, comment, proxied: true, ttl: 1 } as const;
    const created = await this.#api.ask(CREATE, (client, timely) => client.dns.records.create(body, timely));
    return recordOf(CREATE, entryOf(created));
  }

  async deleteRecord(zoneId: string, recordId: string): Promise<void> {
    requireIds(DELETE, { zoneId, recordId });
    await this.#api.ask(DELETE, (client, timely) =>
      unlessGone(client.dns.records.delete(recordId, { zone_id: zoneId }, timely)),
    );
  }
}

const UNKNOWN_ZONE: Verdict = {
  code: 'unknown-domain',
  kind: 'other',
  message: 'Cloudflare does not know the zone, or the API token may not see it.',
  advice: 'Run `tunnel-manager domains --refresh`, and see that the token covers the zone.',
};

const EDIT_RECORDS = '"Zone:DNS:Edit" for this zone';
const ZONES: Call = {
  operation: 'dns.zones',
  writes: false,
  tries: 3,
  scope: '"Zone:Zone:Read" for the zones to be used',
  unknownId: {
    code: 'cloudflare-auth',
    kind: 'auth',
    message: 'Cloudflare does not know the account.',
    advice: 'Correct `cloudflare.accountId`.',
  },
};
const RECORDS: Call = {
  operation: 'dns.recordsAt',
  writes: false,
  tries: 3,
  scope: EDIT_RECORDS,
  unknownId: UNKNOWN_ZONE,
};
const RECORD: Call = { ...RECORDS, operation: 'dns.record' };
const CREATE: Call = {
  operation: 'dns.createCname',
  writes: true,
  tries: 1,
  scope: EDIT_RECORDS,
  unknownId: UNKNOWN_ZONE,
};
/** Deleting by id can be repeated: a record that is already gone is what was asked for. */
const DELETE: Call = {
  operation: 'dns.deleteRecord',
  writes: true,
  tries: 2,
  scope: EDIT_RECORDS,
  unknownId: UNKNOWN_ZONE,
};

/** Only Cloudflare's own word that the record does not exist counts; a bare 404 may come from anything in between. */
async function unlessGone<T>(request: PromiseLike<T>): Promise<T | typeof GONE> {
  try {
    return await request;
  } catch (error) {
    if (unusableIn(error)?.has(RECORD_GONE)) return GONE;
    throw error;
  }
}

/** With an empty id the SDK would address the collection instead of the record. */
function requireIds(call: Call, given: Readonly<Record<string, string>>): void {
  for (const [what, text] of Object.entries(given)) {
    if (text.trim() !== '') continue;
    throw new PortFailure({
      operation: call.operation,
      code: 'internal',
      kind: 'invalid',
      message: `The request to Cloudflare has an empty ${what}.`,
      advice: 'Report this to the authors of tunnel-manager.',
      outcome: 'none',
    });
  }
}
