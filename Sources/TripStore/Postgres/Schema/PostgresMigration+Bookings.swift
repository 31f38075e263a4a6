// The second step of the schema: the life of bookings, and messages.

extension PostgresMigration {
  /// Bookings and what belongs to them. What has a term of its own has no foreign key: it may outlive the booking.
  static let bookings = PostgresMigration(
    number: 2, name: "bookings, events, offers, assignments, trips, decisions, outbox",
    sql: """
      CREATE TABLE bookings (
        tenant text COLLATE "C" NOT NULL REFERENCES tenants (id),
        id text COLLATE "C" NOT NULL CHECK (length(id) BETWEEN 1 AND 64),
        version bigint NOT NULL CHECK (version > 0),
        event_count bigint NOT NULL CHECK (event_count >= 0),
        state text COLLATE "C" NOT NULL,
        technician text COLLATE "C",
        due_ms bigint,
        placed_ms bigint NOT NULL,
        changed_ms bigint NOT NULL,
        ended_ms bigint,
        document bytea NOT NULL,
        PRIMARY KEY (tenant, id)
      );
      CREATE INDEX bookings_live ON bookings (tenant, id) WHERE ended_ms IS NULL;
      CREATE INDEX bookings_ended ON bookings (tenant, ended_ms, id) WHERE ended_ms IS NOT NULL;
      CREATE INDEX bookings_placed ON bookings (tenant, placed_ms, id);
      CREATE INDEX bookings_state ON bookings (tenant, state, placed_ms, id);
      CREATE TRIGGER bookings_go_by_one BEFORE UPDATE ON bookings FOR EACH ROW
      WHEN (NEW.version <> OLD.version + 1 OR NEW.placed_ms <> OLD.placed_ms
        OR NEW.tenant <> OLD.tenant OR NEW.id <> OLD.id)
      EXECUTE FUNCTION geod_refuse('a booking goes from version to version');
      SELECT geod_raise_wall('bookings');
      GRANT SELECT, INSERT, UPDATE ON bookings TO geod_app;
      GRANT SELECT, DELETE ON bookings TO geod_system;

      -- Appended, never changed, and removed together with the booking only.
      CREATE TABLE events (
        tenant text COLLATE "C" NOT NULL,
        booking text COLLATE "C" NOT NULL,
        number bigint NOT NULL CHECK (number > 0),
        kind text NOT NULL,
        at_ms bigint NOT NULL,
        document bytea NOT NULL,
        PRIMARY KEY (tenant, booking, number),
        FOREIGN KEY (tenant, booking) REFERENCES bookings (tenant, id) ON DELETE CASCADE
      );
      CREATE FUNCTION geod_events_have_no_gaps() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.number > 1 AND NOT EXISTS (SELECT FROM public.events
          WHERE tenant = NEW.tenant AND booking = NEW.booking AND number = NEW.number - 1)
        THEN
          RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
            MESSAGE = 'events are numbered without gaps';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER events_have_no_gaps BEFORE INSERT ON events
      FOR EACH ROW EXECUTE FUNCTION geod_events_have_no_gaps();
      CREATE TRIGGER events_do_not_change BEFORE UPDATE ON events
      FOR EACH ROW EXECUTE FUNCTION geod_refuse('events are only appended');
      CREATE FUNCTION geod_events_stay() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM public.bookings WHERE tenant = OLD.tenant AND id = OLD.booking) THEN
          RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = 'events are only appended';
        END IF;
        RETURN OLD;
      END $$;
      CREATE TRIGGER events_stay_with_their_booking BEFORE DELETE ON events
      FOR EACH ROW EXECUTE FUNCTION geod_events_stay();
      CREATE TRIGGER events_are_not_emptied BEFORE TRUNCATE ON events
      EXECUTE FUNCTION geod_refuse('events are only appended');
      SELECT geod_raise_wall('events');
      GRANT SELECT, INSERT ON events TO geod_app;

      CREATE TABLE offers (
        tenant text COLLATE "C" NOT NULL,
        id uuid NOT NULL,
        booking text COLLATE "C" NOT NULL,
        state text COLLATE "C" NOT NULL,
        deadline_ms bigint NOT NULL,
        document bytea NOT NULL,
        PRIMARY KEY (tenant, id),
        FOREIGN KEY (tenant, booking) REFERENCES bookings (tenant, id) ON DELETE CASCADE
      );
      CREATE INDEX offers_booking ON offers (tenant, booking, id);
      CREATE TRIGGER offers_stay_with_their_booking BEFORE UPDATE ON offers FOR EACH ROW
      WHEN (NEW.booking <> OLD.booking OR NEW.tenant <> OLD.tenant OR NEW.id <> OLD.id)
      EXECUTE FUNCTION geod_refuse('an offer stays with its booking');
      SELECT geod_raise_wall('offers');
      GRANT SELECT, INSERT, UPDATE ON offers TO geod_app;

      -- Live ones only, so that the key is the rule: one live offer per technician and place.
      CREATE TABLE leases (
        tenant text COLLATE "C" NOT NULL,
        technician text COLLATE "C" NOT NULL,
        place bigint NOT NULL CHECK (place BETWEEN 0 AND 7),
        offer uuid NOT NULL,
        PRIMARY KEY (tenant, technician, place),
        FOREIGN KEY (tenant, offer) REFERENCES offers (tenant, id) ON DELETE CASCADE
      );
      CREATE UNIQUE INDEX leases_offer ON leases (tenant, offer, technician);
      SELECT geod_raise_wall('leases');
      GRANT SELECT, INSERT, DELETE ON leases TO geod_app;

      CREATE TABLE assignments (
        tenant text COLLATE "C" NOT NULL,
        booking text COLLATE "C" NOT NULL,
        version bigint NOT NULL CHECK (version > 0),
        technician text COLLATE "C" NOT NULL,
        since_ms bigint NOT NULL,
        ended_ms bigint,
        PRIMARY KEY (tenant, booking, version),
        FOREIGN KEY (tenant, booking) REFERENCES bookings (tenant, id) ON DELETE CASCADE
      );
      CREATE UNIQUE INDEX assignments_live ON assignments (tenant, booking) WHERE ended_ms IS NULL;
      CREATE TRIGGER assignments_only_end BEFORE UPDATE ON assignments FOR EACH ROW
      WHEN (NEW.technician <> OLD.technician OR NEW.since_ms <> OLD.since_ms
        OR (OLD.ended_ms IS NOT NULL AND NEW.ended_ms IS DISTINCT FROM OLD.ended_ms))
      EXECUTE FUNCTION geod_refuse('an assignment changes by its end alone');
      SELECT geod_raise_wall('assignments');
      GRANT SELECT, INSERT, UPDATE (ended_ms) ON assignments TO geod_app;

      CREATE TABLE trips (
        tenant text COLLATE "C" NOT NULL,
        id uuid NOT NULL,
        booking text COLLATE "C" NOT NULL,
        technician text COLLATE "C" NOT NULL,
        state text COLLATE "C" NOT NULL,
        started_ms bigint NOT NULL,
        ended_ms bigint,
        document bytea NOT NULL,
        PRIMARY KEY (tenant, id),
        FOREIGN KEY (tenant, booking) REFERENCES bookings (tenant, id) ON DELETE CASCADE
      );
      CREATE UNIQUE INDEX trips_live ON trips (tenant, booking) WHERE ended_ms IS NULL;
      CREATE INDEX trips_booking ON trips (tenant, booking, id);
      CREATE TRIGGER trips_do_not_live_again BEFORE UPDATE ON trips FOR EACH ROW
      WHEN (NEW.booking <> OLD.booking OR NEW.technician <> OLD.technician OR NEW.started_ms <> OLD.started_ms
        OR (OLD.ended_ms IS NOT NULL AND NEW.ended_ms IS DISTINCT FROM OLD.ended_ms))
      EXECUTE FUNCTION geod_refuse('a trip that has ended stays so');
      SELECT geod_raise_wall('trips');
      GRANT SELECT, INSERT, UPDATE ON trips TO geod_app;

      CREATE TABLE trip_summaries (
        tenant text COLLATE "C" NOT NULL REFERENCES tenants (id),
        trip uuid NOT NULL,
        booking text COLLATE "C" NOT NULL,
        ended_ms bigint NOT NULL,
        document bytea NOT NULL,
        PRIMARY KEY (tenant, trip)
      );
      CREATE INDEX trip_summaries_ended ON trip_summaries (tenant, ended_ms, trip);
      SELECT geod_raise_wall('trip_summaries');
      GRANT SELECT, INSERT ON trip_summaries TO geod_app;
      GRANT SELECT, DELETE ON trip_summaries TO geod_system;

      CREATE TABLE decisions (
        tenant text COLLATE "C" NOT NULL REFERENCES tenants (id),
        booking text COLLATE "C" NOT NULL,
        version bigint NOT NULL CHECK (version > 0),
        at_ms bigint NOT NULL,
        document bytea NOT NULL,
        PRIMARY KEY (tenant, booking, version)
      );
      CREATE INDEX decisions_at ON decisions (tenant, at_ms, booking, version);
      SELECT geod_raise_wall('decisions');
      GRANT SELECT, INSERT, UPDATE ON decisions TO geod_app;
      GRANT SELECT, DELETE ON decisions TO geod_system;

      CREATE TABLE idempotency_keys (
        tenant text COLLATE "C" NOT NULL REFERENCES tenants (id),
        key text COLLATE "C" NOT NULL CHECK (length(key) > 0),
        booking text COLLATE "C" NOT NULL,
        created_ms bigint NOT NULL,
        request_hash bytea NOT NULL,
        response bytea NOT NULL,
        PRIMARY KEY (tenant, key)
      );
      CREATE INDEX idempotency_keys_created ON idempotency_keys (tenant, created_ms, key);
      SELECT geod_raise_wall('idempotency_keys');
      GRANT SELECT, INSERT ON idempotency_keys TO geod_app;
      GRANT SELECT, DELETE ON idempotency_keys TO geod_system;

      -- Of a booking's messages only the first has a due time; the others wait for it. Dead letters have failed.
      CREATE TABLE outbox (
        tenant text COLLATE "C" NOT NULL,
        sequence bigint NOT NULL,
        id uuid NOT NULL,
        booking text COLLATE "C" NOT NULL,
        kind text NOT NULL,
        queued_ms bigint NOT NULL,
        attempt bigint NOT NULL DEFAULT 0,
        due_ms bigint,
        failed_ms bigint,
        reason text,
        document bytea NOT NULL,
        PRIMARY KEY (tenant, sequence),
        UNIQUE (tenant, id),
        FOREIGN KEY (tenant, booking) REFERENCES bookings (tenant, id) ON DELETE CASCADE,
        CONSTRAINT outbox_dead_are_not_due CHECK (due_ms IS NULL OR failed_ms IS NULL)
      );
      CREATE UNIQUE INDEX outbox_heads ON outbox (tenant, booking) WHERE due_ms IS NOT NULL;
      CREATE INDEX outbox_due ON outbox (tenant, due_ms, sequence) WHERE due_ms IS NOT NULL;
      CREATE INDEX outbox_booking ON outbox (tenant, booking, sequence);
      CREATE INDEX outbox_dead ON outbox (tenant, sequence) WHERE failed_ms IS NOT NULL;
      SELECT geod_raise_wall('outbox');
      GRANT SELECT, INSERT, UPDATE ON outbox TO geod_app;
      GRANT SELECT, UPDATE, DELETE ON outbox TO geod_system;
      """)
}
