// A Redis of the benchmark's own: started on a socket in a folder of its own, and gone afterwards.

import Foundation
import TestPrograms

/// A running server without files and without a port. It works in its folder, with which it ends when this program ends before
/// it, in whatever way.
final class RedisServer {
  /// What went wrong, in words.
  struct Fault: Error, CustomStringConvertible {
    let description: String
  }

  private static let places = ["/usr/bin/redis-server", "/usr/local/bin/redis-server"]

  /// Where the distribution has put it; nil where it is not installed.
  static var program: String? { places.first { FileManager.default.isExecutableFile(atPath: $0) } }

  private let process = Process()
  private let folder: TemporaryFolder
  let socketPath: String

  /// The server's process, for binding and for its processor time.
  var processIdentifier: Int32 { process.processIdentifier }

  init(program: String) throws {
    folder = try TemporaryFolder()
    socketPath = folder.path("socket")
    process.executableURL = URL(filePath: program)
    process.currentDirectoryURL = folder.url
    process.arguments = [
      "--port", "0", "--unixsocket", socketPath, "--save", "", "--appendonly", "no", "--dir",
      folder.url.path,
      "--daemonize", "no",
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  /// Connects as soon as the server listens, for at most ten seconds.
  func connect() throws -> RedisLink {
    var link: RedisLink?
    _ = Poll.until {
      link = RedisLink(path: socketPath)
      return link != nil || !process.isRunning
    }
    guard let link else { throw Fault(description: "redis-server does not listen on its socket") }
    return link
  }

  /// Ends the server, which has nothing to save. A polite signal may be blocked in it for good: a
  /// process inherits the mask of the thread that has started it.
  func stop() {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}
