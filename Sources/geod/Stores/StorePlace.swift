// Where the truth is kept, and how it is opened. Whoever needs a store asks here and nowhere else.

import Foundation
import TripStore

/// The store that holds the truth, as a command's arguments name it.
enum StorePlace: Sendable, Hashable {
  /// One SQLite file in this folder.
  case folder(String)

  /// Reads the options of `StoreOptions`.
  /// - Throws: `UsageError` when they contradict each other.
  init(_ arguments: CommandArguments) throws {
    self = .folder(try arguments.requiredText("data"))
  }

  /// Whether the store is on the other side of a connection, so that it may be away and come back by itself.
  var isElsewhere: Bool {
    switch self {
    case .folder: false
    }
  }

  /// The options that say the same to another command.
  var arguments: [String] {
    switch self {
    case .folder(let directory): ["--data", directory]
    }
  }

  /// Opens the store; makes and updates the file of a folder where that is needed.
  func open() throws(StoreError) -> any Store {
    switch self {
    case .folder(let directory): try SQLiteStore(directory: directory)
    }
  }

  /// Opens a store that is there already: for commands that read or remove, where a wrong path must not make an empty
  /// one and call it good.
  func openExisting() throws -> any Store {
    switch self {
    case .folder(let directory):
      guard FileManager.default.fileExists(atPath: directory + "/" + SQLiteStore.fileName) else {
        throw NothingThere(description: "there is no data in \(directory)")
      }
      return try open()
    }
  }
}

/// A place where no store is. Not the store's fault, and not one of the command line: the path may be right tomorrow.
struct NothingThere: Error, CustomStringConvertible {
  var description: String
}
