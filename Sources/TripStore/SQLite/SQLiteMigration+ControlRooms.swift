// The fifth step of the schema: what control rooms look at.

extension SQLiteMigration {
  /// Zones, and which offer came from a decision.
  static let controlRooms = SQLiteMigration(
    number: 5, name: "zones, offers of decisions",
    sql: """
      CREATE TABLE zones (
        tenant TEXT NOT NULL REFERENCES tenants (id),
        id TEXT NOT NULL CHECK (length(id) BETWEEN 1 AND 64),
        version INTEGER NOT NULL CHECK (version > 0),
        updated_ms INTEGER NOT NULL,
        points INTEGER NOT NULL CHECK (points > 0),
        properties BLOB NOT NULL,
        geometry BLOB NOT NULL,
        PRIMARY KEY (tenant, id)
      ) STRICT;
      CREATE INDEX zones_points ON zones (tenant, id, points);

      -- Null in rows that are older.
      ALTER TABLE decisions ADD COLUMN offer TEXT CHECK (length(offer) = 36);
      ALTER TABLE decisions ADD COLUMN wave INTEGER CHECK (wave > 0);
      """)
}
