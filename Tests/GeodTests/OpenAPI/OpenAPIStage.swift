// A server on which every documented example can be asked, and the operations of its document.

import Access
import Foundation
import Testing
import Transport

@testable import geod

/// One operation of the served document.
struct DocumentedOperation {
  let route: Route
  let json: JSON

  var name: String { "\(route.method) \(route.path)" }
  var examples: [JSON] { json["x-examples"].array }
  var query: [JSON] { json["parameters"].array.filter { $0["in"].string == "query" } }
  /// The schema of the body, of one line of it for NDJSON.
  var bodySchema: JSON? {
    guard case .object(let contents) = json["requestBody"]["content"] else { return nil }
    return contents.values.first?["schema"]
  }
  var statuses: Set<Int> { Set(json["responses"].keys.compactMap { Int($0) }) }
}

/// A running server with its document.
struct OpenAPIStage {
  static let tenant = "dev"

  let server: TestServer
  let client: HTTPClient
  let check: SchemaCheck
  let operations: [DocumentedOperation]

  /// Runs a test against a server with three technicians, of whom the first has a position.
  static func with(_ body: (OpenAPIStage) throws -> Void) throws {
    try TestServer.with(
      FixLifeTests.trace + ["--map", "sample", "--webhook-timeout", "1"], tenants: [tenant]
    ) { server in
      try server.addTechnicians(
        ["tech-1", "tech-2", "tech-3"], to: tenant,
        profile: #""skills":["ac-repair","plumbing"],"rating":{"value":4.8,"count":120},"capacity":50"#)
      let phone = try Phone(server, tenant, "tech-1")
      try phone.report(FixLifeTests.fix(1, latitude: 24.7137))
      // A development server has put its settings once, too. Here nobody is asked but whom an example asks.
      _ = try server.data(
        "PUT", "/v1/tenants/\(tenant)/settings", token: server.token(tenant, .admin),
        body: #"{"version":0,"settings":{"offers":{"isAutomatic":false}}}"#)
      _ = try server.data(
        "PUT", "/v1/webhooks/billing", token: server.token(tenant, .admin),
        body: #"{"url":"https://billing.example.com/geod"}"#)
      try body(OpenAPIStage(server))
    }
  }

  init(_ server: TestServer) throws {
    self.server = server
    client = server.client()
    let document = try client.ask("GET", "/openapi.json", token: nil).json
    check = SchemaCheck(document: document)
    operations = AccessTable.routes.map { route in
      DocumentedOperation(
        route: route, json: document["paths"][route.template][route.method.lowercased()])
    }
  }

  func token(_ role: String?) throws -> String? {
    guard let role = role.flatMap(Role.init) else { return nil }
    return try server.token(Self.tenant, role, subject: role == .technician ? "tech-1" : nil)
  }

  /// The token of somebody who may ask.
  func token(for operation: DocumentedOperation) throws -> String? {
    try token(operation.route.rule.exampleRole?.rawValue)
  }

  /// Sends an example as it is documented. Names that only the server can make are those of a booking that was brought
  /// to where the request makes sense; it is ended afterwards.
  func send(_ example: JSON, of operation: DocumentedOperation) throws -> HTTPClientAnswer {
    let request = example["request"]
    let stage = Expectation.all[operation.name]?.stage ?? .none
    let staged =
      stage == .none
      ? .absent : try server.stage(stage, tenant: Self.tenant, technician: "tech-1", isShared: true)
    defer { if stage != .none { try? server.cancel(staged, tenant: Self.tenant) } }
    var target = request["target"].string ?? ""
    if stage != .none {
      let query = target.split(separator: "?", maxSplits: 1).dropFirst().first.map { "?\($0)" } ?? ""
      target =
        staged.path(operation.route.path.replacing("/bookings/{id}", with: "/bookings/{booking}")) + query
    }
    var headers: HTTPHeaders = [:]
    for header in request["headers"].array { headers.append(header[0].string ?? "", header[1].string ?? "") }
    return try client.ask(
      operation.route.method, target, token: try token(request["role"].string), headers: headers,
      body: request["body"].string ?? "")
  }

  /// What is wrong with an answer, by the operation's document.
  func faults(_ answer: HTTPClientAnswer, of operation: DocumentedOperation) -> [String] {
    let documented = check.resolved(operation.json["responses"]["\(answer.status)"])
    guard documented != .null else { return ["\(answer.status) is not documented: \(answer.text)"] }
    guard case .object(let contents) = documented["content"] else {
      return answer.body.isEmpty ? [] : ["a body where none is documented: \(answer.text)"]
    }
    let type = answer.headers["Content-Type"] ?? ""
    let bare = type.split(separator: ";").first.map(String.init) ?? ""
    guard let content = contents[type] ?? contents[bare] else { return ["\(type) is not documented"] }
    guard content["schema"] != .null else { return answer.body.isEmpty ? ["no body"] : [] }
    guard let value = try? answer.json else { return ["no JSON: \(answer.text)"] }
    return check.faults(value, content["schema"])
  }
}
