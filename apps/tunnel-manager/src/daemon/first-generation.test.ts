import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Secret } from '@tunnel-manager/adapters-host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compose, type Composition } from '../composition-root.ts';
import { parseConfig } from '../config/load-config.ts';
import { fakeFront } from '../testing/fake-front.ts';

const TABLES: Readonly<Record<string, string>> = {
  cnames:
    'id, subdomain, domain, full_hostname, target_service, target_port, target_type, container_name, docker_network, ' +
    'project_name, cloudflare_record_id, created_at, created_by',
  tunnel_health: 'id, timestamp, status, uptime_seconds, restart_count, last_error',
  domains: 'id, domain, zone_id, discovered_at, last_seen',
  docker_networks: 'id, network_name, network_id, driver, created_at, last_seen',
  docker_containers: 'id, container_name, container_id, image, status, project_name, last_seen',
  container_networks: 'container_id, network_id, ip_address',
  container_ports: 'id, container_id, internal_port, host_port, protocol',
  audit_log: 'id, timestamp, action, project_name, details, success, error_message',
};

let directory = '';
let path = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'first-generation-'));
  path = join(directory, 'tunnel-manager.db');
  const db = new DatabaseSync(path);
  for (const [table, columns] of Object.entries(TABLES)) db.exec(`CREATE TABLE ${table} (${columns})`);
  db.exec(
    `INSERT INTO domains VALUES (1, 'example.com', '${'a'.repeat(32)}', '2025-01-01 00:00:00', '2025-01-01 00:00:00')`,
  );
  db.exec(`INSERT INTO cnames VALUES (1, 'app', 'example.com', 'app.example.com', 'http://localhost:3105', 3105,
    'localhost', NULL, NULL, 'demo', '${'b'.repeat(32)}', '2025-01-01 00:00:00', 'somebody')`);
  db.close();
});
afterEach(() => rmSync(directory, { recursive: true }));

function open(adoptsLegacy: boolean) {
  const { log, logged } = fakeFront();
  const document = {
    storage: { sqlite: { path } },
    cloudflare: { apiToken: 'env:X', accountId: '0'.repeat(32), tunnelId: '00000000-0000-0000-0000-000000000000' },
    docker: { enabled: false },
    projects: { demo: {} },
  };
  const config = parseConfig(JSON.stringify(document), {}, 'test');
  const opening: Promise<Composition> = compose({ config, apiToken: new Secret('token'), log, adoptsLegacy });
  return { opening, logged };
}

describe('a database of the first generation', () => {
  it('is converted by the daemon, which keeps its hostnames and tells the log in numbers', async () => {
    const { opening, logged } = open(true);
    const { core, close } = await opening;
    const demo = core.as({ role: 'project', project: 'demo', actor: 'demo', requestId: 'r-1' });
    const listed = await demo.hostnames({}, {});
    await close();
    expect(listed).toMatchObject({ value: { items: [{ hostname: 'app.example.com', port: 3105 }] } });
    expect(logged.map(({ facts }) => facts)).toContainEqual(
      expect.objectContaining({ table: 'cnames', read: 1, kept: 1, dropped: 0 }),
    );
    expect(JSON.stringify(logged)).not.toMatch(/app\.example\.com|somebody/);
  });

  it('is refused, untouched, where nobody asked for that', async () => {
    const before = readFileSync(path);
    await expect(open(false).opening).rejects.toMatchObject({ code: 'database-legacy' });
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});
