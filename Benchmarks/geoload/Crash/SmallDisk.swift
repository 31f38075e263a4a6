// A disk that can be filled to the last byte without harm to anybody else.

import FleetClient
import Foundation
import TestDatabase

/// A file system in memory, where mounting is allowed.
final class SmallDisk {
  /// Where it is mounted.
  let path: String
  private static let megabytes = 96

  private var ballast: URL { URL(filePath: path).appending(path: "ballast") }

  /// What the report says about it.
  var words: String { "a tmpfs of \(Self.megabytes) MB" }

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "geod-disk-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    path = folder.path
    do {
      try Command.run(["mount", "-t", "tmpfs", "-o", "size=\(Self.megabytes)m,mode=0700", "tmpfs", path])
    } catch {
      try? FileManager.default.removeItem(at: folder)
      throw FleetError.file("mounting is not allowed here (\(error)); leave out disk-full")
    }
  }

  /// Takes all the room that is left.
  func fill() throws {
    _ = FileManager.default.createFile(atPath: ballast.path, contents: nil)
    let handle = try FileHandle(forWritingTo: ballast)
    defer { try? handle.close() }
    // Big pieces first, then ever smaller ones.
    var size = 1 << 20
    while size > 0 {
      do {
        try handle.write(contentsOf: Data(count: size))
      } catch {
        size /= 2
      }
    }
  }

  /// Gives the room back.
  func clear() throws { try FileManager.default.removeItem(at: ballast) }

  /// Takes the disk away.
  func remove() {
    _ = try? Command.run(["umount", "--lazy", path])
    try? FileManager.default.removeItem(atPath: path)
  }
}
