// The eleventh step of the schema: promised arrivals by zone.

extension PostgresMigration {
  /// A view for analysts beside those of the seventh step.
  static let promisesByZone = PostgresMigration(
    number: 11, name: "promised arrivals by zone",
    sql: """
      \(AnalystViews(dialect: .postgres).sql([.slaZones]))
      GRANT SELECT ON analyst_sla_zones TO geod_app;

      COMMENT ON VIEW analyst_sla_zones IS
        'What became of promised arrivals, by the day and hour (UTC) of the promise and by zone.';
      COMMENT ON COLUMN analyst_sla_zones.zone IS
        'A zone that held the place when the booking was placed; a booking in two counts in both, one in none under an empty name';
      """)
}
