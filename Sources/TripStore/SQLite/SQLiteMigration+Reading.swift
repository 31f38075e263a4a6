// The seventh step of the schema: reading back.

extension SQLiteMigration {
  /// Indexes for lists of trips, each in the order of the pages, and the analysts' views.
  static let reading = SQLiteMigration(
    number: 7, name: "lists of trips, views for analysts",
    sql: """
      CREATE INDEX trips_started ON trips (tenant, started_ms, id);
      CREATE INDEX trips_state ON trips (tenant, state, started_ms, id);
      CREATE INDEX trips_technician ON trips (tenant, technician, started_ms, id);
      CREATE INDEX trips_under_way ON trips (tenant, started_ms, id) WHERE ended_ms IS NULL;

      \(AnalystViews(dialect: .sqlite).sql(AnalystViews.first))
      """)
}
