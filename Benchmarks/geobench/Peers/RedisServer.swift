// A Redis of the benchmark's own: started on a socket in a folder of its own, and gone afterwards.

import Foundation

/// A running server without files and without a port.
final class RedisServer {
  /// What went wrong, in words.
  struct Fault: Error, CustomStringConvertible {
    let description: String
  }

  private static let places = ["/usr/bin/redis-server", "/usr/local/bin/redis-server"]

  /// Where the distribution has put it; nil where it is not installed.
  static var program: String? { places.first { FileManager.default.isExecutableFile(atPath: $0) } }

  private let process = Process()
  private let folder: URL
  let socketPath: String

  /// The server's process, for binding and for its processor time.
  var processIdentifier: Int32 { process.processIdentifier }

  init(program: String) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "geobench-redis-\(getpid())")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    socketPath = folder.appending(path: "socket").path
    process.executableURL = URL(filePath: program)
    process.arguments = [
      "--port", "0", "--unixsocket", socketPath, "--save", "", "--appendonly", "no", "--dir", folder.path,
      "--daemonize", "no",
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  /// Connects as soon as the server listens, for at most ten seconds.
  func connect() throws -> RedisLink {
    for _ in 0..<200 {
      if let link = RedisLink(path: socketPath) { return link }
      guard process.isRunning else { break }
      usleep(50_000)
    }
    throw Fault(description: "redis-server does not listen on its socket")
  }

  /// Ends the server, which has nothing to save, and removes its folder. A polite signal may be blocked in it for good: a
  /// process inherits the mask of the thread that has started it.
  func stop() {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: folder)
  }
}
