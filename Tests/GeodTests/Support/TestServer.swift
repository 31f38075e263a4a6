// A real geod for a test: own folder, own keys, own port, real sockets.

import Access
import Bedrock
import Foundation
import Testing
import Transport

/// A running `geod serve`. Every one is independent of all others.
final class TestServer {
  static let issuer = "geod"
  static let audience = "geod"

  let folder: TemporaryFolder
  let keys: KeyRing
  private(set) var port: UInt16 = 0
  private var program: Program
  private let options: [String]
  private let host: String
  /// Whom its clients trust; nil to speak without TLS.
  private let trust: TLSClientContext?
  /// What earlier lives of this server have logged.
  private var earlierLog = ""

  /// Starts a server with tenants that the real `geod tenant add` made.
  /// - Parameter database: the options of `geod` that name a database; none for the server's own folder.
  init(
    _ options: [String] = [], tenants: [String] = ["alpha", "beta"], loops: Int = 1,
    host: String = "127.0.0.1", identity: ServerIdentity? = nil, pairs: [KeyPair] = [],
    under tracer: [String] = [], database: [String] = []
  ) throws {
    folder = try TemporaryFolder()
    trust = try identity?.trust()
    _ = try KeyRing.create(file: folder.path("keys.json"), kid: ClientID(trusted: "test"))
    try KeyPair.add(pairs, toFile: folder.path("keys.json"))
    keys = try KeyRing(file: folder.path("keys.json"))
    for tenant in tenants { try Self.addTenant(tenant, in: folder, database: database) }
    self.host = host
    let listen = host.contains(":") ? "[\(host)]:0" : "\(host):0"
    self.options =
      [
        "serve", "--listen", listen, "--data", folder.path("data"), "--keys", folder.path("keys.json"),
        "--port-file", folder.path("port"), "--loops", "\(loops)", "--log-level", "debug",
      ] + database + options + (try identity?.install(in: folder) ?? [])
    // The leak checker of an instrumented build traces its own process, which another tracer does not let it.
    let environment = tracer.isEmpty ? [:] : ["ASAN_OPTIONS": "detect_leaks=0"]
    program = try Program(self.options, environment: environment, in: folder.url, under: tracer)
    try awaitPort()
  }

  /// Runs a test against a server of its own; the server must end well, and its log is shown when it did not.
  static func with(
    _ options: [String] = [], tenants: [String] = ["alpha", "beta"], loops: Int = 1,
    host: String = "127.0.0.1", identity: ServerIdentity? = nil, pairs: [KeyPair] = [],
    under tracer: [String] = [], database: [String] = [], _ body: (TestServer) throws -> Void
  ) throws {
    let server = try TestServer(
      options, tenants: tenants, loops: loops, host: host, identity: identity, pairs: pairs, under: tracer,
      database: database)
    do {
      try body(server)
    } catch {
      server.program.signal(SIGKILL)
      _ = server.program.wait(seconds: 5)
      Issue.record("\(error)\nthe end of the server's log:\n\(server.log.suffix(4_000))")
      return
    }
    server.stop()
  }

  static func addTenant(_ id: String, in folder: TemporaryFolder, database: [String] = []) throws {
    let result = try Program.run(
      ["tenant", "add", id, "--data", folder.path("data")] + database, in: folder.url)
    guard result.status == 0 else { throw TestFailure("tenant add \(id): \(result.errors)") }
  }

  /// Everything that was logged.
  var log: String { earlierLog + program.errors }

  /// What was written to standard output.
  var output: String { program.output }

  /// The lines of the log.
  func logLines() throws -> [JSON] {
    try log.split(separator: "\n").map { try JSON(String($0)) }
  }

  /// Asks the server to end and expects that it does, well and in time.
  func stop(seconds: Double = 20) {
    terminate()
    expectEnd(seconds: seconds)
  }

  /// Asks the server to read its certificate again.
  func reload() { program.signal(SIGHUP) }

  /// Asks the server to end.
  func terminate() { program.signal(SIGTERM) }

  /// Expects that the server ends, well and in time.
  func expectEnd(seconds: Double) {
    let status = program.wait(seconds: seconds)
    let log = log
    #expect(status == 0, "geod ended with \(String(describing: status)):\n\(log.suffix(4_000))")
    #expect(!log.contains("Sanitizer"), "\(log.suffix(20_000))")
  }

