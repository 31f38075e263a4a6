// Statements on tenants and what is kept per tenant. Each names the tenant as its first value; a test holds that.

extension PostgresQuery {
  /// All statements of this file, for the test of the rule above.
  static let onAccounts = [
    addTenant, tenant, tenantIDs, hasTenant, lockTenant, nextRevision, settings, settingsVersion, putSettings,
    technician, technicianVersion, technicians, putTechnician, deleteTechnician, positions, savePositions,
    appendAudit, audit, zone, zones, zoneStandings, otherZones, putZone, deleteZone,
  ]

  // Tenants
  static let addTenant = PostgresQuery(
    "add_tenant",
    "INSERT INTO tenants (id, name_ar, name_en, time_zone, created_ms) VALUES ($1, $2, $3, $4, $5)")
  static let tenant = PostgresQuery(
    "tenant", "SELECT id, name_ar, name_en, time_zone, created_ms FROM tenants WHERE id = $1")
  /// Over all tenants, by a function of the owner that tells nothing else.
  static let tenantIDs = PostgresQuery("tenant_ids", "SELECT * FROM geod_tenant_ids()")
  static let hasTenant = PostgresQuery("has_tenant", "SELECT 1 / count(*) FROM tenants WHERE id = $1")
  /// Whoever writes for a tenant holds its row first: writers of one tenant go one after the other, as they do in
  /// SQLite, so that they neither meet in a deadlock nor miss what another one is about to write.
  static let lockTenant = PostgresQuery(
    "lock_tenant",
    "SELECT 1 / count(*) FROM (SELECT FROM tenants WHERE id = $1 FOR NO KEY UPDATE) AS locked")
  static let nextRevision = PostgresQuery(
    "next_revision",
    """
    WITH changed AS (UPDATE tenants SET revision = revision + $2 WHERE id = $1 RETURNING revision)
    SELECT max(revision), 1 / count(*) FROM changed
    """)

  // Settings
  static let settings = PostgresQuery(
    "settings", "SELECT version, document, updated_ms FROM settings WHERE tenant = $1")
  static let settingsVersion = PostgresQuery(
    "settings_version", "SELECT version FROM settings WHERE tenant = $1")
  static let putSettings = PostgresQuery(
    "put_settings",
    """
    INSERT INTO settings (tenant, version, document, updated_ms) VALUES ($1, $2, $3, $4)
    ON CONFLICT (tenant) DO UPDATE SET
      version = excluded.version, document = excluded.document, updated_ms = excluded.updated_ms
    """)

  // Technicians
  static let technician = PostgresQuery(
    "technician", "SELECT id, version, profile, updated_ms FROM technicians WHERE tenant = $1 AND id = $2")
  static let technicianVersion = PostgresQuery(
    "technician_version", "SELECT version FROM technicians WHERE tenant = $1 AND id = $2")
  static let technicians = PostgresQuery(
    "technicians", "SELECT id, version, profile, updated_ms FROM technicians WHERE tenant = $1 ORDER BY id",
    isStreamed: true)
  static let putTechnician = PostgresQuery(
    "put_technician",
    """
    INSERT INTO technicians (tenant, id, version, profile, updated_ms) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (tenant, id) DO UPDATE SET
      version = excluded.version, profile = excluded.profile, updated_ms = excluded.updated_ms
    """)
  static let deleteTechnician = PostgresQuery(
    "delete_technician", "DELETE FROM technicians WHERE tenant = $1 AND id = $2")

  // Position snapshots
  static let positions = PostgresQuery(
    "positions", "SELECT taken_ms, payload, checksum FROM position_snapshots WHERE tenant = $1")
  static let savePositions = PostgresQuery(
    "save_positions",
    """
    INSERT INTO position_snapshots (tenant, taken_ms, payload, checksum) VALUES ($1, $2, $3, $4)
    ON CONFLICT (tenant) DO UPDATE SET
      taken_ms = excluded.taken_ms, payload = excluded.payload, checksum = excluded.checksum
    """)

  // Audit
  /// Takes its number from the tenant's revision by itself.
  static let appendAudit = PostgresQuery(
    "append_audit",
    """
    WITH next AS (UPDATE tenants SET revision = revision + 1 WHERE id = $1 RETURNING revision),
    added AS (
      INSERT INTO audit
        (tenant, sequence, at_ms, actor, reason, action, target, old_version, new_version, detail)
      SELECT $1, revision, $2, $3, $4, $5, $6, $7, $8, $9 FROM next RETURNING sequence)
    SELECT max(sequence), 1 / count(*) FROM added
    """)
  static let audit = PostgresQuery(
    "audit",
    """
    SELECT sequence, at_ms, actor, reason, action, target, old_version, new_version, detail
    FROM audit WHERE tenant = $1 AND sequence < $2 ORDER BY sequence DESC LIMIT $3
    """)

  // Zones
  static let zone = PostgresQuery(
    "zone",
    "SELECT id, version, updated_ms, points, properties, geometry FROM zones WHERE tenant = $1 AND id = $2")
  static let zones = PostgresQuery(
    "zones",
    "SELECT id, version, updated_ms, points, properties, geometry FROM zones WHERE tenant = $1 ORDER BY id")
  static let zoneStandings = PostgresQuery(
    "zone_standings", "SELECT id, version, points FROM zones WHERE tenant = $1 ORDER BY id")
  static let otherZones = PostgresQuery(
    "other_zones",
    "SELECT count(*), coalesce(sum(points), 0)::bigint FROM zones WHERE tenant = $1 AND id <> $2")
  static let putZone = PostgresQuery(
    "put_zone",
    """
    INSERT INTO zones (tenant, id, version, updated_ms, points, properties, geometry)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (tenant, id) DO UPDATE SET
      version = excluded.version, updated_ms = excluded.updated_ms, points = excluded.points,
      properties = excluded.properties, geometry = excluded.geometry
    """)
  static let deleteZone = PostgresQuery("delete_zone", "DELETE FROM zones WHERE tenant = $1 AND id = $2")
}
