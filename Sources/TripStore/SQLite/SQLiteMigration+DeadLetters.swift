// The ninth step of the schema: dead letters have a term.

extension SQLiteMigration {
  /// Dead letters in the order in which retention removes them.
  static let deadLetters = SQLiteMigration(
    number: 9, name: "dead letters by time",
    sql: """
      CREATE INDEX outbox_failed ON outbox (tenant, failed_ms, sequence) WHERE failed_ms IS NOT NULL;
      """)
}
