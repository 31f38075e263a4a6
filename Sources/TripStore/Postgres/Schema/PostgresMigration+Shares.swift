// The fourth step of the schema: shares of bookings.

extension PostgresMigration {
  /// Shares. They name an assignment that need not be there yet, so they belong to the booking, with which they go.
  static let shares = PostgresMigration(
    number: 4, name: "shares",
    sql: """
      -- A hash belongs to one share of all tenants: who comes with a secret names no tenant.
      CREATE TABLE shares (
        tenant text COLLATE "C" NOT NULL,
        id uuid NOT NULL,
        hash bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
        booking text COLLATE "C" NOT NULL,
        assignment_version bigint NOT NULL CHECK (assignment_version > 0),
        created_ms bigint NOT NULL,
        created_by text,
        expires_ms bigint NOT NULL,
        ended_ms bigint,
        PRIMARY KEY (tenant, id),
        FOREIGN KEY (tenant, booking) REFERENCES bookings (tenant, id) ON DELETE CASCADE,
        CONSTRAINT shares_live_for_a_time CHECK (expires_ms > created_ms)
      );
      CREATE INDEX shares_live ON shares (tenant, expires_ms, id) WHERE ended_ms IS NULL;
      CREATE INDEX shares_booking ON shares (tenant, booking, assignment_version, id);

      -- The live assignment; while nobody has the booking, the next one.
      CREATE FUNCTION geod_shares_begin_before_their_end() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.assignment_version IS DISTINCT FROM (
          SELECT coalesce(
            (SELECT version FROM public.assignments
              WHERE tenant = NEW.tenant AND booking = NEW.booking AND ended_ms IS NULL),
            (SELECT 1 + coalesce(max(version), 0) FROM public.assignments
              WHERE tenant = NEW.tenant AND booking = NEW.booking))
          FROM public.bookings WHERE tenant = NEW.tenant AND id = NEW.booking AND ended_ms IS NULL)
        THEN
          RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
            MESSAGE = 'a share shows a live assignment or the next one';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER shares_begin_before_their_end BEFORE INSERT ON shares
      FOR EACH ROW EXECUTE FUNCTION geod_shares_begin_before_their_end();

      CREATE TRIGGER shares_only_end BEFORE UPDATE ON shares FOR EACH ROW
      WHEN (OLD.ended_ms IS NOT NULL OR NEW.ended_ms IS NULL
        OR NEW.tenant <> OLD.tenant OR NEW.id <> OLD.id OR NEW.hash <> OLD.hash OR NEW.booking <> OLD.booking
        OR NEW.assignment_version <> OLD.assignment_version OR NEW.created_ms <> OLD.created_ms
        OR NEW.created_by IS DISTINCT FROM OLD.created_by OR NEW.expires_ms <> OLD.expires_ms)
      EXECUTE FUNCTION geod_refuse('a share changes by its end alone');

      -- Whichever code ends an assignment, no share of it is live after that transaction.
      CREATE FUNCTION geod_shares_end_with_their_assignment() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE public.shares SET ended_ms = NEW.ended_ms
        WHERE tenant = NEW.tenant AND booking = NEW.booking AND assignment_version = NEW.version
          AND ended_ms IS NULL;
        RETURN NULL;
      END $$;
      CREATE TRIGGER shares_end_with_their_assignment AFTER UPDATE OF ended_ms ON assignments FOR EACH ROW
      WHEN (OLD.ended_ms IS NULL AND NEW.ended_ms IS NOT NULL)
      EXECUTE FUNCTION geod_shares_end_with_their_assignment();
      -- An assignment that is over when it is written had shares only before it began.
      CREATE TRIGGER shares_end_with_an_ended_assignment AFTER INSERT ON assignments FOR EACH ROW
      WHEN (NEW.ended_ms IS NOT NULL)
      EXECUTE FUNCTION geod_shares_end_with_their_assignment();

      -- Those whose assignment will never be. The others end with theirs, in the same transition.
      CREATE FUNCTION geod_shares_end_with_their_booking() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE public.shares SET ended_ms = NEW.ended_ms
        WHERE tenant = NEW.tenant AND booking = NEW.id AND ended_ms IS NULL
          AND NOT EXISTS (SELECT FROM public.assignments
            WHERE tenant = NEW.tenant AND booking = NEW.id AND version = shares.assignment_version);
        RETURN NULL;
      END $$;
      CREATE TRIGGER shares_end_with_their_booking AFTER UPDATE OF ended_ms ON bookings FOR EACH ROW
      WHEN (OLD.ended_ms IS NULL AND NEW.ended_ms IS NOT NULL)
      EXECUTE FUNCTION geod_shares_end_with_their_booking();

      SELECT geod_raise_wall('shares');
      GRANT SELECT, INSERT, UPDATE (ended_ms) ON shares TO geod_app;

      -- The share with that hash, whosever it is: a secret is all that is known.
      CREATE FUNCTION geod_share_by_hash(secret bytea) RETURNS SETOF shares
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT * FROM public.shares WHERE hash = secret
      $$;
      GRANT EXECUTE ON FUNCTION geod_share_by_hash(bytea) TO geod_app;
      """)
}
