// What a database with PostGIS shows beside the tables. Not a step of the schema: the extension may come and go.

/// Views with geometries, made by every `up` in a database that has PostGIS, for analysts and maps. Nothing else looks at
/// them. They show what their reader may see, as all views do.
enum PostgresGeometry {
  /// Angles are stored in units of 360 / 2^32 degree.
  private static let degree = "(360 / 4294967296.0::float8)"

  /// Makes the views; nothing where there is no PostGIS.
  static func update(_ connection: PostgresConnection) throws(StoreError) {
    guard let place = try connection.first(.postGIS, [], { $0.text(0) }) else { return }
    try connection.script(views(in: place))
  }

  /// The statements.
  /// - Parameter place: the schema that the extension is in, quoted.
  private static func views(in place: String) -> String {
    """
    CREATE OR REPLACE VIEW analyst_points WITH (security_invoker = true) AS
    SELECT tenant, trip, device, sequence, to_timestamp(at_ms / 1000.0) AS at, accuracy AS accuracy_meters,
      speed AS speed_meters_per_second, heading AS heading_degrees,
      \(place).ST_SetSRID(\(place).ST_MakePoint(longitude * \(degree), latitude * \(degree)), 4326) AS point
    FROM track_points;
    COMMENT ON VIEW analyst_points IS 'Fixes of trips as points in WGS 84 (SRID 4326)';
    CREATE OR REPLACE VIEW analyst_trip_lines WITH (security_invoker = true) AS
    SELECT tenant, trip, min(at) AS began, max(at) AS ended, count(*) AS points,
      \(place).ST_MakeLine(point ORDER BY at, device, sequence) AS line
    FROM analyst_points GROUP BY tenant, trip;
    COMMENT ON VIEW analyst_trip_lines IS 'Trips as lines in WGS 84 (SRID 4326), through all fixes that are kept';
    GRANT SELECT ON analyst_points, analyst_trip_lines TO geod_app;
    """
  }
}

extension PostgresQuery {
  fileprivate static let postGIS = PostgresQuery(
    once: """
      SELECT quote_ident(nspname) FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace
      WHERE extname = 'postgis' AND to_regclass('public.track_points') IS NOT NULL
      """)
}
