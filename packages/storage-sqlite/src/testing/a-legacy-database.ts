import Database from 'better-sqlite3';

/**
 * A database of the first generation. `strict: false` makes the same columns without their constraints, as a table
 * that was restored by hand has them.
 */
export function aLegacyDatabase(path: string, fill: (db: Database.Database) => void, strict = true): void {
  const db = new Database(path);
  db.exec(strict ? SCHEMA : SCHEMA.replaceAll(CONSTRAINTS, ''));
  db.transaction(() => fill(db))();
  db.close();
}

const CONSTRAINTS = /,? (UNIQUE \([^)]*\)|NOT NULL|UNIQUE|CHECK \([^)]*\)\)|REFERENCES \w+ \(id\) ON DELETE CASCADE)/g;

const SCHEMA = `
CREATE TABLE cnames (id INTEGER PRIMARY KEY AUTOINCREMENT, subdomain TEXT NOT NULL, domain TEXT NOT NULL,
  full_hostname TEXT NOT NULL, target_service TEXT NOT NULL, target_port INTEGER,
  target_type TEXT NOT NULL CHECK (target_type IN ('localhost', 'container', 'external')),
  container_name TEXT, docker_network TEXT, project_name TEXT NOT NULL, cloudflare_record_id TEXT NOT NULL,
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, created_by TEXT, UNIQUE (subdomain, domain));
CREATE TABLE tunnel_health (id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  status TEXT NOT NULL CHECK (status IN ('up', 'down', 'restarting')), uptime_seconds INTEGER, restart_count INTEGER,
  last_error TEXT);
CREATE TABLE domains (id INTEGER PRIMARY KEY AUTOINCREMENT, domain TEXT UNIQUE NOT NULL, zone_id TEXT NOT NULL,
  discovered_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, last_seen TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE docker_networks (id INTEGER PRIMARY KEY AUTOINCREMENT, network_name TEXT UNIQUE NOT NULL,
  network_id TEXT NOT NULL, driver TEXT, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  last_seen TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE docker_containers (id INTEGER PRIMARY KEY AUTOINCREMENT, container_name TEXT NOT NULL,
  container_id TEXT UNIQUE NOT NULL, image TEXT, status TEXT CHECK (status IN ('running', 'stopped', 'paused')),
  project_name TEXT, last_seen TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE container_networks (container_id INTEGER NOT NULL REFERENCES docker_containers (id) ON DELETE CASCADE,
  network_id INTEGER NOT NULL REFERENCES docker_networks (id) ON DELETE CASCADE, ip_address TEXT,
  PRIMARY KEY (container_id, network_id));
CREATE TABLE container_ports (id INTEGER PRIMARY KEY AUTOINCREMENT,
  container_id INTEGER NOT NULL REFERENCES docker_containers (id) ON DELETE CASCADE,
  internal_port INTEGER NOT NULL, host_port INTEGER, protocol TEXT DEFAULT 'tcp');
CREATE TABLE audit_log (id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  action TEXT NOT NULL, project_name TEXT, details TEXT, success BOOLEAN NOT NULL, error_message TEXT);
CREATE INDEX idx_cnames_project ON cnames (project_name);
CREATE INDEX idx_tunnel_health_timestamp ON tunnel_health (timestamp);
CREATE INDEX idx_container_ports_host ON container_ports (host_port);
CREATE INDEX idx_audit_log_timestamp ON audit_log (timestamp);
`;

/** Inserts a row by its columns. */
export function insertInto(db: Database.Database, table: string, row: Readonly<Record<string, unknown>>): void {
  const columns = Object.keys(row);
  db.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`).run(
    ...Object.values(row),
  );
}

/** A hostname as the first generation wrote it; each test changes what it is about. */
export const aCname = (difference: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  subdomain: 'app',
  domain: 'example.com',
  full_hostname: 'app.example.com',
  target_service: 'http://localhost:3105',
  target_port: 3105,
  target_type: 'localhost',
  container_name: null,
  docker_network: null,
  project_name: 'consilio',
  cloudflare_record_id: 'record-1',
  created_at: '2026-01-02 03:04:05',
  created_by: 'somebody',
  ...difference,
});

/** A database of a host that ran for long: what is in it is what its tests count. */
export function fillAsUsed(db: Database.Database): void {
  insertInto(db, 'domains', { domain: 'example.com', zone_id: 'zone-com', discovered_at: '2026-01-01 00:00:00' });
  insertInto(db, 'cnames', aCname());
  insertInto(db, 'cnames', aCname({ subdomain: '@', full_hostname: 'example.com', cloudflare_record_id: 'record-2' }));
  for (const [n, status] of ['running', 'stopped', 'paused', null].entries()) {
    const name = `consilio-web-${n}`;
    insertInto(db, 'docker_containers', { container_name: name, container_id: `container-${n}`, status });
  }
  insertInto(db, 'docker_networks', { network_name: 'consilio_default', network_id: 'network-1', driver: 'bridge' });
  for (const container of [1, 2]) {
    insertInto(db, 'container_networks', { container_id: container, network_id: 1, ip_address: '192.0.2.7' });
  }
  const port = db.prepare('INSERT INTO container_ports (container_id, internal_port, host_port) VALUES (?, ?, ?)');
  for (let n = 0; n < 65_000; n += 1) port.run(1 + (n % 4), 80 + (n % 9), n % 4 === 0 ? null : 3000 + (n % 9));
  const sample = db.prepare(`INSERT INTO tunnel_health (timestamp, status, uptime_seconds, restart_count)
    VALUES (datetime(1700000000 + ?, 'unixepoch'), ?, ?, 1)`);
  for (let n = 0; n < 5000; n += 1) sample.run(Math.floor(n / 3) * 30, ['up', 'down', 'restarting'][n % 3], n);
  for (let n = 0; n < 200; n += 1) {
    insertInto(db, 'audit_log', { action: `ACTION_${n}`, success: n % 2, timestamp: '2026-01-02 03:04:05' });
  }
}
