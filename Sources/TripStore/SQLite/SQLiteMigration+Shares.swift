// The third step of the schema: shares of bookings.

extension SQLiteMigration {
  /// Shares. They belong to an assignment and so to a booking, with which they go.
  static let shares = SQLiteMigration(
    number: 3, name: "shares",
    sql: """
      -- A hash belongs to one share of all tenants: who comes with a secret names no tenant.
      CREATE TABLE shares (
        tenant TEXT NOT NULL,
        id TEXT NOT NULL CHECK (length(id) = 36),
        hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
        booking TEXT NOT NULL,
        assignment_version INTEGER NOT NULL,
        created_ms INTEGER NOT NULL,
        created_by TEXT,
        expires_ms INTEGER NOT NULL CHECK (expires_ms > created_ms),
        ended_ms INTEGER,
        PRIMARY KEY (tenant, id),
        FOREIGN KEY (tenant, booking, assignment_version)
          REFERENCES assignments (tenant, booking, version) ON DELETE CASCADE
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX shares_live ON shares (tenant, expires_ms, id) WHERE ended_ms IS NULL;
      CREATE INDEX shares_booking ON shares (tenant, booking, assignment_version, id);
      CREATE TRIGGER shares_begin_with_a_live_assignment BEFORE INSERT ON shares
      WHEN NOT EXISTS (
        SELECT 1 FROM assignments WHERE tenant = NEW.tenant AND booking = NEW.booking
          AND version = NEW.assignment_version AND ended_ms IS NULL)
      BEGIN SELECT RAISE(ABORT, 'a share shows a live assignment'); END;
      CREATE TRIGGER shares_only_end BEFORE UPDATE ON shares
      WHEN OLD.ended_ms IS NOT NULL OR NEW.ended_ms IS NULL
        OR NEW.tenant <> OLD.tenant OR NEW.id <> OLD.id OR NEW.hash <> OLD.hash OR NEW.booking <> OLD.booking
        OR NEW.assignment_version <> OLD.assignment_version OR NEW.created_ms <> OLD.created_ms
        OR NEW.created_by IS NOT OLD.created_by OR NEW.expires_ms <> OLD.expires_ms
      BEGIN SELECT RAISE(ABORT, 'a share changes by its end alone'); END;
      CREATE TRIGGER shares_end_with_their_assignment AFTER UPDATE OF ended_ms ON assignments
      WHEN OLD.ended_ms IS NULL AND NEW.ended_ms IS NOT NULL
      BEGIN
        UPDATE shares SET ended_ms = NEW.ended_ms
        WHERE tenant = NEW.tenant AND booking = NEW.booking AND assignment_version = NEW.version
          AND ended_ms IS NULL;
      END;
      """)
}
