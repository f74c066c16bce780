import type Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openSqliteStore, type SqliteStore } from '../open-sqlite-store.ts';
import { aDirectory, type TestDirectory } from '../testing/a-directory.ts';
import { aCname, aLegacyDatabase, insertInto } from '../testing/a-legacy-database.ts';
import type { AdoptedTable, AdoptionReport } from './adoption-report.ts';

const NOW = Date.UTC(2026, 5, 1, 12);
const WHOLE = { limit: 500 };

describe('of a database of the first generation', () => {
  let directory: TestDirectory;
  let store: SqliteStore;
  let reports: AdoptionReport[];
  beforeEach(() => {
    directory = aDirectory();
    reports = [];
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await store.close();
    directory.remove();
  });

  async function adopt(fill: (db: Database.Database) => void, strict = false): Promise<SqliteStore> {
    const path = directory.file('state.db');
    aLegacyDatabase(path, fill, strict);
    let ids = 0;
    const newId = (): string => `id-${(ids += 1)}`;
    const onAdopted = (report: AdoptionReport): number => reports.push(report);
    const to = { vm: 'vm-1', tunnelId: 'tunnel-1', nowMs: NOW, newId, installationId: 'inst-1', onAdopted };
    store = await openSqliteStore({ path, adopt: to });
    return store;
  }

  const account = (table: string): AdoptedTable => {
    const found = reports[0]?.tables.find((one) => one.table === table);
    if (!found) throw new Error(`No account of ${table}`);
    expect(found.read).toBe(found.kept + found.collapsed + found.dropped);
    return found;
  };

  const reasons = (table: string): readonly string[] =>
    [...account(table).repairs, ...account(table).drops].map(({ reason, rows }) => `${reason} (${rows.join()})`);

  describe.each(['UTC', 'America/New_York', 'Europe/Berlin', 'Pacific/Apia', 'Australia/Lord_Howe'])(
    'in %s',
    (zone) => {
      it.each([
        ['2026-03-29 02:30:00', Date.UTC(2026, 2, 29, 2, 30)],
        ['2026-03-08 02:30:00', Date.UTC(2026, 2, 8, 2, 30)],
        ['2026-11-01 01:30:00', Date.UTC(2026, 10, 1, 1, 30)],
        ['2011-12-30 12:00:00', Date.UTC(2011, 11, 30, 12)],
        ['2024-02-29 23:59:59', Date.UTC(2024, 1, 29, 23, 59, 59)],
        ['2024-02-29T23:59:59.25Z', Date.UTC(2024, 1, 29, 23, 59, 59, 250)],
      ])('the time %s is UTC', async (timestamp, expected) => {
        vi.stubEnv('TZ', zone);
        await adopt((db) => insertInto(db, 'tunnel_health', { timestamp, status: 'up' }), true);
        expect((await store.latestHealth('vm-1'))?.checkedAt).toBe(expected);
        expect(reasons('tunnel_health')).toEqual([]);
      });
    },
  );

  it.each([null, '', 'yesterday', '2026-02-31 00:00:00', '2026-01-01', 1_700_000_000, Buffer.from([1, 2])])(
    'a time that is none (%s) is taken from the row before, and listed',
    async (timestamp) => {
      await adopt((db) => {
        insertInto(db, 'tunnel_health', { timestamp, status: 'down' });
        insertInto(db, 'tunnel_health', { timestamp: '2026-01-01 00:00:00', status: 'up', uptime_seconds: 1 });
        insertInto(db, 'tunnel_health', { timestamp, status: 'up', uptime_seconds: 2 });
      });
      expect(await store.latestHealth('vm-1')).toMatchObject({
        checkedAt: Date.UTC(2026, 0, 1) + 2,
        uptimeSeconds: 2,
      });
      expect(reasons('tunnel_health')).toContain('timestamp held no time: taken from what is around it (1,3)');
      expect(account('tunnel_health').kept).toBe(3);
    },
  );

  it('text is kept whole: only what cannot be stored is replaced, and listed', async () => {
    const odd = '😀 „quoted" \r\n e\u0301 שלום';
    await adopt((db) => {
      insertInto(db, 'audit_log', { action: odd, details: 'x'.repeat(200_000), success: 1, error_message: odd });
      insertInto(db, 'audit_log', { action: 'a\0b', success: 0, details: Buffer.from('bytes') });
    });
    const [second, first] = (await store.audit({}, WHOLE)).items;
    expect(first).toMatchObject({ action: 'legacy.recorded', errorMessage: odd, outcome: 'ok', requestId: 'legacy:1' });
    expect(JSON.parse(first?.details ?? '')).toEqual({ action: odd, details: 'x'.repeat(200_000) });
    expect(JSON.parse(second?.details ?? '')).toEqual({ action: 'a\uFFFDb', details: 'bytes' });
    expect(reasons('audit_log').filter((reason) => reason.includes('no text'))).toEqual([
      'action held no text, or characters that cannot be stored (2)',
      'details held no text, or characters that cannot be stored (2)',
    ]);
  });

  it('audit entries keep their order where the clock went back, and get ids of their own', async () => {
    await adopt((db) => {
      for (const second of ['09', '01', '01', '10']) {
        insertInto(db, 'audit_log', { timestamp: `2026-01-01 00:00:${second}`, action: second, success: 'maybe' });
      }
    });
    const entries = (await store.audit({}, WHOLE)).items.toReversed();
    const nine = Date.UTC(2026, 0, 1, 0, 0, 9) * 1000;
    expect(entries.map(({ id }) => id)).toEqual([nine, nine + 1, nine + 2, nine + 1_000_000]);
    expect(entries.map(({ requestId }) => requestId)).toEqual(['legacy:1', 'legacy:2', 'legacy:3', 'legacy:4']);
    expect(reasons('audit_log')).toEqual(["success held none of its words and is now 'failed' (1,2,3,4)"]);
  });

  it('hostnames keep their name, origin and record, whatever else is missing', async () => {
    await adopt((db) => {
      insertInto(db, 'cnames', aCname({ full_hostname: 'App.Example.COM', domain: 'Example.com', target_port: null }));
      insertInto(
        db,
        'cnames',
        aCname({ full_hostname: '*.bücher.example', domain: 'bücher.example', created_by: null }),
      );
      insertInto(
        db,
        'cnames',
        aCname({ full_hostname: 'c.example.com', target_port: 99_999, target_type: 'constructor', project_name: null }),
      );
      insertInto(db, 'cnames', aCname({ full_hostname: 'app.example.com' }));
      insertInto(db, 'cnames', aCname({ full_hostname: 'app.example.org' }));
      insertInto(db, 'cnames', aCname({ full_hostname: null }));
    });
    const { items } = await store.hostnames({}, WHOLE);
    expect(items).toMatchObject([
      { hostname: '*.xn--bcher-kva.example', recordId: null, createdBy: 'legacy' },
      { hostname: 'app.example.com', recordId: 'record-1', port: 3105 },
      { hostname: 'c.example.com', recordId: null, port: 0, targetType: 'external', project: 'unknown' },
    ]);
    expect((await store.domains()).map(({ zoneId, status }) => [zoneId, status])).toEqual([
      ['unknown:example.com', 'pending'],
      ['unknown:xn--bcher-kva.example', 'pending'],
    ]);
    expect(account('cnames')).toMatchObject({
      kept: 3,
      drops: [
        { reason: 'another row has its full name', rows: [4] },
        { reason: 'its full name is not in its domain', rows: [5, 6] },
      ],
    });
    expect(reasons('cnames')).toEqual(
      expect.arrayContaining([
        'its domain was not recorded: added, until the zones are refreshed (1,2)',
        'its DNS record is none or that of another name: unknown (2,3)',
        'target_port held no port and is now 0 (3)',
        "target_type held none of its words and is now 'external' (3)",
      ]),
    );
  });

  it('a domain of an unknown zone takes the true one when the zones are refreshed', async () => {
    await adopt((db) => {
      insertInto(db, 'domains', { domain: 'example.com', zone_id: 'zone-1' });
      insertInto(db, 'domains', { domain: 'example.org', zone_id: 'zone-1' });
      insertInto(db, 'domains', { domain: 'EXAMPLE.org', zone_id: 'zone-2' });
      insertInto(db, 'domains', { domain: null, zone_id: 'zone-3' });
      insertInto(db, 'cnames', aCname({ full_hostname: 'app.example.org', domain: 'example.org' }));
    });
    expect(account('domains')).toMatchObject({ read: 4, kept: 2, collapsed: 1, dropped: 1 });
    const known = (await store.domains()).find(({ domain }) => domain === 'example.org');
    if (!known) throw new Error('No example.org');
    await store.commit([{ kind: 'domain-seen', domain: { ...known, zoneId: 'zone-org', status: 'active' } }]);
    expect((await store.domains())[1]).toMatchObject({ domain: 'example.org', zoneId: 'zone-org', status: 'active' });
    expect(await store.hostname('app.example.org')).not.toBeNull();
  });

  it('containers keep what is right of their ports and networks; the rest is listed', async () => {
    await adopt((db) => {
      insertInto(db, 'docker_networks', {
        network_name: 'old',
        network_id: 'network-1',
        last_seen: '2026-01-01 00:00:00',
      });
      insertInto(db, 'docker_networks', {
        network_name: 'new',
        network_id: 'network-1',
        last_seen: '2026-01-02 00:00:00',
      });
      insertInto(db, 'docker_networks', { network_name: 'lost', network_id: null });
      insertInto(db, 'docker_containers', { container_name: 'web', container_id: 'container-1', status: 'running' });
      for (const network of [1, 2, 3, 9])
        insertInto(db, 'container_networks', { container_id: 1, network_id: network });
      for (const [internal, host, protocol] of [
        [80, 3000, null],
        [80, 3000, 'tcp'],
        [80, 3000, 'udp'],
        [80, 70_000, 'tcp'],
        [0, 1, 'tcp'],
        ['http', 1, 'tcp'],
      ]) {
        insertInto(db, 'container_ports', { container_id: 1, internal_port: internal, host_port: host, protocol });
      }
      insertInto(db, 'container_ports', { container_id: 9, internal_port: 80 });
    });
    expect(await store.topology('vm-1')).toMatchObject({
      networks: [{ networkId: 'network-1', name: 'new' }],
      containers: [
        {
          networks: [{ networkId: 'network-1', ipAddress: '', aliases: [] }],
          ports: [
            { internalPort: 80, protocol: 'tcp', hostPort: 0 },
            { internalPort: 80, protocol: 'tcp', hostPort: 3000 },
            { internalPort: 80, protocol: 'udp', hostPort: 3000 },
          ],
        },
      ],
    });
    expect(account('docker_networks')).toMatchObject({ read: 3, kept: 1, collapsed: 1, dropped: 1 });
    expect(account('container_networks')).toMatchObject({ read: 4, kept: 1, collapsed: 1, dropped: 2 });
    expect(account('container_ports')).toMatchObject({
      read: 7,
      kept: 3,
      collapsed: 1,
      dropped: 3,
      drops: [
        { reason: 'internal_port is no port', rows: [5, 6] },
        { reason: 'its container is not recorded', rows: [7] },
      ],
    });
  });

  it('nothing at all is no trouble', async () => {
    await adopt(() => undefined, true);
    expect(reports[0]?.tables.map(({ read }) => read)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(await store.topology('vm-1')).toBeNull();
    expect(await store.installation()).toEqual({ id: 'inst-1', foundedAt: NOW });
  });
});
