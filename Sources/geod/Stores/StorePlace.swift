// Where the truth is kept, and how it is opened. Whoever needs a store asks here and nowhere else.

import Foundation
import TripStore

/// The store that holds the truth, as a command's arguments name it.
enum StorePlace: Sendable, Hashable {
  /// One SQLite file in this folder.
  case folder(String)
  /// A Postgres.
  case database(DatabasePlace)

  /// Reads the options of `StoreOptions`. A folder beside a database is no contradiction: it is for what a process keeps
  /// for itself.
  /// - Throws: `UsageError` when they contradict each other.
  init(_ arguments: CommandArguments) throws {
    if let place = try DatabasePlace(arguments) {
      self = .database(place)
    } else {
      self = .folder(try arguments.requiredText("data"))
    }
  }

  /// Whether the store is on the other side of a connection, so that it may be away and come back by itself, and that
  /// others may use it, too.
  var isElsewhere: Bool {
    switch self {
    case .folder: false
    case .database: true
    }
  }

  /// The options that say the same to another command.
  var arguments: [String] {
    switch self {
    case .folder(let directory): ["--data", directory]
    case .database(let place): place.arguments
    }
  }

  /// Opens the store; makes and updates the file of a folder where that is needed. A database is not asked for anything
  /// yet: it may be away, and is reached by the first call that needs it.
  func open() throws(StoreError) -> any Store {
    switch self {
    case .folder(let directory): try SQLiteStore(directory: directory)
    case .database(let place): try PostgresStore(place.app, systemURL: place.system)
    }
  }

  /// Opens a store that is there already and answers: for commands that do their work and end. A wrong path must not
  /// make an empty store and call it good.
  /// - Parameter directory: a data folder whose points on their way into the database are read, too.
  func openExisting(withSpoolOf directory: String? = nil) throws -> any Store {
    switch self {
    case .folder(let directory):
      guard FileManager.default.fileExists(atPath: directory + "/" + SQLiteStore.fileName) else {
        throw NothingThere(description: "there is no data in \(directory)")
      }
      return try open()
    case .database(let place):
      var options = PostgresStore.Options.patient
      options.spoolDirectory = directory
      let store = try PostgresStore(place.app, systemURL: place.system, options: options)
      try store.admit()
      return store
    }
  }
}

/// A place where no store is. Not the store's fault, and not one of the command line: the path may be right tomorrow.
struct NothingThere: Error, CustomStringConvertible {
  var description: String
}
