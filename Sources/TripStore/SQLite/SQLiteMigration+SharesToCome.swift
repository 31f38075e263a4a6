// The fourth step of the schema: a share may be made for an assignment to come.

extension SQLiteMigration {
  /// Shares name an assignment that need not be there yet, so they belong to the booking itself. The table is made anew,
  /// because the reference to assignments was part of it.
  static let sharesToCome = SQLiteMigration(
    number: 4, name: "shares of assignments to come",
    sql: """
      CREATE TABLE shares_next (
        tenant TEXT NOT NULL,
        id TEXT NOT NULL CHECK (length(id) = 36),
        hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
        booking TEXT NOT NULL,
        assignment_version INTEGER NOT NULL CHECK (assignment_version > 0),
        created_ms INTEGER NOT NULL,
        created_by TEXT,
        expires_ms INTEGER NOT NULL CHECK (expires_ms > created_ms),
        ended_ms INTEGER,
        PRIMARY KEY (tenant, id),
        FOREIGN KEY (tenant, booking) REFERENCES bookings (tenant, id) ON DELETE CASCADE
      ) STRICT, WITHOUT ROWID;
      INSERT INTO shares_next SELECT tenant, id, hash, booking, assignment_version, created_ms, created_by,
        expires_ms, ended_ms FROM shares;
      DROP TRIGGER shares_end_with_their_assignment;
      DROP TABLE shares;
      ALTER TABLE shares_next RENAME TO shares;
      CREATE INDEX shares_live ON shares (tenant, expires_ms, id) WHERE ended_ms IS NULL;
      CREATE INDEX shares_booking ON shares (tenant, booking, assignment_version, id);
      -- The live assignment; while nobody has the booking, the next one.
      CREATE TRIGGER shares_begin_before_their_end BEFORE INSERT ON shares
      WHEN NEW.assignment_version IS NOT (
        SELECT coalesce(
          (SELECT version FROM assignments WHERE tenant = NEW.tenant AND booking = NEW.booking
            AND ended_ms IS NULL),
          (SELECT 1 + coalesce(max(version), 0) FROM assignments
            WHERE tenant = NEW.tenant AND booking = NEW.booking))
        FROM bookings WHERE tenant = NEW.tenant AND id = NEW.booking AND ended_ms IS NULL)
      BEGIN SELECT RAISE(ABORT, 'a share shows a live assignment or the next one'); END;
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
      -- An assignment that is over when it is written had shares only before it began.
      CREATE TRIGGER shares_end_with_an_ended_assignment AFTER INSERT ON assignments
      WHEN NEW.ended_ms IS NOT NULL
      BEGIN
        UPDATE shares SET ended_ms = NEW.ended_ms
        WHERE tenant = NEW.tenant AND booking = NEW.booking AND assignment_version = NEW.version
          AND ended_ms IS NULL;
      END;
      -- Those whose assignment will never be. The others end with theirs, in the same transition.
      CREATE TRIGGER shares_end_with_their_booking AFTER UPDATE OF ended_ms ON bookings
      WHEN OLD.ended_ms IS NULL AND NEW.ended_ms IS NOT NULL
      BEGIN
        UPDATE shares SET ended_ms = NEW.ended_ms
        WHERE tenant = NEW.tenant AND booking = NEW.id AND ended_ms IS NULL
          AND NOT EXISTS (
            SELECT 1 FROM assignments WHERE tenant = NEW.tenant AND booking = NEW.id
              AND version = shares.assignment_version);
      END;
      """)
}
