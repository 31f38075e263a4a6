// Why a command could not do its work.

/// A reason that is told to the person as it stands. The command ends with 1.
struct CommandFailure: Error, CustomStringConvertible {
  var description: String

  /// One English sentence without a stop.
  init(_ description: String) {
    self.description = description
  }
}
