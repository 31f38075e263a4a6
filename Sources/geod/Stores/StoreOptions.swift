// The options that say where the truth is kept: the same words in every command that opens a store.

/// Declared once. A command takes `all`, and opens what `StorePlace(arguments)` says.
enum StoreOptions {
  /// The folder.
  static let data = CommandOption(
    "data", .text(placeholder: "DIR"),
    "The folder with geod's files; made when it is not there. Without --database-url it holds everything.",
    else: "./geod-data")

  /// What every command takes that opens a store.
  static let all = [data]
}
