// The eighth step of the schema: what outlives the points of a trip, and who a booking is for.

extension SQLiteMigration {
  /// Seals of trips, customers of bookings, and erasures: the one case in which what is never changed is changed.
  static let seals = SQLiteMigration(
    number: 8, name: "seals of trips, customers, erasures",
    sql: """
      ALTER TABLE trip_summaries ADD COLUMN sealed_ms INTEGER;
      CREATE INDEX trip_summaries_unsealed ON trip_summaries (ended_ms, tenant, trip) WHERE sealed_ms IS NULL;

      CREATE TABLE trip_chains (
        tenant TEXT NOT NULL,
        trip TEXT NOT NULL,
        device TEXT NOT NULL,
        fix_count INTEGER NOT NULL CHECK (fix_count > 0),
        head BLOB NOT NULL CHECK (length(head) = 32),
        PRIMARY KEY (tenant, trip, device),
        FOREIGN KEY (tenant, trip) REFERENCES trip_summaries (tenant, trip) ON DELETE CASCADE
      ) STRICT, WITHOUT ROWID;

      -- Null where the client did not say.
      ALTER TABLE bookings ADD COLUMN customer TEXT CHECK (length(customer) BETWEEN 1 AND 64);
      CREATE INDEX bookings_customer ON bookings (tenant, customer, id) WHERE customer IS NOT NULL;
      -- What outlives a booking is found by it.
      CREATE INDEX trip_summaries_booking ON trip_summaries (tenant, booking, trip);
      CREATE INDEX idempotency_keys_booking ON idempotency_keys (tenant, booking, key);

      -- Erasures under way. `proof` recognises the identifier by its salt, so that one which was cut short goes on under
      -- the same pseudonym; the row goes when the last trace is replaced. `is_writing` is set within a transaction only,
      -- so nobody else ever sees it set.
      CREATE TABLE erasures (
        tenant TEXT NOT NULL REFERENCES tenants (id),
        pseudonym TEXT NOT NULL,
        kind TEXT NOT NULL,
        salt BLOB NOT NULL,
        proof BLOB NOT NULL,
        begun_ms INTEGER NOT NULL,
        is_writing INTEGER NOT NULL DEFAULT 0 CHECK (is_writing IN (0, 1)),
        PRIMARY KEY (tenant, pseudonym)
      ) STRICT, WITHOUT ROWID;

      CREATE TRIGGER summaries_are_sealed_once BEFORE UPDATE OF sealed_ms ON trip_summaries
      WHEN OLD.sealed_ms IS NOT NULL AND NEW.sealed_ms IS NOT OLD.sealed_ms
      BEGIN SELECT RAISE(ABORT, 'a trip is sealed once'); END;
      CREATE TRIGGER chains_belong_to_the_seal BEFORE INSERT ON trip_chains
      WHEN NOT EXISTS (
        SELECT 1 FROM trip_summaries WHERE tenant = NEW.tenant AND trip = NEW.trip AND sealed_ms IS NOT NULL)
      BEGIN SELECT RAISE(ABORT, 'chains come with a seal'); END;
      CREATE TRIGGER chains_do_not_change BEFORE UPDATE ON trip_chains
      BEGIN SELECT RAISE(ABORT, 'a seal never changes'); END;
      CREATE TRIGGER chains_stay_with_their_summary BEFORE DELETE ON trip_chains
      WHEN EXISTS (SELECT 1 FROM trip_summaries WHERE tenant = OLD.tenant AND trip = OLD.trip)
        AND NOT EXISTS (SELECT 1 FROM erasures WHERE tenant = OLD.tenant AND is_writing)
      BEGIN SELECT RAISE(ABORT, 'a seal never changes'); END;

      -- The three rules of before, each with its exception: an erasure replaces what identifies a person, nothing else.
      DROP TRIGGER bookings_go_by_one;
      CREATE TRIGGER bookings_go_by_one BEFORE UPDATE ON bookings
      WHEN (NEW.version <> OLD.version + 1 OR NEW.placed_ms <> OLD.placed_ms) AND NOT (
        NEW.version = OLD.version AND NEW.event_count = OLD.event_count AND NEW.state = OLD.state
        AND NEW.placed_ms = OLD.placed_ms AND NEW.changed_ms = OLD.changed_ms AND NEW.ended_ms IS OLD.ended_ms
        AND EXISTS (SELECT 1 FROM erasures WHERE tenant = OLD.tenant AND is_writing))
      BEGIN SELECT RAISE(ABORT, 'a booking goes from version to version'); END;
      DROP TRIGGER events_do_not_change;
      CREATE TRIGGER events_do_not_change BEFORE UPDATE ON events
      WHEN NEW.tenant <> OLD.tenant OR NEW.booking <> OLD.booking OR NEW.number <> OLD.number
        OR NEW.kind <> OLD.kind OR NEW.at_ms <> OLD.at_ms
        OR NOT EXISTS (SELECT 1 FROM erasures WHERE tenant = OLD.tenant AND is_writing)
      BEGIN SELECT RAISE(ABORT, 'events are only appended'); END;
      """)
}
