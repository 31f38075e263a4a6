// A private Postgres: a cluster in a temporary folder, with processes that end with the tests. Its rooms: what it may
// suffer (+Signals), and its databases (+Databases).

import Foundation
import TestPrograms

/// A cluster of its own.
///
/// Nothing outside of its folder is touched, and no other Postgres of the machine is met: it listens on a socket in the
/// folder, and on loopback only when asked to. Calls block. One thread at a time may start and stop it.
public final class PostgresCluster: @unchecked Sendable {  // `lock` guards what changes
  /// How a cluster is set up.
  public struct Options: Sendable {
    /// Whether it listens on 127.0.0.1, too, at a free port.
    public var listensOnLoopback = false
    /// Whether connections by TCP need the roles' passwords (`password(of:)`). The socket trusts everybody.
    public var needsPassword = false
    /// Settings of postgresql.conf. Those of durability are on, as Postgres has them by itself.
    public var settings: [String: String] = [:]

    /// Socket only, no passwords, everything as durable as in production.
    public init() {}
  }

  /// A cluster that does not do what it should.
  public struct Fault: Error, CustomStringConvertible {
    /// What went wrong, with the end of the log.
    public var description: String
  }

  /// The role that may do everything.
  public static let superuser = "postgres"

  /// How it was set up.
  public let options: Options
  /// The port on loopback, and the number in the socket's name.
  public let port: Int
  /// Where everything is; the socket among it.
  public let folder: String
  /// Where Postgres writes what it has to say.
  public var logPath: String { folder + "/log" }
  /// The data folder.
  public var dataFolder: String { folder + "/data" }

  private let janitor: Janitor
  private let lock = NSLock()
  private var postmaster: Process?

  /// Makes a cluster and starts it; about a second.
  public init(_ options: Options = Options()) throws {
    if let missing = PostgresPrograms.missing { throw Fault(description: missing) }
    self.options = options
    port = options.listensOnLoopback ? try Self.freePort() : 5432
    folder = try TemporaryFolder.make(named: "geod-pg")
    janitor = try Janitor(folder: folder, signals: ["QUIT", "KILL"])
    try PostgresPrograms.own(folder)
    chmod(folder, 0o755)
    let command = [
      PostgresPrograms.path("initdb"), "--pgdata=\(folder)/data", "--username=\(Self.superuser)",
      "--encoding=UTF8", "--locale=C", "--auth-local=trust",
      "--auth-host=\(options.needsPassword ? "scram-sha-256" : "trust")", "--no-sync", "--no-instructions",
    ]
    try Command.run(PostgresPrograms.unprivileged(command), folder: "/")
    try configure()
    try start()
  }

  deinit { remove() }

  private func configure() throws {
    var settings = [
      "listen_addresses": options.listensOnLoopback ? "127.0.0.1" : "", "port": "\(port)",
      "unix_socket_directories": folder, "max_connections": "200", "log_line_prefix": "%m [%p] %u@%d ",
      "timezone": "UTC", "log_timezone": "UTC",
      // In the data folder, so that nothing is left in shared memory after a kill.
      "dynamic_shared_memory_type": "mmap",
    ]
    settings.merge(options.settings) { $1 }
    let lines = settings.sorted { $0.key < $1.key }.map { "\($0.key) = '\($0.value)'\n" }.joined()
    let file = try FileHandle(forWritingTo: URL(filePath: dataFolder + "/postgresql.conf"))
    defer { try? file.close() }
    try file.seekToEnd()
    try file.write(contentsOf: Data(lines.utf8))
  }

  /// Starts it and waits until it takes connections: after a crash, until it has recovered.
  public func start() throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = PostgresPrograms.unprivileged([
      PostgresPrograms.path("postgres"), "-D", dataFolder,
    ])
    process.currentDirectoryURL = URL(filePath: "/")
    if !FileManager.default.fileExists(atPath: logPath) { try Data().write(to: URL(filePath: logPath)) }
    let log = try FileHandle(forWritingTo: URL(filePath: logPath))
    defer { try? log.close() }
    try log.seekToEnd()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = log
    process.standardError = log
    try process.run()
    lock.withLock { postmaster = process }
    try wait(60, for: "Postgres to take connections") { isReady || !process.isRunning }
    guard process.isRunning else { throw fault("Postgres has ended at its start") }
  }

  /// Whether it takes connections now, as it says in its own file.
  public var isReady: Bool {
    let text = (try? String(contentsOfFile: dataFolder + "/postmaster.pid", encoding: .utf8)) ?? ""
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count > 7, let pid = lock.withLock({ postmaster?.processIdentifier }) else { return false }
    return Int32(lines[0]) == pid && lines[7].hasPrefix("ready")
  }

  /// The process that all others come from; nil when it does not run.
  public var processIdentifier: Int32? {
    lock.withLock { postmaster.flatMap { $0.isRunning ? $0.processIdentifier : nil } }
  }

  /// Ends it and removes everything. Also done when the cluster or the process of the tests goes away.
  public func remove() {
    try? end(with: SIGQUIT)
    janitor.finish()
  }

  /// What Postgres has said.
  public func log() -> String { (try? String(contentsOfFile: logPath, encoding: .utf8)) ?? "" }

  /// Waits until something is so.
  func wait(_ seconds: Double, for what: String, until condition: () -> Bool) throws {
    guard Poll.until(seconds: seconds, condition) else { throw fault("waited \(seconds) s for \(what)") }
  }

  func fault(_ text: String) -> Fault { Fault(description: "\(text)\n\(log().suffix(2000))") }

  /// A port that nobody listens on now.
  private static func freePort() throws -> Int {
    #if os(Linux)
      let kind = Int32(SOCK_STREAM.rawValue)
    #else
      let kind = SOCK_STREAM
    #endif
    let socket = socket(AF_INET, kind, 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let found = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0
      }
    }
    guard found else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    return Int(UInt16(bigEndian: address.sin_port))
  }
}
