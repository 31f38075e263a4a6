// The ninth step of the schema: making a day of points while somebody else does.

extension PostgresMigration {
  /// Looks for a day's partition by reading the catalog.
  ///
  /// `to_regclass` answers from the session's cache, which remembers that a table was not there and is not told otherwise
  /// while the session waits for an advisory lock. Whoever had waited for the other maker made the day again, and failed. A
  /// statement sees what was committed before it began.
  static let pointDays = PostgresMigration(
    number: 9, name: "days of points that two make at once",
    sql: """
      CREATE OR REPLACE FUNCTION geod_make_point_day(day integer) RETURNS boolean
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      DECLARE
        part_name text := 'track_points_' || day;
        part text := 'public.' || part_name;
      BEGIN
        IF day IS NULL OR day NOT BETWEEN 0 AND 1000000 THEN
          RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'not a day';
        END IF;
        PERFORM FROM pg_class WHERE relname = part_name AND relnamespace = 'public'::regnamespace;
        IF FOUND THEN RETURN false; END IF;
        -- Two programs may want it at once.
        PERFORM pg_advisory_xact_lock(1734700900, day);
        PERFORM FROM pg_class WHERE relname = part_name AND relnamespace = 'public'::regnamespace;
        IF FOUND THEN RETURN false; END IF;
        EXECUTE format('CREATE TABLE %s (LIKE public.track_points INCLUDING ALL)', part);
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', part);
        EXECUTE format('CREATE POLICY owner ON %s TO geod_owner USING (true)', part);
        EXECUTE format('ALTER TABLE public.track_points ATTACH PARTITION %s FOR VALUES FROM (%s) TO (%s)',
          part, day, day + 1);
        RETURN true;
      END $$;
      """)
}
