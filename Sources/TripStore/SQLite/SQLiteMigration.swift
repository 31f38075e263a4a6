// Numbered steps from an empty file to today's schema. The steps themselves are in SQLiteMigration+All.swift.

internal import Bedrock

/// One step of the schema.
struct SQLiteMigration {
  /// From 1 on, without gaps; the file's `user_version` is the last one that was applied.
  let number: Int64
  /// What it does, for people.
  let name: StaticString
  /// The statements. Never changed once released: a later step changes what it made.
  let sql: String

  /// Recognises the statements; kept in the file beside the number.
  var checksum: Int64 {
    var hash = ContentHash()
    hash.combine(sql)
    return Int64(bitPattern: hash.value)
  }
}
