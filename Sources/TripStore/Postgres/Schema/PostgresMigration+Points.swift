// The third step of the schema: points of trips, a partition per UTC day.

extension PostgresMigration {
  /// Track points, and making and dropping their days.
  static let points = PostgresMigration(
    number: 3, name: "track points by day",
    sql: """
      -- No foreign key: a point costs one row and one entry of one index. Wide columns first, so that none is padded.
      CREATE TABLE track_points (
        at_ms bigint NOT NULL,
        sequence bigint NOT NULL,
        accuracy double precision,
        speed double precision,
        heading double precision,
        latitude integer NOT NULL,
        longitude integer NOT NULL,
        -- Days since 1970-01-01 (UTC).
        day integer NOT NULL,
        trip uuid NOT NULL,
        tenant text COLLATE "C" NOT NULL,
        device text COLLATE "C" NOT NULL,
        CONSTRAINT track_points_on_their_day CHECK (at_ms >= 0 AND at_ms / 86400000 = day),
        PRIMARY KEY (tenant, trip, device, sequence, day)
      ) PARTITION BY RANGE (day);
      SELECT geod_raise_wall('track_points');
      GRANT SELECT, INSERT ON track_points TO geod_app;
      GRANT SELECT, INSERT, DELETE ON track_points TO geod_system;

      -- The days that have a partition, the oldest first.
      CREATE FUNCTION geod_point_days() RETURNS SETOF integer
      LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
        SELECT substr(day.relname, length('track_points_') + 1)::integer
        FROM pg_inherits JOIN pg_class AS day ON day.oid = inhrelid
        WHERE inhparent = 'public.track_points'::regclass ORDER BY 1
      $$;
      GRANT EXECUTE ON FUNCTION geod_point_days() TO geod_app, geod_system;

      -- Makes a day; false when it is there. Attaching disturbs neither who reads nor who writes. Nobody has rights on a
      -- day itself, and its wall has no door but the owner's, so that rows are reached through track_points only.
      CREATE FUNCTION geod_make_point_day(day integer) RETURNS boolean
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      DECLARE
        part text := 'public.track_points_' || day;
      BEGIN
        IF day IS NULL OR day NOT BETWEEN 0 AND 1000000 THEN
          RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'not a day';
        END IF;
        IF to_regclass(part) IS NOT NULL THEN RETURN false; END IF;
        -- Two programs may want it at once.
        PERFORM pg_advisory_xact_lock(1734700900, day);
        IF to_regclass(part) IS NOT NULL THEN RETURN false; END IF;
        EXECUTE format('CREATE TABLE %s (LIKE public.track_points INCLUDING ALL)', part);
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', part);
        EXECUTE format('CREATE POLICY owner ON %s TO geod_owner USING (true)', part);
        EXECUTE format('ALTER TABLE public.track_points ATTACH PARTITION %s FOR VALUES FROM (%s) TO (%s)',
          part, day, day + 1);
        RETURN true;
      END $$;
      GRANT EXECUTE ON FUNCTION geod_make_point_day(integer) TO geod_system;

      -- Drops a day with all its points; false when there is none. Waits for those who are reading for half a second
      -- only, because whoever comes after it waits, too; then it fails, and the next round of retention tries again.
      CREATE FUNCTION geod_drop_point_day(day integer) RETURNS boolean
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '500ms' AS $$
      DECLARE
        part text := 'public.track_points_' || day;
      BEGIN
        IF day IS NULL OR day NOT BETWEEN 0 AND 1000000 THEN
          RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'not a day';
        END IF;
        IF to_regclass(part) IS NULL THEN RETURN false; END IF;
        EXECUTE format('DROP TABLE IF EXISTS %s', part);
        RETURN true;
      END $$;
      GRANT EXECUTE ON FUNCTION geod_drop_point_day(integer) TO geod_system;
      """)
}
