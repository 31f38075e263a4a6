// A Postgres as the options of a command name it.

import TripStore

/// A Postgres, and as whom to use it.
struct DatabasePlace: Sendable, Hashable {
  /// Everything on behalf of callers.
  let app: PostgresURL
  /// What is about all tenants.
  let system: PostgresURL
  /// As the options said it, secrets included; nobody prints it.
  private let texts: (app: String, system: String?)

  /// Reads the options of `StoreOptions.database`; nil when they name none.
  init?(_ arguments: CommandArguments) throws {
    let system = arguments.text("database-system-url")
    guard let app = arguments.text("database-url") else {
      if system != nil {
        throw UsageError(
          "--database-system-url needs --database-url: it is the same database for another role")
      }
      return nil
    }
    self.app = try Self.url(app, of: "database-url")
    self.system =
      try system.map { try Self.url($0, of: "database-system-url") } ?? self.app.with(user: "geod_system")
    if let user = self.app.user, user == self.system.user {
      throw UsageError("--database-url and --database-system-url name the same role; they must be two")
    }
    texts = (app, system)
  }

  /// Reads a URL. What is wrong with it is said without repeating any of it.
  static func url(_ text: String, of option: String) throws -> PostgresURL {
    do throws(StoreError) {
      return try PostgresURL(text)
    } catch {
      throw UsageError("--\(option): \(error)")
    }
  }

  /// The options that say the same to another command.
  var arguments: [String] {
    ["--database-url", texts.app] + (texts.system.map { ["--database-system-url", $0] } ?? [])
  }

  static func == (a: DatabasePlace, b: DatabasePlace) -> Bool { a.app == b.app && a.system == b.system }

  func hash(into hasher: inout Hasher) {
    hasher.combine(app)
    hasher.combine(system)
  }
}
