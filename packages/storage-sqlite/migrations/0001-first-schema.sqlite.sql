-- Times are epoch milliseconds and ids are made by the program; the database generates neither.
-- Only functions of SQLite 3.40 are used, so that the sqlite3 of a stable distribution can open the file.

CREATE TABLE schema_migrations (
  version INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL
) STRICT;

-- One row: a database belongs to one installation, whose id marks the DNS records that it made.
CREATE TABLE installation (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  id TEXT NOT NULL,
  founded_at INTEGER NOT NULL,
  -- Retention moves this forward, and only audit entries that are older may be deleted.
  audit_kept_from INTEGER NOT NULL
) STRICT;

-- vm_no stands for the VM in rows that are written every thirty seconds.
CREATE TABLE vms (
  vm_no INTEGER PRIMARY KEY CHECK (vm_no > 0),
  vm TEXT NOT NULL UNIQUE,
  registered_at INTEGER NOT NULL
) STRICT;

-- Every committed list of changes. AUTOINCREMENT, because a position must never be used a second time.
CREATE TABLE change_log (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  changes TEXT NOT NULL
) STRICT;

CREATE TABLE domains (
  domain TEXT PRIMARY KEY NOT NULL,
  zone_id TEXT NOT NULL UNIQUE,
  status TEXT NOT NULL CHECK (status IN ('active', 'paused', 'pending')),
  discovered_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  removed_at INTEGER
) STRICT;

-- One row per VM for a whole look at its containers: what did not change is not written again.
CREATE TABLE docker_observations (
  vm TEXT PRIMARY KEY NOT NULL REFERENCES vms (vm),
  observed_at INTEGER NOT NULL,
  -- 1 when Docker could not be asked since then.
  stale INTEGER NOT NULL CHECK (stale IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE docker_networks (
  vm TEXT NOT NULL,
  network_id TEXT NOT NULL,
  -- Not unique: Docker allows two networks of one name.
  name TEXT NOT NULL,
  driver TEXT NOT NULL,
  internal INTEGER NOT NULL CHECK (internal IN (0, 1)),
  first_seen_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (vm, network_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE docker_containers (
  vm TEXT NOT NULL,
  container_id TEXT NOT NULL,
  name TEXT NOT NULL,
  image TEXT NOT NULL,
  state TEXT NOT NULL
    CHECK (state IN ('created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead')),
  project_name TEXT,
  network_mode TEXT NOT NULL,
  first_seen_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (vm, container_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE container_networks (
  vm TEXT NOT NULL,
  container_id TEXT NOT NULL,
  network_id TEXT NOT NULL,
  ip_address TEXT NOT NULL,
  -- A JSON array, sorted.
  aliases TEXT NOT NULL,
  PRIMARY KEY (vm, container_id, network_id),
  FOREIGN KEY (vm, container_id) REFERENCES docker_containers ON DELETE CASCADE,
  FOREIGN KEY (vm, network_id) REFERENCES docker_networks ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Without it the end of a network would have to look at every membership.
CREATE INDEX container_networks_by_network ON container_networks (vm, network_id);

-- A port that is exposed but not published has host_ip '' and host_port 0.
CREATE TABLE container_ports (
  vm TEXT NOT NULL,
  container_id TEXT NOT NULL,
  internal_port INTEGER NOT NULL CHECK (internal_port BETWEEN 1 AND 65535),
  protocol TEXT NOT NULL CHECK (protocol IN ('tcp', 'udp', 'sctp')),
  host_ip TEXT NOT NULL,
  host_port INTEGER NOT NULL CHECK (host_port BETWEEN 0 AND 65535),
  PRIMARY KEY (vm, container_id, internal_port, protocol, host_ip, host_port),
  FOREIGN KEY (vm, container_id) REFERENCES docker_containers ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- full_hostname is the key that callers race for; '@' as subdomain is the zone's own name.
CREATE TABLE cnames (
  id TEXT PRIMARY KEY NOT NULL,
  subdomain TEXT NOT NULL,
  domain TEXT NOT NULL REFERENCES domains ON DELETE RESTRICT,
  full_hostname TEXT NOT NULL UNIQUE,
  target_service TEXT NOT NULL,
  target_type TEXT NOT NULL CHECK (target_type IN ('localhost', 'container', 'external')),
  target_port INTEGER NOT NULL CHECK (target_port BETWEEN 0 AND 65535),
  container_name TEXT,
  docker_network TEXT,
  project_name TEXT NOT NULL,
  vm TEXT NOT NULL,
  tunnel_id TEXT NOT NULL,
  cloudflare_record_id TEXT UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('pending', 'active', 'releasing')),
  version INTEGER NOT NULL CHECK (version > 0),
  expires_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  CHECK (full_hostname = CASE subdomain WHEN '@' THEN domain ELSE subdomain || '.' || domain END)
) STRICT;

CREATE INDEX cnames_by_project ON cnames (project_name, full_hostname);
CREATE INDEX cnames_by_domain ON cnames (domain, full_hostname);
-- Nearly empty at all times: settling looks here every few seconds.
CREATE INDEX cnames_unsettled ON cnames (vm, updated_at, id) WHERE state <> 'active' OR expires_at IS NOT NULL;

-- The most numerous rows: no second index and no surrogate key, which would double their size.
CREATE TABLE tunnel_health (
  vm_no INTEGER NOT NULL REFERENCES vms,
  checked_at INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('up', 'degraded', 'down', 'restarting', 'unknown')),
  uptime_seconds INTEGER NOT NULL,
  restart_count INTEGER NOT NULL,
  edge_connections INTEGER NOT NULL,
  last_error TEXT,
  PRIMARY KEY (vm_no, checked_at)
) STRICT, WITHOUT ROWID;

-- Actions are not enumerated here: every capability adds some, and the program's type is the closed list.
CREATE TABLE audit_log (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  action TEXT NOT NULL,
  actor TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('admin', 'project')),
  project_name TEXT,
  request_id TEXT NOT NULL,
  hostname TEXT,
  details TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'refused', 'failed')),
  error_code TEXT,
  error_message TEXT,
  duration_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX audit_log_by_project ON audit_log (project_name, id);

CREATE TRIGGER audit_log_never_updated BEFORE UPDATE ON audit_log
BEGIN
  SELECT RAISE(ABORT, 'audit_log is append-only');
END;

CREATE TRIGGER audit_log_deleted_by_retention_only BEFORE DELETE ON audit_log
WHEN NOT EXISTS (SELECT 1 FROM installation WHERE old.at < audit_kept_from)
BEGIN
  SELECT RAISE(ABORT, 'audit_log is append-only');
END;

CREATE VIEW v_hostnames AS
SELECT full_hostname, project_name, state, target_service, target_type, container_name, docker_network, vm, tunnel_id,
  cloudflare_record_id, version, created_by, reason,
  strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1000.0, 'unixepoch') AS created,
  strftime('%Y-%m-%dT%H:%M:%fZ', updated_at / 1000.0, 'unixepoch') AS updated,
  strftime('%Y-%m-%dT%H:%M:%fZ', expires_at / 1000.0, 'unixepoch') AS expires
FROM cnames;

CREATE VIEW v_health AS
SELECT vms.vm, strftime('%Y-%m-%dT%H:%M:%fZ', checked_at / 1000.0, 'unixepoch') AS checked,
  status, uptime_seconds, restart_count, edge_connections, last_error
FROM tunnel_health JOIN vms USING (vm_no);

CREATE VIEW v_audit AS
SELECT id, strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch') AS at, action, actor, role, project_name,
  request_id, hostname, outcome, error_code, error_message, duration_ms, details
FROM audit_log;