  /// Ends the server without giving it any chance.
  func kill() {
    program.signal(SIGKILL)
    _ = program.wait(seconds: 5)
  }

  /// Starts the server again over the same folder, on a new port.
  func startAgain() throws {
    earlierLog += program.errors
    try? FileManager.default.removeItem(atPath: folder.path("port"))
    program = try Program(options, in: folder.url)
    try awaitPort()
  }

  private func awaitPort() throws {
    let isUp = Poll.until(seconds: 30) {
      guard let text = try? String(contentsOfFile: folder.path("port"), encoding: .utf8),
        let port = UInt16(text.trimmingCharacters(in: .whitespacesAndNewlines))
      else { return !program.isRunning }
      self.port = port
      return true
    }
    guard isUp, program.isRunning else { throw TestFailure("geod did not start:\n\(program.errors)") }
  }

  /// A client with a connection of its own.
  func client() -> HTTPClient { client(trusting: trust) }

  /// The same with other roots than the server's.
  func client(trusting trust: TLSClientContext?) -> HTTPClient {
    HTTPClient(host: host, port: port, tls: trust, timeoutMilliseconds: 20_000)
  }

  /// An open WebSocket that has said nothing yet.
  func socket() throws -> WebSocketClient {
    try WebSocketClient(host: host, port: port, path: "/ws", tls: trust, subprotocols: ["geod.v1.json"])
  }

  /// A good token.
  func token(_ tenant: String, _ role: Role, subject: String? = nil, seconds: Int64 = 3_600) throws -> String
  {
    try Tokens(self).token { claims in
      claims.tenant = ClientID(trusted: tenant)
      claims.role = role
      claims.subject = ClientID(trusted: subject ?? "\(role.rawValue)-1")
      claims.expires = claims.issuedAt.advanced(byMilliseconds: seconds * 1000)
    }
  }

  /// One request on a fresh connection; `token` nil for none.
  func ask(
    _ method: String, _ path: String, token: String?, headers: HTTPHeaders = [:], body: String = ""
  ) throws -> HTTPClientAnswer {
    try client().ask(method, path, token: token, headers: headers, body: body)
  }

  /// The data of a request that must succeed.
  func data(_ method: String, _ path: String, token: String, body: String = "") throws -> JSON {
    let answer = try ask(method, path, token: token, body: body)
    guard (200...299).contains(answer.status) else {
      throw TestFailure("\(method) \(path): \(answer.status) \(answer.text)")
    }
    return try answer.json["data"]
  }

  /// Adds technicians with a profile each, in one import.
  func addTechnicians(_ ids: [String], to tenant: String, profile: String = "") throws {
    let lines = ids.map { #"{"id":"\#($0)"\#(profile.isEmpty ? "" : ",")\#(profile)}"# }.joined(
      separator: "\n")
    _ = try data("POST", "/v1/technicians:import", token: token(tenant, .service), body: lines)
  }

  /// Moves a trace clock.
  func moveClock(to milliseconds: Int64, tenant: String = "alpha") throws {
    _ = try data("PUT", "/v1/clock", token: token(tenant, .admin), body: #"{"time":\#(milliseconds)}"#)
  }

  /// The numbers of the metrics page by name and labels.
  func metrics() throws -> [String: Double] {
    let answer = try ask("GET", "/metrics", token: nil)
    guard answer.status == 200 else { throw TestFailure("/metrics: \(answer.status)") }
    return try MetricsPage(answer.text).values
  }
}

extension HTTPClient {
  func ask(
    _ method: String, _ path: String, token: String?, headers: HTTPHeaders = [:], body: String = ""
  ) throws -> HTTPClientAnswer {
    var headers = headers
    if let token { headers.append("Authorization", "Bearer \(token)") }
    if !body.isEmpty, headers["Content-Type"] == nil { headers.append("Content-Type", "application/json") }
    return try request(method, path, headers: headers, body: Array(body.utf8))
  }
}

extension HTTPClientAnswer {
  /// The body as JSON.
  var json: JSON { get throws { try JSON(body) } }

  /// The fields of the problem that the body describes.
  var faultyFields: [String] {
    get throws { try json["error"]["errors"].array.compactMap { $0["field"].string } }
  }
}
