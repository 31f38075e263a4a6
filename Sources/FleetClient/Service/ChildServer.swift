// A geod of one's own: a child process on loopback, in a fresh folder that goes away with it.

internal import Access
public import Bedrock
public import Foundation
public import Transport

/// A running `geod serve` with one tenant and one key. For one thread. It ends with this process, however this
/// process ends: its standard input is a pipe that nobody writes to, and that the system closes.
public final class ChildServer {
  /// How a child is to be run.
  public struct Configuration: Sendable {
    /// The geod binary.
    public var executable: URL
    /// The tenant to make.
    public var tenant: ClientID
    /// The tenant's name in English.
    public var tenantName = "Demo"
    /// The tenant's IANA time zone.
    public var timeZone = "Asia/Riyadh"
    /// What follows the options of this file: clock, loops, limits.
    public var arguments: [String] = []
    /// What says where the truth is kept, for every command; empty for the child's own folder.
    public var storeArguments: [String] = []
    /// The keys of another child, which has made the tenant already; nil to make both.
    public var sharedKeysPath: String?
    /// The processor to bind the child to; nil for any.
    public var processor: Int?
    /// Whether the folder stays when the child ends.
    public var keepsFolder = false

    /// A child of a binary.
    public init(executable: URL, tenant: ClientID) {
      self.executable = executable
      self.tenant = tenant
    }
  }

  /// Everything of the child: data, keys, log.
  public let folder: URL
  /// Where it listens.
  public let address: PeerAddress
  /// Its tokens.
  public let desk: TokenDesk
  /// The file with its keys.
  public let keysPath: String
  private let configuration: Configuration
  private var process: Process
  private var keepsFolder: Bool { configuration.keepsFolder }

  private static let startSeconds = 20.0
  private static let stopSeconds = 15.0

  /// Makes folder, key and tenant, starts the child and returns when it accepts connections. What was made goes
  /// away again if that fails.
  public init(_ configuration: Configuration) throws(FleetError) {
    self.configuration = configuration
    folder = try Self.makeFolder()
    do throws(FleetError) {
      keysPath = configuration.sharedKeysPath ?? folder.appending(path: "keys.json").path
      desk = try Self.makeDesk(configuration, keysPath: keysPath)
      if configuration.sharedKeysPath == nil { try Self.addTenant(configuration, in: folder) }
      process = try Self.serve(configuration, in: folder, keysPath: keysPath, port: 0)
      address = .loopback(port: try Self.awaitPort(of: process, in: folder))
    } catch {
      if !configuration.keepsFolder { try? FileManager.default.removeItem(at: folder) }
      throw error
    }
  }

  private static func addTenant(_ configuration: Configuration, in folder: URL) throws(FleetError) {
    let tenant = try spawn(
      configuration, in: folder,
      ["tenant", "add", configuration.tenant.text, "--data", data(in: folder), "--name-en"]
        + [configuration.tenantName, "--time-zone", configuration.timeZone] + configuration.storeArguments)
    tenant.waitUntilExit()
    guard tenant.terminationStatus == 0 else {
      throw .server("the tenant could not be made: \(logTail(folder))")
    }
  }

  /// Where the child keeps its data.
  public var dataPath: String { Self.data(in: folder) }

  /// Ends the child as loss of power would: with SIGKILL, at whatever it is doing.
  public func kill() {
    if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }

  /// Starts the child again, on the same port and the same data, and returns when it accepts connections.
  public func restart() throws(FleetError) {
    precondition(!process.isRunning, "the child still runs")
    try? FileManager.default.removeItem(at: Self.portFile(in: folder))
    process = try Self.serve(configuration, in: folder, keysPath: keysPath, port: address.port)
    _ = try Self.awaitPort(of: process, in: folder)
  }

  /// The child's process identifier.
  public var processID: Int32 { process.processIdentifier }

  /// Whether the child still runs.
  public var isRunning: Bool { process.isRunning }

  /// The end of the child's log, for messages about its failure.
  public var logTail: String { Self.logTail(folder) }

  /// Ends the child with SIGTERM (SIGKILL when it does not obey) and removes the folder.
  /// - Returns: whether it ended by itself and with status 0.
  @discardableResult
  public func stop() -> Bool {
    let endedWell = end()
    removeFolder()
    return endedWell
  }

