// The seventh step of the schema: reading back.

extension PostgresMigration {
  /// Indexes for lists of trips, each in the order of the pages, and the analysts' views.
  static let reading = PostgresMigration(
    number: 7, name: "lists of trips, views for analysts",
    sql: """
      CREATE INDEX trips_started ON trips (tenant, started_ms, id);
      CREATE INDEX trips_state ON trips (tenant, state, started_ms, id);
      CREATE INDEX trips_technician ON trips (tenant, technician, started_ms, id);
      CREATE INDEX trips_under_way ON trips (tenant, started_ms, id) WHERE ended_ms IS NULL;

      \(AnalystViews(dialect: .postgres).sql(AnalystViews.first))
      GRANT SELECT ON \(AnalystViews.first.map(\.name).joined(separator: ", ")) TO geod_app;

      COMMENT ON VIEW analyst_funnel IS
        'How far the bookings have come that were placed on a day (UTC). Every count is one of bookings.';
      COMMENT ON VIEW analyst_response_times IS
        'How long the bookings waited that were placed on a day (UTC): until offered, assigned, arrived.';
      COMMENT ON COLUMN analyst_response_times.p90_seconds IS 'A value that occurred (nearest rank)';
      COMMENT ON VIEW analyst_completion IS
        'How the trips went that ended on a day (UTC), out of summaries, which outlive bookings and points.';
      COMMENT ON COLUMN analyst_completion.eta_inside IS 'Arrivals within the interval that was foretold, of eta_trips';
      COMMENT ON VIEW analyst_sla IS
        'What became of promised arrivals, by the day and hour (UTC) of the promise and by area.';
      COMMENT ON COLUMN analyst_sla.area IS 'The geohash cell of five characters, about 5 km';
      """)
}
