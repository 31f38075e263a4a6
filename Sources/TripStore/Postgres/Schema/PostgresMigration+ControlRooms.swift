// The fifth step of the schema: what control rooms look at.

extension PostgresMigration {
  /// Zones, and which offer came from a decision.
  static let controlRooms = PostgresMigration(
    number: 5, name: "zones, offers of decisions",
    sql: """
      CREATE TABLE zones (
        tenant text COLLATE "C" NOT NULL REFERENCES tenants (id),
        id text COLLATE "C" NOT NULL CHECK (length(id) BETWEEN 1 AND 64),
        version bigint NOT NULL CHECK (version > 0),
        updated_ms bigint NOT NULL,
        points bigint NOT NULL CHECK (points > 0),
        properties bytea NOT NULL,
        geometry bytea NOT NULL,
        PRIMARY KEY (tenant, id)
      );
      CREATE INDEX zones_points ON zones (tenant, id, points);
      SELECT geod_raise_wall('zones');
      GRANT SELECT, INSERT, UPDATE, DELETE ON zones TO geod_app;

      -- Null where a decision led to no offer.
      ALTER TABLE decisions ADD COLUMN offer uuid;
      ALTER TABLE decisions ADD COLUMN wave bigint CHECK (wave > 0);
      """)
}
