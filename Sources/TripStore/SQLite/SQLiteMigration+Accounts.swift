// The first step of the schema: tenants and what is kept per tenant.

extension SQLiteMigration {
  /// Tenants, settings, technicians, position snapshots and audit.
  static let accounts = SQLiteMigration(
    number: 1, name: "tenants, settings, technicians, positions, audit",
    sql: """
      -- `revision` numbers every change within the tenant: versions of technicians, audit rows.
      CREATE TABLE tenants (
        id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
        name_ar TEXT NOT NULL,
        name_en TEXT NOT NULL,
        time_zone TEXT NOT NULL,
        created_ms INTEGER NOT NULL,
        revision INTEGER NOT NULL DEFAULT 0 CHECK (revision >= 0)
      ) STRICT, WITHOUT ROWID;

      -- Tables with documents keep their row numbers: WITHOUT ROWID is for short rows.
      CREATE TABLE settings (
        tenant TEXT PRIMARY KEY REFERENCES tenants (id),
        version INTEGER NOT NULL CHECK (version > 0),
        document BLOB NOT NULL,
        updated_ms INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE technicians (
        tenant TEXT NOT NULL REFERENCES tenants (id),
        id TEXT NOT NULL CHECK (length(id) BETWEEN 1 AND 64),
        version INTEGER NOT NULL CHECK (version > 0),
        profile BLOB NOT NULL,
        updated_ms INTEGER NOT NULL,
        PRIMARY KEY (tenant, id)
      ) STRICT;

      CREATE TABLE position_snapshots (
        tenant TEXT PRIMARY KEY REFERENCES tenants (id),
        taken_ms INTEGER NOT NULL,
        payload BLOB NOT NULL,
        checksum INTEGER NOT NULL
      ) STRICT;

      -- Short rows that are appended and read in the order of their key.
      CREATE TABLE audit (
        tenant TEXT NOT NULL REFERENCES tenants (id),
        sequence INTEGER NOT NULL,
        at_ms INTEGER NOT NULL,
        actor TEXT NOT NULL,
        reason TEXT NOT NULL,
        action TEXT NOT NULL,
        target TEXT NOT NULL,
        old_version INTEGER,
        new_version INTEGER,
        detail BLOB NOT NULL,
        PRIMARY KEY (tenant, sequence)
      ) STRICT, WITHOUT ROWID;
      """)
}
