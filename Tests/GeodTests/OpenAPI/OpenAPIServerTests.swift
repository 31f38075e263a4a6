// The OpenAPI document against a running server: the examples, the queries, the limits.

import Access
import Foundation
import Testing
import Transport

@testable import geod

@Suite("The OpenAPI document and the server")
struct OpenAPIServerTests {
  @Test("every example is answered as documented, with no member that is not documented")
  func examples() throws {
    try OpenAPIStage.with { stage in
      // What is removed must have been added, and time is moved when nobody needs it any more.
      func rank(_ operation: DocumentedOperation) -> Int {
        if ["PUT /v1/clock", "PUT /v1/tenants/{id}/settings"].contains(operation.name) { return 3 }
        return ["PUT": 0, "POST": 1, "GET": 1, "DELETE": 2][operation.route.method] ?? 1
      }
      for operation in stage.operations.sorted(by: { rank($0) < rank($1) }) {
        for example in operation.examples {
          let name = "\(operation.name), \(example["title"])"
          if example["answer"]["status"].int == 101 {
            _ = try stage.server.socket()
            continue
          }
          let answer = try stage.send(example, of: operation)
          #expect(answer.status == example["answer"]["status"].int, "\(name): \(answer.text.prefix(500))")
          #expect(stage.faults(answer, of: operation) == [], "\(name)")
        }
      }
    }
  }

  @Test("the document is compressed for who takes that, and sent once to who keeps it")
  func caching() throws {
    try TestServer.with { server in
      let client = server.client()
      let plain = try client.ask("GET", "/openapi.json", token: nil)
      #expect(plain.status == 200 && plain.headers["Content-Encoding"] == nil)
      #expect(plain.body == OpenAPIDocument(AccessTable.routes).bytes)
      let packed = try client.ask(
        "GET", "/openapi.json", token: nil, headers: ["Accept-Encoding": "br, gzip"])
      #expect(packed.headers["Content-Encoding"] == "gzip")
      #expect(try Gzip.decompress(packed.body, bytesMax: 1 << 22) == plain.body)
      let tag = try #require(plain.headers["ETag"])
      let again = try client.ask("GET", "/openapi.json", token: nil, headers: ["If-None-Match": tag])
      #expect(again.status == 304 && again.body.isEmpty)
    }
  }

  @Test("query items that are not documented are refused, documented ones are taken up to their limits")
  func queries() throws {
    try OpenAPIStage.with { stage in
      for operation in stage.operations
      where operation.route.rule.needsToken && operation.route.method == "GET" {
        func ask(_ items: [String: String], of example: JSON) throws -> HTTPClientAnswer {
          var changed = example
          let target = example["request"]["target"].string ?? ""
          let path = target.split(separator: "?", maxSplits: 1)[0]
          let query = items.map { "\($0.key)=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
          changed["request"]["target"] = .string(query.isEmpty ? String(path) : "\(path)?\(query)")
          return try stage.send(changed, of: operation)
        }
        for example in operation.examples.prefix(1) {
          let answer = try ask(example.queryItems.merging(["zzz": "1"]) { $1 }, of: example)
          #expect(answer.status == 422, "\(operation.name)?zzz: \(answer.text)")
          #expect(try answer.faultyFields == ["zzz"], "\(operation.name)?zzz: \(answer.text)")
        }
        for parameter in operation.query {
          let name = parameter["name"].string ?? ""
          let example = operation.examples.first { $0.queryItems[name] != nil } ?? operation.examples[0]
          let values = SampleValues(parameter["schema"], stage.check, known: example.queryItems[name])
          #expect(!values.bad.isEmpty || parameter["schema"]["type"] == .null, "\(operation.name)?\(name)")
          for value in values.good {
            let answer = try ask(example.queryItems.merging([name: value]) { $1 }, of: example)
            #expect(answer.status == 200, "\(operation.name)?\(name)=\(value): \(answer.text)")
          }
          for value in values.bad {
            let answer = try ask(example.queryItems.merging([name: value]) { $1 }, of: example)
            #expect(answer.status == 422, "\(operation.name)?\(name)=\(value): \(answer.text)")
            #expect(
              try answer.faultyFields.contains(name), "\(operation.name)?\(name)=\(value): \(answer.text)")
          }
        }
      }
    }
  }

  @Test("members of bodies are required, known and limited as documented")
  func bodies() throws {
    try OpenAPIStage.with { stage in
      for operation in stage.operations where operation.name != "PUT /v1/clock" {
        guard let schema = operation.bodySchema, let example = operation.examples.first else { continue }
        let token = try stage.token(for: operation)
        let target = StagedBooking.absent.path(
          operation.route.path.replacing(
            "{id}", with: operation.route.path.contains("tenants") ? "dev" : "tech-9"))
        let line = example["request"]["body"].string?.split(separator: "\n").first.map(String.init) ?? "{}"
        for change in BodyChanges(schema, stage.check).changes(of: try JSON(line)) {
          let answer = try stage.client.ask(
            operation.route.method, target, token: token, body: change.body.description)
          let name = "\(operation.name): \(change.what): \(answer.status) \(answer.text.prefix(400))"
          #expect(stage.faults(answer, of: operation) == [], "\(name)")
          let faults = try answer.json["error"]["errors"].array
          let named = faults.filter { $0["field"].string?.contains(change.member) == true }
          if change.isGood {
            let own = named.filter { !["conflict", "notFound"].contains($0["code"].string) }
            #expect(own.isEmpty, "\(name)")
          } else {
            #expect(answer.status == 422 && !named.isEmpty, "\(name)")
          }
        }
      }
    }
  }

  @Test("bodies may be as long as documented and not longer")
  func lengths() throws {
    try OpenAPIStage.with { stage in
      for operation in stage.operations where operation.name != "GET /ws" {
        let limit = operation.json["requestBody"]["x-bytes-max"].int ?? 0
        let target = operation.route.path.replacing(/\{[^}]+\}/, with: "dev")
        func ask(_ length: Int) throws -> HTTPClientAnswer {
          try stage.server.ask(
            operation.route.method, target, token: stage.token(for: operation),
            body: String(repeating: " ", count: length))
        }
        let (longest, longer) = (try ask(limit), try ask(limit + 1))
        #expect(limit == 0 || longest.status != 413, "\(operation.name)")
        #expect(longer.status == 413, "\(operation.name)")
      }
    }
  }
}

extension JSON {
  /// The items of the query of an example.
  fileprivate var queryItems: [String: String] {
    let target = self["request"]["target"].string ?? ""
    guard let query = target.split(separator: "?", maxSplits: 1).dropFirst().first else { return [:] }
    let items = (try? QueryItems(String(query)))?.items ?? []
    return Dictionary(items.map { ($0.name, $0.value) }) { $1 }
  }
}
