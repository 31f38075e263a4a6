// The options that say where the truth is kept: the same words in every command that opens a store.

/// Declared once. A command takes `all`, and opens what `StorePlace(arguments)` says.
enum StoreOptions {
  /// The folder.
  static let data = CommandOption(
    "data", .text(placeholder: "DIR"),
    "The folder with geod's files; made when it is not there. Without --database-url it holds everything.",
    else: "./geod-data")

  /// The database, as the role that everything on behalf of callers is done with.
  static let databaseURL = CommandOption(
    "database-url", .text(placeholder: "URL"),
    "Keep the truth in this Postgres instead of the folder, as libpq writes it: "
      + "postgres://geod_app@host1,host2/geod?target_session_attrs=read-write. Passwords belong into ~/.pgpass or "
      + "the file that PGPASSFILE names.")

  /// The same database, as the role of work that is about all tenants.
  static let databaseSystemURL = CommandOption(
    "database-system-url", .text(placeholder: "URL"),
    "The same Postgres for track points, their seals, retention and erasure; the place of --database-url as the role "
      + "geod_system when left out.")

  /// What says which database.
  static let database = [databaseURL, databaseSystemURL]

  /// The bound of the folder's file, for commands that let a server work in it.
  static let maxMebibytes = CommandOption(
    "store-max-mb", .whole(16...1_048_576, unit: "MiB"),
    "How large the file in --data may become that holds everything; only the disk bounds it when left out. When it is "
      + "full, what would need room is refused, as on a full disk.")

  /// What every command takes that opens a store.
  static let all = [data] + database
}
