// What the pages of a test show: a real server, technicians who drive, and a booking service, all by the public interface.

import Access
import Bedrock
import Browser
import FleetClient
import Foundation
import TestPrograms
import TestSupport
import Transport

/// Somewhere in the middle of the sample city, and metres from there.
struct Place {
  var eastMeters = 0.0
  var northMeters = 0.0

  var latitudeDegrees: Double { 24.7136 + northMeters / 110_780 }
  var longitudeDegrees: Double { 46.6753 + eastMeters / 101_200 }
}

/// What could not be done to prepare a test.
struct WorldError: Error, CustomStringConvertible {
  var description: String
}

/// A server with a few technicians. For one thread; ends with ``end()``.
final class PageWorld {
  let server: ChildServer
  let drive: TechnicianDrive
  let technicians: [ClientID]
  private let client: HTTPClient

  /// The names that pages show. The first is whom tests of the customer's page wait for.
  static let names = [
    ("Khalid", "خالد"), ("Nora", "نورة"), ("Omar", "عمر"), ("Sara", "سارة"), ("Faisal", "فيصل"),
  ]
  static let skill = "ac-repair"
  static let tenant = ClientID(trusted: "demo")

  /// Runs a test in a world of its own. The end of the server's log is shown when the test failed.
  static func with(
    technicians: Int = 3, arguments: [String] = [], settings: String = #"{"shares":{"hoursMax":24}}"#,
    _ body: (PageWorld) throws -> Void
  ) throws {
    let world = try PageWorld(technicians: technicians, arguments: arguments, settings: settings)
    defer { world.end() }
    do {
      try body(world)
    } catch {
      throw WorldError(description: "\(error)\nthe end of the server's log: \(world.server.logTail)")
    }
  }

  private init(technicians count: Int, arguments: [String], settings: String) throws {
    var configuration = ChildServer.Configuration(executable: BuiltProduct.url("geod"), tenant: Self.tenant)
    configuration.tenantName = "Cool Air"
    configuration.arguments = ["--map", "sample", "--loops", "1", "--log-level", "info"] + arguments
    if let folder = ProcessInfo.processInfo.environment["GEOD_PAGES_FROM"] {
      configuration.arguments += ["--pages-from", folder]
    }
    server = try ChildServer(configuration)
    client = HTTPClient(host: "127.0.0.1", port: server.address.port)
    let ids = (0..<count).map { ClientID(trusted: "tech-\($0 + 1)") }
    technicians = ids
    drive = try TechnicianDrive(server, ids)
    let lines = ids.indices.map { Self.profile($0, id: ids[$0]) }
    try ask("POST", "/v1/technicians:import", body: lines.joined(separator: "\n"))
    try ask(
      "PUT", "/v1/tenants/\(Self.tenant)/settings", .admin,
      body: #"{"version":0,"reason":"test","settings":\#(settings)}"#)
    try drive.begin()
  }

  func end() {
    drive.end()
    server.stop()
  }

  private static func profile(_ number: Int, id: ClientID) -> String {
    let name = names[number % names.count]
    return #"{"id":"\#(id)","name":{"en":"\#(name.0)","ar":"\#(name.1)"},"skills":["\#(skill)"],"#
      + #""rating":{"value":4.8,"count":127},"credentials":[{"kind":"ac-licence","jurisdiction":"SA-01","#
      + #""status":"valid","expires":"2028-03-01"}]}"#
  }

  /// The address of a page.
  func url(_ path: String) -> String { "http://127.0.0.1:\(server.address.port)\(path)" }

  /// The console's address with a token that signs in.
  func consoleURL(role: Role = .dispatcher) throws -> String {
    url("/ops#token=\(try server.desk.token(role, subject: ClientID(trusted: "dana")))")
  }

  /// The data of a request that must succeed.
  @discardableResult
  func ask(
    _ method: String, _ path: String, _ role: Role = .service, subject: ClientID? = nil, body: String = ""
  ) throws -> JSONValue {
    let token = try server.desk.token(role, subject: subject ?? ClientID(trusted: "\(role.rawValue)-1"))
    var headers: HTTPHeaders = ["Authorization": "Bearer \(token)"]
    if !body.isEmpty { headers.append("Content-Type", "application/json") }
    let answer = try client.request(method, path, headers: headers, body: Array(body.utf8))
    guard (200...299).contains(answer.status) else {
      throw WorldError(description: "\(method) \(path): \(answer.status) \(answer.text)")
    }
    return try JSONDecoder().decode(JSONValue.self, from: Data(answer.body))["data"]
  }

  /// The data of a request as the technician's phone makes it.
  @discardableResult
  func ask(_ method: String, _ path: String, by technician: ClientID) throws -> JSONValue {
    try ask(method, path, .technician, subject: technician)
  }

  /// Something that becomes true soon.
  func wait(_ what: String, seconds: Double = 10, until isTrue: () throws -> Bool) throws {
    try Poll.require(what, seconds: seconds, isTrue)
  }
}
