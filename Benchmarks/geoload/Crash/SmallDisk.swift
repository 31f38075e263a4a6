// A small disk, where mounting is allowed: nothing that is written on it finds room, not even a log.

import FleetClient
import Foundation
import TestPrograms

/// A file system in memory, in a folder that takes it down with itself when this program ends before it.
final class SmallDisk: SmallRoom {
  private static let megabytes = 96

  /// Where it is mounted.
  var path: String { folder.url.path }
  private let folder: TemporaryFolder
  let storeArguments: [String] = []
  private var ballast: URL { URL(filePath: path).appending(path: "ballast") }

  var words: String { "on a tmpfs of \(Self.megabytes) MB" }

  /// Nil when mounting is not allowed here.
  init?() throws {
    folder = try TemporaryFolder()
    let mount = ["mount", "-t", "tmpfs", "-o", "size=\(Self.megabytes)m,mode=0700", "tmpfs", folder.url.path]
    guard (try? Command.run(mount)) != nil else { return nil }
  }

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

  func clear() throws { try FileManager.default.removeItem(at: ballast) }

  func remove() { _ = try? Command.run(["umount", "--lazy", path]) }
}