  /// Ends the child as ``stop()`` does, but leaves the folder for those who want to look into its data;
  /// ``removeFolder()`` follows.
  public func end() -> Bool {
    if process.isRunning { process.terminate() }
    let deadline = Date(timeIntervalSinceNow: Self.stopSeconds)
    while process.isRunning, Date() < deadline { Thread.sleep(forTimeInterval: 0.01) }
    let isKilled = process.isRunning
    if isKilled {
      kill()
    }
    return !isKilled && process.terminationReason == .exit && process.terminationStatus == 0
  }

  /// Removes the folder unless it was to be kept. The child must have ended.
  public func removeFolder() {
    if !keepsFolder { try? FileManager.default.removeItem(at: folder) }
  }

  private static func data(in folder: URL) -> String { folder.appending(path: "data").path }

  private static func portFile(in folder: URL) -> URL { folder.appending(path: "port") }

  private static func serve(
    _ configuration: Configuration, in folder: URL, keysPath: String, port: UInt16
  ) throws(FleetError) -> Process {
    try spawn(
      configuration, in: folder,
      ["serve", "--listen", "127.0.0.1:\(port)", "--data", data(in: folder), "--keys", keysPath]
        + ["--port-file", portFile(in: folder).path, "--end-with-input"] + configuration.storeArguments
        + configuration.arguments)
  }

  private static func makeFolder() throws(FleetError) -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "geod-\(UUID().uuidString.lowercased())")
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .file("the folder \(folder.path) cannot be made: \(error.localizedDescription)")
    }
    return folder
  }

  private static func makeDesk(
    _ configuration: Configuration, keysPath: String
  ) throws(FleetError) -> TokenDesk {
    let ring: KeyRing
    do {
      ring =
        configuration.sharedKeysPath == nil
        ? try KeyRing.create(file: keysPath, kid: ClientID(trusted: "fleet")) : try KeyRing(file: keysPath)
    } catch {
      throw .file("\(error)")
    }
    return try TokenDesk(ring: ring, tenant: configuration.tenant)
  }

  /// Starts the binary with its output in the folder's log.
  private static func spawn(
    _ configuration: Configuration, in folder: URL, _ arguments: [String]
  ) throws(FleetError) -> Process {
    let log = folder.appending(path: "server.log")
    if !FileManager.default.fileExists(atPath: log.path) {
      _ = FileManager.default.createFile(atPath: log.path, contents: nil)
    }
    let process = Process()
    // What the caller's shell sets for geod is not meant for this one.
    process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("GEOD_") }
    if let processor = configuration.processor {
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = ["taskset", "-c", String(processor), configuration.executable.path] + arguments
    } else {
      process.executableURL = configuration.executable
      process.arguments = arguments
    }
    do {
      let output = try FileHandle(forWritingTo: log)
      try output.seekToEnd()
      // The pipe lives as long as the process object, which lives as long as its owner.
      process.standardInput = Pipe()
      process.standardOutput = output
      process.standardError = output
      try process.run()
    } catch {
      throw .server("\(configuration.executable.path) cannot be started: \(error.localizedDescription)")
    }
    return process
  }

  private static func awaitPort(of process: Process, in folder: URL) throws(FleetError) -> UInt16 {
    let file = portFile(in: folder)
    let deadline = Date(timeIntervalSinceNow: startSeconds)
    while Date() < deadline {
      if let text = try? String(contentsOf: file, encoding: .utf8),
        let port = UInt16(text.trimmingCharacters(in: .whitespacesAndNewlines))
      {
        return port
      }
      guard process.isRunning else { throw .server("the server ended at once: \(logTail(folder))") }
      Thread.sleep(forTimeInterval: 0.01)
    }
    process.terminate()
    process.waitUntilExit()
    throw .server("the server did not listen within \(Int(startSeconds)) seconds: \(logTail(folder))")
  }

  private static func logTail(_ folder: URL) -> String {
    let log = try? String(contentsOf: folder.appending(path: "server.log"), encoding: .utf8)
    return log.map { String($0.suffix(1_000)) } ?? "it has no log"
  }
}
