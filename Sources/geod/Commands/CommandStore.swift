// The store of a command that works on data which is there already.

import Foundation
import TripStore

/// Opens stores for commands.
enum CommandStore {
  /// Opens the store of the data folder that the arguments name.
  /// - Throws: a sentence when there is none: opening a store makes one, and a wrong path must not.
  static func open(_ arguments: CommandArguments) throws -> any Store {
    try SQLiteStore(directory: try directory(arguments))
  }

  /// The data folder that the arguments name; it has a store.
  static func directory(_ arguments: CommandArguments) throws -> String {
    let directory = try arguments.requiredText("data")
    guard FileManager.default.fileExists(atPath: directory + "/" + SQLiteStore.fileName) else {
      throw CommandFailure("there is no data in \(directory)")
    }
    return directory
  }
}

/// A command that could not do its work, for a reason that is told to the person.
struct CommandFailure: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) {
    self.description = description
  }
}
