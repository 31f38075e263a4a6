// The mark of a running server on its data folder, so that commands which would contradict its memory can refuse.

import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A data folder that a server has open. The mark is a lock of the system and goes with the process, however it ends.
final class ServedFolder: Sendable {
  /// The name of the file that is locked; empty.
  static let fileName = "serve.lock"

  private let file: FileHandle

  /// Marks a folder for as long as this object lives, and makes it where it is missing: with a database elsewhere nobody
  /// else has made it yet. Several servers may mark one.
  init(_ directory: String) throws {
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    file = try Self.open(directory)
    guard flock(file.fileDescriptor, LOCK_SH | LOCK_NB) == 0 else {
      throw CommandFailure("a command that needs the data for itself is running in \(directory)")
    }
  }

  /// Whether a server runs on this folder, on this machine.
  static func isServed(_ directory: String) -> Bool {
    guard let file = try? open(directory) else { return false }
    defer { try? file.close() }
    return flock(file.fileDescriptor, LOCK_EX | LOCK_NB) != 0
  }

  private static func open(_ directory: String) throws -> FileHandle {
    let path = directory + "/" + fileName
    if !FileManager.default.fileExists(atPath: path) {
      _ = FileManager.default.createFile(
        atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
    }
    return try FileHandle(forUpdating: URL(fileURLWithPath: path))
  }
}
