// Numbered steps from an empty database to today's schema. The steps themselves are in PostgresMigration+All.swift.

internal import Bedrock

/// One step of the schema, run as the owner.
struct PostgresMigration {
  /// From 1 on, without gaps; the table `schema_migrations` has those that were applied.
  let number: Int64
  /// What it does, for people.
  let name: StaticString
  /// The statements. Never changed once released: a later step changes what it made.
  let sql: String

  /// Recognises the statements; kept in the database beside the number.
  var checksum: Int64 {
    var hash = ContentHash()
    hash.combine(sql)
    return Int64(bitPattern: hash.value)
  }
}
