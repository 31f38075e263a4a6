// Which route answers a request: methods, paths, parameters, and what is no route at all.

import Testing

@testable import geod

@Suite("Router")
struct RouterTests {
  private static func route(_ method: String, _ path: String) -> Route {
    Route(
      method: method, path: path, rule: .open, summary: "", documentation: AccessTable.webSocketDocumentation
    ) { _ in .webSocket }
  }

  private static let router = Router([
    route("GET", "/v1/things/{id}"), route("PUT", "/v1/things/{id}"), route("GET", "/v1/things/all"),
    route("POST", "/v1/things:import"), route("GET", "/v1/things/{id}/parts/{part}"), route("POST", "/only"),
    route("GET", "/files/{version}/{path...}"),
  ])

  private static func find(_ method: String, _ path: String) -> String {
    switch router.match(method: method, path: path) {
    case .found(let route, let parameters):
      return route.path + parameters.sorted { $0.key < $1.key }.map { " \($0)=\($1)" }.joined()
    case .methodNotAllowed(let allowed): return "allowed " + allowed.joined(separator: ",")
    case .unknownMethod: return "unknown"
    case .none: return "none"
    }
  }

  @Test(
    "paths, parameters, literals before parameters, allowed methods",
    arguments: [
      ("GET", "/v1/things/a", "/v1/things/{id} id=a"), ("HEAD", "/v1/things/a", "/v1/things/{id} id=a"),
      ("PUT", "/v1/things/a", "/v1/things/{id} id=a"), ("GET", "/v1/things/all", "/v1/things/all"),
      ("PUT", "/v1/things/all", "/v1/things/{id} id=all"), ("POST", "/v1/things:import", "/v1/things:import"),
      ("GET", "/v1/things/a/parts/b", "/v1/things/{id}/parts/{part} id=a part=b"),
      ("DELETE", "/v1/things/a", "allowed GET,HEAD,PUT"), ("GET", "/only", "allowed POST"),
      ("HEAD", "/only", "allowed POST"), ("PATCH", "/only", "allowed POST"), ("BREW", "/only", "unknown"),
      ("GET", "/v1/things/", "none"), ("GET", "/v1/things/a/", "none"), ("GET", "/v1/things", "none"),
      ("GET", "/v1/things/a:b", "none"), ("GET", "//v1/things/a", "none"), ("GET", "/V1/things/a", "none"),
      ("get", "/v1/things/a", "unknown"),
      ("GET", "*", "none"), ("GET", "/files/1/a", "/files/{version}/{path...} path=a version=1"),
      ("GET", "/files/1/a/b:c/", "/files/{version}/{path...} path=a/b:c/ version=1"),
      ("GET", "/files/1", "none"),
      ("PUT", "/files/1/a", "allowed GET,HEAD"),
    ])
  func matches(method: String, path: String, expected: String) {
    #expect(Self.find(method, path) == expected)
  }

  @Test("every route of the table is found under its own path, and by nobody else's")
  func table() {
    let router = Router(AccessTable.routes)
    for route in AccessTable.routes {
      let path = route.path.replacing("{id}", with: "x-1")
      guard case .found(let found, _) = router.match(method: route.method, path: path) else {
        Issue.record("\(route.method) \(route.path)")
        continue
      }
      #expect(found.path == route.path && found.method == route.method)
      #expect(!route.summary.isEmpty)
    }
  }
}
