// The eighth step of the schema: what outlives the points of a trip, and who a booking is for.

extension PostgresMigration {
  /// Seals of trips, customers of bookings, and erasures: the one case in which what is never changed is changed.
  static let seals = PostgresMigration(
    number: 8, name: "seals of trips, customers, erasures",
    sql: """
      ALTER TABLE trip_summaries ADD COLUMN sealed_ms bigint;
      CREATE INDEX trip_summaries_unsealed ON trip_summaries (ended_ms, tenant, trip) WHERE sealed_ms IS NULL;
      CREATE INDEX trip_summaries_booking ON trip_summaries (tenant, booking, trip);
      CREATE INDEX idempotency_keys_booking ON idempotency_keys (tenant, booking, key);

      CREATE TABLE trip_chains (
        tenant text COLLATE "C" NOT NULL,
        trip uuid NOT NULL,
        device text COLLATE "C" NOT NULL,
        fix_count bigint NOT NULL CHECK (fix_count > 0),
        head bytea NOT NULL CHECK (length(head) = 32),
        PRIMARY KEY (tenant, trip, device),
        FOREIGN KEY (tenant, trip) REFERENCES trip_summaries (tenant, trip) ON DELETE CASCADE
      );
      SELECT geod_raise_wall('trip_chains');
      GRANT SELECT ON trip_chains TO geod_app;
      GRANT SELECT, INSERT, DELETE ON trip_chains TO geod_system;
      GRANT UPDATE (sealed_ms, document) ON trip_summaries TO geod_system;

      -- Null where the client did not say.
      ALTER TABLE bookings ADD COLUMN customer text COLLATE "C" CHECK (length(customer) BETWEEN 1 AND 64);
      CREATE INDEX bookings_customer ON bookings (tenant, customer, id) WHERE customer IS NOT NULL;

      -- Erasures under way. `proof` recognises the identifier by its salt, so that one which was cut short goes on under
      -- the same pseudonym; the row goes when the last trace is replaced. `is_writing` is set within a transaction only,
      -- so nobody else ever sees it set.
      CREATE TABLE erasures (
        tenant text COLLATE "C" NOT NULL REFERENCES tenants (id),
        pseudonym text COLLATE "C" NOT NULL,
        kind text NOT NULL,
        salt bytea NOT NULL,
        proof bytea NOT NULL,
        begun_ms bigint NOT NULL,
        is_writing boolean NOT NULL DEFAULT false,
        PRIMARY KEY (tenant, pseudonym)
      );
      SELECT geod_raise_wall('erasures');
      -- What is written under it, only the system's role may write.
      GRANT SELECT, INSERT (tenant, pseudonym, kind, salt, proof, begun_ms), DELETE ON erasures TO geod_app;
      GRANT SELECT, UPDATE (is_writing) ON erasures TO geod_system;
      GRANT UPDATE (technician, customer, document) ON bookings TO geod_system;
      GRANT SELECT, UPDATE (document) ON events TO geod_system;
      GRANT SELECT, UPDATE (document) ON offers TO geod_system;
      GRANT SELECT, UPDATE (technician) ON assignments TO geod_system;
      GRANT SELECT, UPDATE (technician, document) ON trips TO geod_system;
      GRANT UPDATE (document) ON decisions TO geod_system;
      GRANT UPDATE (response) ON idempotency_keys TO geod_system;
      GRANT UPDATE (document, reason) ON outbox TO geod_system;
      GRANT SELECT, DELETE ON shares TO geod_system;
      GRANT UPDATE (actor, reason, target, detail) ON audit TO geod_system;

      CREATE FUNCTION geod_is_erasing(of_tenant text) RETURNS boolean
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT EXISTS (SELECT FROM public.erasures WHERE tenant = of_tenant AND is_writing)
      $$;
      GRANT EXECUTE ON FUNCTION geod_is_erasing(text) TO geod_app, geod_system;

      -- Lets pass what an erasure writes, and refuses everything else; says its argument. The triggers say by their
      -- conditions and columns what an erasure may touch.
      CREATE FUNCTION geod_refuse_unless_erasing() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF public.geod_is_erasing(OLD.tenant) THEN
          IF TG_OP = 'DELETE' THEN RETURN OLD; ELSE RETURN NEW; END IF;
        END IF;
        RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = TG_ARGV[0];
      END $$;

      CREATE TRIGGER summaries_are_sealed_once BEFORE UPDATE OF sealed_ms ON trip_summaries FOR EACH ROW
      WHEN (OLD.sealed_ms IS NOT NULL AND NEW.sealed_ms IS DISTINCT FROM OLD.sealed_ms)
      EXECUTE FUNCTION geod_refuse('a trip is sealed once');
      CREATE FUNCTION geod_chains_belong_to_the_seal() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NOT EXISTS (SELECT FROM public.trip_summaries
          WHERE tenant = NEW.tenant AND trip = NEW.trip AND sealed_ms IS NOT NULL)
        THEN
          RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = 'chains come with a seal';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER chains_belong_to_the_seal BEFORE INSERT ON trip_chains
      FOR EACH ROW EXECUTE FUNCTION geod_chains_belong_to_the_seal();
      CREATE TRIGGER chains_do_not_change BEFORE UPDATE ON trip_chains
      FOR EACH ROW EXECUTE FUNCTION geod_refuse('a seal never changes');
      CREATE FUNCTION geod_chains_stay() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF public.geod_is_erasing(OLD.tenant) OR NOT EXISTS (
          SELECT FROM public.trip_summaries WHERE tenant = OLD.tenant AND trip = OLD.trip)
        THEN
          RETURN OLD;
        END IF;
        RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = 'a seal never changes';
      END $$;
      CREATE TRIGGER chains_stay_with_their_summary BEFORE DELETE ON trip_chains
      FOR EACH ROW EXECUTE FUNCTION geod_chains_stay();

      -- The rules of before, each with its exception.
      DROP TRIGGER bookings_go_by_one ON bookings;
      CREATE TRIGGER bookings_go_by_one BEFORE UPDATE ON bookings FOR EACH ROW
      WHEN (NEW.version <> OLD.version AND NEW.version <> OLD.version + 1 OR NEW.placed_ms <> OLD.placed_ms
        OR NEW.tenant <> OLD.tenant OR NEW.id <> OLD.id)
      EXECUTE FUNCTION geod_refuse('a booking goes from version to version');
      CREATE TRIGGER bookings_stay_at_their_version BEFORE UPDATE ON bookings FOR EACH ROW
      WHEN (NEW.version = OLD.version AND (NEW.event_count <> OLD.event_count OR NEW.state <> OLD.state
        OR NEW.changed_ms <> OLD.changed_ms OR NEW.ended_ms IS DISTINCT FROM OLD.ended_ms))
      EXECUTE FUNCTION geod_refuse('a booking goes from version to version');
      CREATE TRIGGER bookings_stay_unless_erased BEFORE UPDATE ON bookings FOR EACH ROW
      WHEN (NEW.version = OLD.version)
      EXECUTE FUNCTION geod_refuse_unless_erasing('a booking goes from version to version');
      DROP TRIGGER events_do_not_change ON events;
      CREATE TRIGGER events_do_not_change BEFORE UPDATE OF tenant, booking, number, kind, at_ms ON events
      FOR EACH ROW EXECUTE FUNCTION geod_refuse('events are only appended');
      CREATE TRIGGER events_stay_unless_erased BEFORE UPDATE ON events
      FOR EACH ROW EXECUTE FUNCTION geod_refuse_unless_erasing('events are only appended');
      DROP TRIGGER assignments_only_end ON assignments;
      CREATE TRIGGER assignments_only_end BEFORE UPDATE ON assignments FOR EACH ROW
      WHEN (NEW.since_ms <> OLD.since_ms
        OR (OLD.ended_ms IS NOT NULL AND NEW.ended_ms IS DISTINCT FROM OLD.ended_ms))
      EXECUTE FUNCTION geod_refuse('an assignment changes by its end alone');
      CREATE TRIGGER assignments_stay_unless_erased BEFORE UPDATE ON assignments FOR EACH ROW
      WHEN (NEW.technician <> OLD.technician)
      EXECUTE FUNCTION geod_refuse_unless_erasing('an assignment changes by its end alone');
      DROP TRIGGER trips_do_not_live_again ON trips;
      CREATE TRIGGER trips_do_not_live_again BEFORE UPDATE ON trips FOR EACH ROW
      WHEN (NEW.booking <> OLD.booking OR NEW.started_ms <> OLD.started_ms
        OR (OLD.ended_ms IS NOT NULL AND NEW.ended_ms IS DISTINCT FROM OLD.ended_ms))
      EXECUTE FUNCTION geod_refuse('a trip that has ended stays so');
      CREATE TRIGGER trips_stay_unless_erased BEFORE UPDATE ON trips FOR EACH ROW
      WHEN (NEW.technician <> OLD.technician)
      EXECUTE FUNCTION geod_refuse_unless_erasing('a trip stays with its technician');
      DROP TRIGGER audit_does_not_change ON audit;
      CREATE TRIGGER audit_does_not_change
      BEFORE UPDATE OF tenant, sequence, at_ms, action, old_version, new_version ON audit
      FOR EACH ROW EXECUTE FUNCTION geod_refuse('audit rows are only appended');
      CREATE TRIGGER audit_stays_unless_erased BEFORE UPDATE ON audit
      FOR EACH ROW EXECUTE FUNCTION geod_refuse_unless_erasing('audit rows are only appended');
      """)
}
