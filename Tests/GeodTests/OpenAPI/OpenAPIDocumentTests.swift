// The OpenAPI document against the table of routes, and against itself.

import Access
import Foundation
import Testing
import Transport

@testable import geod

@Suite("The OpenAPI document")
struct OpenAPIDocumentTests {
  private static let document = OpenAPIDocument(AccessTable.routes)

  private static func json() throws -> JSON { try JSON(document.bytes) }

  @Test("it names exactly the routes of the table, with their rights and body limits")
  func routes() throws {
    let json = try Self.json()
    var documented: Set<String> = []
    for path in json["paths"].keys {
      for method in json["paths"][path].keys { documented.insert("\(method.uppercased()) \(path)") }
    }
    #expect(documented == Set(AccessTable.routes.map { "\($0.method) \($0.template)" }))
    #expect(documented.count == AccessTable.routes.count)
    for route in AccessTable.routes {
      let operation = json["paths"][route.template][route.method.lowercased()]
      #expect(operation["x-roles"].array.compactMap(\.string) == route.rule.roles.roles.map(\.rawValue))
      #expect(operation["x-scope"].string == route.rule.scope.rawValue)
      #expect(operation["security"].array.isEmpty == !route.rule.needsToken, "\(route.path)")
      for role in route.rule.roles.roles {
        #expect(operation["description"].string?.contains(role.rawValue) == true, "\(route.path) \(role)")
      }
      #expect(operation["requestBody"]["x-bytes-max"].int ?? 0 == route.bodyBytesMax, "\(route.path)")
      #expect(!operation["x-examples"].array.isEmpty, "\(route.path) has no example")
    }
  }

  @Test("operations have names of their own, and declare every parameter of their path and no other")
  func operations() throws {
    let json = try Self.json()
    let names = AccessTable.routes.map(\.documentation.name)
    #expect(Set(names).count == names.count)
    for route in AccessTable.routes {
      let operation = json["paths"][route.template][route.method.lowercased()]
      let inPath = operation["parameters"].array.filter { $0["in"].string == "path" }
      #expect(inPath.allSatisfy { $0["required"] == .bool(true) })
      let wanted = route.template.matches(of: /\{(\w+)\}/).map { String($0.1) }
      #expect(inPath.compactMap { $0["name"].string } == wanted, "\(route.path)")
      let described = operation["parameters"].array.allSatisfy { $0["description"].string?.isEmpty == false }
      #expect(described, "\(route.path) has a parameter without a description")
    }
  }

  @Test("every reference leads to a component, and every component is used")
  func references() throws {
    let text = String(decoding: Self.document.bytes, as: UTF8.self)
    let used = Set(text.matches(of: /"#\/components\/schemas\/(\w+)"/).map { String($0.1) })
    #expect(used == (try Self.json())["components"]["schemas"].keys)
  }

  @Test("the same table gives the same bytes")
  func determinism() {
    #expect(OpenAPIDocument(AccessTable.routes.reversed()).bytes == Self.document.bytes)
  }

  @Test("documented answers of examples fit their own schemas")
  func examples() throws {
    let json = try Self.json()
    let check = SchemaCheck(document: json)
    for route in AccessTable.routes {
      let operation = json["paths"][route.template][route.method.lowercased()]
      for example in operation["x-examples"].array {
        let answer = example["answer"]
        let name = "\(route.method) \(route.path), \(example["title"])"
        let documented = operation["responses"]["\(answer["status"])"]
        #expect(documented != .null, "\(name): \(answer["status"])")
        guard case .object(let contents) = documented["content"], let text = answer["text"].string else {
          continue
        }
        let type = answer["mediaType"].string ?? ""
        let content = contents.first { $0.key == type || $0.key.hasPrefix(type + ";") }?.value
        guard let content else {
          Issue.record("\(name): \(type) is not documented")
          continue
        }
        guard content["schema"] != .null else { continue }
        #expect(check.faults(try JSON(text), content["schema"]) == [], "\(name)")
      }
    }
  }

  @Test("every number of the settings has limits, and every default keeps them")
  func settings() throws {
    let json = try Self.json()
    let check = SchemaCheck(document: json)
    let sections = json["components"]["schemas"]["Settings"]["properties"]
    #expect(sections.keys.count > 10)
    for section in sections.keys {
      let fields = sections[section]["properties"]
      for name in fields.keys {
        let field = fields[name]
        #expect(
          field["default"] != .null && field["description"].string?.isEmpty == false, "\(section).\(name)")
        #expect(check.faults(field["default"], field) == [], "\(section).\(name)")
        guard ["number", "integer"].contains(field["type"].string) else { continue }
        #expect(field["minimum"].double != nil && field["maximum"].double != nil, "\(section).\(name)")
      }
    }
  }

  @Test("the checker finds what is wrong, and nothing else")
  func checker() throws {
    let check = SchemaCheck(
      document: try JSON(#"{"components":{"schemas":{"A":{"type":"integer","minimum":2}}}}"#))
    let schema = try JSON(
      """
      {"type":"object","properties":{"a":{"$ref":"#/components/schemas/A"},"b":{"type":"array","maxItems":1,\
      "items":{"enum":["x"]}},"c":{"anyOf":[{"type":"null"},{"type":"string","pattern":"^y"}]}},"required":["a"],\
      "additionalProperties":false}
      """)
    for good in [#"{"a":2}"#, #"{"a":2,"b":["x"],"c":null}"#, #"{"a":3,"b":[],"c":"yes"}"#] {
      #expect(check.faults(try JSON(good), schema) == [], "\(good)")
    }
    for bad in [
      "[]", "{}", #"{"a":1}"#, #"{"a":2.5}"#, #"{"a":2,"d":1}"#, #"{"a":2,"b":["z"]}"#,
      #"{"a":2,"b":["x","x"]}"#,
      #"{"a":2,"c":"no"}"#, #"{"a":null}"#,
    ] {
      #expect(!check.faults(try JSON(bad), schema).isEmpty, "\(bad)")
    }
    #expect(!check.faults(.null, try JSON(#"{"oneOf":[]}"#)).isEmpty)
  }
}
