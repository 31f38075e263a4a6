// The tenth step of the schema: promised arrivals by zone.

extension SQLiteMigration {
  /// A view for analysts beside those of the seventh step.
  static let promisesByZone = SQLiteMigration(
    number: 10, name: "promised arrivals by zone",
    sql: """
      \(AnalystViews(dialect: .sqlite).sql([.slaZones]))
      """)
}
