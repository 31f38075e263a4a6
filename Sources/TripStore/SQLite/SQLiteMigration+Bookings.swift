// The second step of the schema: the life of bookings, messages, and the list of days of points.

extension SQLiteMigration {
  /// Bookings and what belongs to them. What has a term of its own has no foreign key: it may outlive the booking.
  static let bookings = SQLiteMigration(
    number: 2, name: "bookings, events, offers, assignments, trips, decisions, outbox, point days",
    sql: """
      CREATE TABLE bookings (
        tenant TEXT NOT NULL REFERENCES tenants (id),
        id TEXT NOT NULL CHECK (length(id) BETWEEN 1 AND 64),
        version INTEGER NOT NULL CHECK (version > 0),
        event_count INTEGER NOT NULL CHECK (event_count >= 0),
        state TEXT NOT NULL,
        technician TEXT,
        due_ms INTEGER,
        placed_ms INTEGER NOT NULL,
        changed_ms INTEGER NOT NULL,
        ended_ms INTEGER,
        document BLOB NOT NULL,
        PRIMARY KEY (tenant, id)
      ) STRICT;
      CREATE INDEX bookings_live ON bookings (tenant, id) WHERE ended_ms IS NULL;
      CREATE INDEX bookings_ended ON bookings (tenant, ended_ms, id) WHERE ended_ms IS NOT NULL;
      CREATE INDEX bookings_placed ON bookings (tenant, placed_ms, id);
      CREATE INDEX bookings_state ON bookings (tenant, state, placed_ms, id);
      CREATE TRIGGER bookings_go_by_one BEFORE UPDATE ON bookings
      WHEN NEW.version <> OLD.version + 1 OR NEW.placed_ms <> OLD.placed_ms
      BEGIN SELECT RAISE(ABORT, 'a booking goes from version to version'); END;

      -- Appended, never changed, and removed together with the booking only.
      CREATE TABLE events (
        tenant TEXT NOT NULL,
        booking TEXT NOT NULL,
        number INTEGER NOT NULL CHECK (number > 0),
        kind TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        document BLOB NOT NULL,
        PRIMARY KEY (tenant, booking, number),
        FOREIGN KEY (tenant, booking) REFERENCES bookings (tenant, id) ON DELETE CASCADE
      ) STRICT, WITHOUT ROWID;
      CREATE TRIGGER events_have_no_gaps BEFORE INSERT ON events
      WHEN NEW.number <> 1 + coalesce(
        (SELECT max(number) FROM events WHERE tenant = NEW.tenant AND booking = NEW.booking), 0)
      BEGIN SELECT RAISE(ABORT, 'events are numbered without gaps'); END;
      CREATE TRIGGER events_do_not_change BEFORE UPDATE ON events
      BEGIN SELECT RAISE(ABORT, 'events are only appended'); END;
      CREATE TRIGGER events_stay_with_their_booking BEFORE DELETE ON events
      WHEN EXISTS (SELECT 1 FROM bookings WHERE tenant = OLD.tenant AND id = OLD.booking)
      BEGIN SELECT RAISE(ABORT, 'events are only appended'); END;

      CREATE TABLE offers (
        tenant TEXT NOT NULL,
        id TEXT NOT NULL CHECK (length(id) = 36),
        booking TEXT NOT NULL,
        state TEXT NOT NULL,
        deadline_ms INTEGER NOT NULL,
        document BLOB NOT NULL,
        PRIMARY KEY (tenant, id),
        FOREIGN KEY (tenant, booking) REFERENCES bookings (tenant, id) ON DELETE CASCADE
      ) STRICT;
      CREATE INDEX offers_booking ON offers (tenant, booking, id);

      -- Live ones only, so that the key is the rule: one live offer per technician and place.
      CREATE TABLE leases (
        tenant TEXT NOT NULL,
        technician TEXT NOT NULL,
        place INTEGER NOT NULL CHECK (place BETWEEN 0 AND 7),
        offer TEXT NOT NULL,
        PRIMARY KEY (tenant, technician, place),
        FOREIGN KEY (tenant, offer) REFERENCES offers (tenant, id) ON DELETE CASCADE
      ) STRICT, WITHOUT ROWID;
      CREATE UNIQUE INDEX leases_offer ON leases (tenant, offer, technician);

      CREATE TABLE assignments (
        tenant TEXT NOT NULL,
        booking TEXT NOT NULL,
        version INTEGER NOT NULL CHECK (version > 0),
        technician TEXT NOT NULL,
        since_ms INTEGER NOT NULL,
        ended_ms INTEGER,
        PRIMARY KEY (tenant, booking, version),
        FOREIGN KEY (tenant, booking) REFERENCES bookings (tenant, id) ON DELETE CASCADE
      ) STRICT, WITHOUT ROWID;
      CREATE UNIQUE INDEX assignments_live ON assignments (tenant, booking) WHERE ended_ms IS NULL;

      CREATE TABLE trips (
        tenant TEXT NOT NULL,
        id TEXT NOT NULL CHECK (length(id) = 36),
        booking TEXT NOT NULL,
        technician TEXT NOT NULL,
        state TEXT NOT NULL,
        started_ms INTEGER NOT NULL,
        ended_ms INTEGER,
        document BLOB NOT NULL,
        PRIMARY KEY (tenant, id),
        FOREIGN KEY (tenant, booking) REFERENCES bookings (tenant, id) ON DELETE CASCADE
      ) STRICT;
      CREATE UNIQUE INDEX trips_live ON trips (tenant, booking) WHERE ended_ms IS NULL;
      CREATE INDEX trips_booking ON trips (tenant, booking, id);

      CREATE TABLE trip_summaries (
        tenant TEXT NOT NULL REFERENCES tenants (id),
        trip TEXT NOT NULL CHECK (length(trip) = 36),
        booking TEXT NOT NULL,
        ended_ms INTEGER NOT NULL,
        document BLOB NOT NULL,
        PRIMARY KEY (tenant, trip)
      ) STRICT;
      CREATE INDEX trip_summaries_ended ON trip_summaries (tenant, ended_ms, trip);

      CREATE TABLE decisions (
        tenant TEXT NOT NULL REFERENCES tenants (id),
        booking TEXT NOT NULL,
        version INTEGER NOT NULL CHECK (version > 0),
        at_ms INTEGER NOT NULL,
        document BLOB NOT NULL,
        PRIMARY KEY (tenant, booking, version)
      ) STRICT;
      CREATE INDEX decisions_at ON decisions (tenant, at_ms, booking, version);

      CREATE TABLE idempotency_keys (
        tenant TEXT NOT NULL REFERENCES tenants (id),
        key TEXT NOT NULL CHECK (length(key) > 0),
        booking TEXT NOT NULL,
        created_ms INTEGER NOT NULL,
        request_hash BLOB NOT NULL,
        response BLOB NOT NULL,
        PRIMARY KEY (tenant, key)
      ) STRICT;
      CREATE INDEX idempotency_keys_created ON idempotency_keys (tenant, created_ms, key);

      -- Of a booking's messages only the first has a due time; the others wait for it. Dead letters have failed.
      CREATE TABLE outbox (
        tenant TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        id TEXT NOT NULL CHECK (length(id) = 36),
        booking TEXT NOT NULL,
        kind TEXT NOT NULL,
        queued_ms INTEGER NOT NULL,
        attempt INTEGER NOT NULL DEFAULT 0,
        due_ms INTEGER CHECK (due_ms IS NULL OR failed_ms IS NULL),
        failed_ms INTEGER,
        reason TEXT,
        document BLOB NOT NULL,
        PRIMARY KEY (tenant, sequence),
        UNIQUE (tenant, id),
        FOREIGN KEY (tenant, booking) REFERENCES bookings (tenant, id) ON DELETE CASCADE
      ) STRICT;
      CREATE UNIQUE INDEX outbox_heads ON outbox (tenant, booking) WHERE due_ms IS NOT NULL;
      CREATE INDEX outbox_due ON outbox (tenant, due_ms, sequence) WHERE due_ms IS NOT NULL;
      CREATE INDEX outbox_booking ON outbox (tenant, booking, sequence);
      CREATE INDEX outbox_dead ON outbox (tenant, sequence) WHERE failed_ms IS NOT NULL;

      -- The days that have a table of points, as days since 1970-01-01 (UTC).
      CREATE TABLE point_days (day INTEGER PRIMARY KEY) STRICT;

      -- Retention looks at the audit by time.
      CREATE INDEX audit_at ON audit (tenant, at_ms, sequence);
      """)
}
