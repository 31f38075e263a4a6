// All statements of the embedded store. Except for those of the operator (listing tenants) and of transactions, each
// names the tenant as its first value; a test holds that.

/// A statement that is prepared once per connection. The raw value is its SQL.
enum SQLiteQuery: String, CaseIterable {
  // Transactions; a part is a savepoint.
  case begin = "BEGIN IMMEDIATE"
  case commit = "COMMIT"
  case rollback = "ROLLBACK"
  case beginPart = "SAVEPOINT part"
  case commitPart = "RELEASE part"
  case rollbackPart = "ROLLBACK TO part"

  // Tenants
  case addTenant = """
    INSERT INTO tenants (id, name_ar, name_en, time_zone, created_ms) VALUES (?1, ?2, ?3, ?4, ?5)
    """
  case tenant = "SELECT id, name_ar, name_en, time_zone, created_ms FROM tenants WHERE id = ?1"
  case tenants = "SELECT id, name_ar, name_en, time_zone, created_ms FROM tenants ORDER BY id"
  case hasTenant = "SELECT 1 FROM tenants WHERE id = ?1"
  case nextRevision = """
    UPDATE tenants SET revision = revision + ?2 WHERE id = ?1 RETURNING revision
    """

  // Settings
  case settings = "SELECT version, document, updated_ms FROM settings WHERE tenant = ?1"
  case settingsVersion = "SELECT version FROM settings WHERE tenant = ?1"
  case putSettings = """
    INSERT INTO settings (tenant, version, document, updated_ms) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (tenant) DO UPDATE SET
      version = excluded.version, document = excluded.document, updated_ms = excluded.updated_ms
    """

  // Technicians
  case technician = """
    SELECT id, version, profile, updated_ms FROM technicians WHERE tenant = ?1 AND id = ?2
    """
  case technicianVersion = "SELECT version FROM technicians WHERE tenant = ?1 AND id = ?2"
  case technicians = """
    SELECT id, version, profile, updated_ms FROM technicians WHERE tenant = ?1 ORDER BY id
    """
  case putTechnician = """
    INSERT INTO technicians (tenant, id, version, profile, updated_ms) VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (tenant, id) DO UPDATE SET
      version = excluded.version, profile = excluded.profile, updated_ms = excluded.updated_ms
    """
  case deleteTechnician = "DELETE FROM technicians WHERE tenant = ?1 AND id = ?2"

  // Position snapshots
  case positions = """
    SELECT taken_ms, payload, checksum FROM position_snapshots WHERE tenant = ?1
    """
  case savePositions = """
    INSERT INTO position_snapshots (tenant, taken_ms, payload, checksum) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (tenant) DO UPDATE SET
      taken_ms = excluded.taken_ms, payload = excluded.payload, checksum = excluded.checksum
    """

  // Audit
  case appendAudit = """
    INSERT INTO audit
      (tenant, sequence, at_ms, actor, reason, action, target, old_version, new_version, detail)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
    """
  case audit = """
    SELECT sequence, at_ms, actor, reason, action, target, old_version, new_version, detail
    FROM audit WHERE tenant = ?1 AND sequence < ?2 ORDER BY sequence DESC LIMIT ?3
    """
}
