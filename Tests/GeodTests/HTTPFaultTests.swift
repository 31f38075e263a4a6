// What callers get wrong over HTTP: a clear error that names the field, nothing applied in part, and a server
// that goes on.

import Foundation
import Testing
import Transport

@Suite("Faults over HTTP")
struct HTTPFaultTests {
  /// A request, and what its refusal must say.
  struct Fault: Sendable {
    var method = "PUT"
    var path: String
    var body = ""
    var status = 422
    var fields: [String]
  }

  static let faults: [Fault] = [
    // Bodies.
    Fault(path: "/v1/technicians/t1", status: 422, fields: ["body"]),
    Fault(path: "/v1/technicians/t1", body: #"{"rating":"#, status: 400, fields: ["body"]),
    Fault(path: "/v1/technicians/t1", body: "[]", fields: ["body"]),
    Fault(path: "/v1/technicians/t1", body: #"{"rating":{"value":"five"}}"#, fields: ["rating.value"]),
    Fault(path: "/v1/technicians/t1", body: #"{"rating":{"value":NaN}}"#, status: 400, fields: ["body"]),
    Fault(path: "/v1/technicians/t1", body: #"{"rating":{"value":5.01}}"#, fields: ["rating.value"]),
    Fault(
      path: "/v1/technicians/t1", body: #"{"rating":{"value":1,"value":2}}"#, fields: ["rating.value"]),
    Fault(path: "/v1/technicians/t1", body: #"{"skils":[]}"#, fields: ["skils"]),
    Fault(path: "/v1/technicians/t1", body: #"{"id":"t2"}"#, fields: ["id"]),
    Fault(path: "/v1/technicians/t%20", body: "{}", fields: ["id"]),
    Fault(
      path: "/v1/technicians/t1",
      body:
        #"{"status":"busy","skills":["a","a",{"id":"b","level":9}],"shift":{"start":"8:00"},"capacity":1.5}"#,
      fields: ["skills[1]", "skills[2].level", "shift.start", "shift.end", "capacity", "status"]),
    Fault(
      path: "/v1/technicians/t1",
      body: String(repeating: "[", count: 200) + String(repeating: "]", count: 200),
      status: 400, fields: ["body"]),
    // Imports: faults on lines 2 and 5, and the good lines between are not applied.
    Fault(
      method: "POST", path: "/v1/technicians:import",
      body: """
        {"id":"new1"}
        {"id":"new2","capacity":0}
        {"id":"new3"}

        {"id":"new1"}
        {"id":"new6"}
        """, fields: ["line 2: capacity", "line 5: id"]),
    Fault(method: "POST", path: "/v1/technicians:import", body: "\n\n", fields: ["body"]),
    Fault(
      method: "POST", path: "/v1/technicians:import", body: #"{"id":"n"} x"#, status: 400,
      fields: ["line 1: profile"]),
    // Settings: all faults at once, of every kind.
    Fault(
      path: "/v1/tenants/alpha/settings",
      body: """
        {"settings":{"fix":{"accuracyMaxMeters":0,"speedMaxMetersPerSecond":"fast","jumpConfirmations":1.5},
        "nearby":{"count":5000,"cuont":3}},"reasn":""}
        """,
      fields: [
        "settings.fix.speedMaxMetersPerSecond", "settings.fix.jumpConfirmations", "settings.nearby.cuont",
        "settings.fix.accuracyMaxMeters", "settings.nearby.count", "version", "reasn",
      ]),
    Fault(
      path: "/v1/tenants/alpha/settings",
      body:
        #"{"version":0,"settings":{"presence":{"idleAfterMilliseconds":20000,"offlineAfterMilliseconds":10000}}}"#,
      fields: ["settings.presence.offlineAfterMilliseconds"]),
    Fault(
      path: "/v1/tenants/alpha/settings", body: #"{"version":7,"settings":{}}"#, status: 409,
      fields: ["version"]),
    // The clock.
    Fault(path: "/v1/clock", body: #"{"time":-1}"#, fields: ["time"]),
    Fault(path: "/v1/clock", body: #"{"time":1}"#, status: 409, fields: ["time"]),
    // Queries.
    Fault(method: "GET", path: "/v1/technicians:nearby?lat=91&lon=0", fields: ["lat"]),
    Fault(method: "GET", path: "/v1/technicians:nearby?lat=nan&lon=0x10", fields: ["lat", "lon"]),
    Fault(method: "GET", path: "/v1/technicians:nearby", fields: ["lat", "lon"]),
    Fault(method: "GET", path: "/v1/technicians:nearby?lat=1&lat=2&lon=0", fields: ["lat"]),
    Fault(
      method: "GET", path: "/v1/technicians:nearby?lat=1&lon=0&k=0&radiusMeter=5&minRating=6&status=busy",
      fields: ["k", "minRating", "status", "radiusMeter"]),
    Fault(method: "GET", path: "/v1/technicians:nearby?bbox=1,2,3", fields: ["bbox"]),
    Fault(method: "GET", path: "/v1/technicians:nearby?bbox=1,2,3,91", fields: ["bbox"]),
    Fault(method: "GET", path: "/v1/technicians:nearby?bbox=1,2,3,4&lat=1", fields: ["bbox"]),
    Fault(method: "GET", path: "/v1/technicians:nearby?lat=%FF&lon=0", fields: ["query"]),
    Fault(method: "GET", path: "/v1/technicians?limit=0&after=a%20b", fields: ["limit", "after"]),
    Fault(method: "GET", path: "/v1/technicians/nobody", status: 404, fields: ["id"]),
    Fault(method: "DELETE", path: "/v1/technicians/nobody", status: 404, fields: ["id"]),
    // What Transport refuses.
    Fault(
      path: "/v1/technicians/t1", body: String(repeating: " ", count: 40_000), status: 413, fields: ["body"]),
    Fault(method: "GET", path: "/v1/clock", body: "{}", status: 413, fields: ["body"]),
    Fault(
      method: "GET", path: "/" + String(repeating: "a", count: 9_000), status: 414, fields: ["requestLine"]),
    Fault(method: "GET", path: "/v1/%zz", status: 400, fields: ["requestLine"]),
  ]

  @Test("every fault is told with its field, and changes nothing")
  func told() throws {
    try RightsTests.withTenants { server in
      let before = try RightsTests.state(server, "alpha")
      let token = try server.token("alpha", .admin)
      for fault in Self.faults {
        let answer = try server.ask(fault.method, fault.path, token: token, body: fault.body)
        let what = "\(fault.method) \(fault.path.prefix(80)) \(fault.body.prefix(80)): \(answer.text)"
        #expect(answer.status == fault.status, "\(what)")
        #expect(try answer.faultyFields.sorted() == fault.fields.sorted(), "\(what)")
        let json = try answer.json
        #expect(json["success"] == .bool(false), "\(what)")
        #expect(json["error"]["status"].int == fault.status, "\(what)")
        #expect(json["error"].keys.isSuperset(of: ["type", "title", "status", "detail"]), "\(what)")
        #expect(json["meta"]["requestId"].string == answer.headers["X-Request-Id"], "\(what)")
        for error in json["error"]["errors"].array {
          #expect(error["code"].string != nil && error["message"].string != nil, "\(what)")
        }
        #expect(answer.text.utf8.count < 4_000, "\(what)")
      }
      #expect(try RightsTests.state(server, "alpha") == before)
    }
  }

  @Test("a body of 10 MB and 5 000 headers are refused before they are read; the server goes on")
  func floods() throws {
    try TestServer.with { server in
      let token = try server.token("alpha", .admin)
      let large = String(repeating: #"{"id":"t","capacity":1}\#n"#, count: 450_000)
      let answer = try server.ask("POST", "/v1/technicians:import", token: token, body: large)
      #expect(answer.status == 413)
      #expect(try answer.faultyFields == ["body"])
      #expect(answer.headers["Connection"] == "close")

      var headers: HTTPHeaders = [:]
      for number in 0..<5_000 { headers.append("X-Header-\(number)", "value") }
      let flood = try server.ask("GET", "/v1/clock", token: token, headers: headers)
      #expect(flood.status == 431)
      #expect(try flood.faultyFields == ["headers"])

      #expect(try server.data("GET", "/v1/technicians", token: token)["items"].array.isEmpty)
      #expect(try server.ask("GET", "/readyz", token: nil).status == 200)
    }
  }

  @Test("paths and methods: 404, 405 with Allow, HEAD as GET without a body, identifiers of requests")
  func methods() throws {
    try TestServer.with { server in
      let token = try server.token("alpha", .admin)
      let client = server.client()
      let unknown = try client.ask("GET", "/v2/technicians", token: token)
      #expect(unknown.status == 404)
      #expect(try unknown.json["error"]["type"].string == "urn:geod:problem:notFound")
      let allowed: [(path: String, methods: String)] = [
        ("/v1/technicians/t1", "DELETE, GET, HEAD, PUT"), ("/v1/technicians:import", "POST"),
        ("/v1/clock", "GET, HEAD, PUT"), ("/ws", "GET, HEAD"), ("/metrics", "GET, HEAD"),
      ]
      for (path, methods) in allowed {
        let answer = try client.ask("PATCH", path, token: token)
        #expect(answer.status == 405, "\(path)")
        #expect(answer.headers["Allow"] == methods, "\(path)")
      }

      let unheard = try client.ask("BREW", "/v1/clock", token: token)
      #expect(unheard.status == 501)
      #expect(try unheard.json["error"]["type"].string == "urn:geod:problem:notImplemented")
      let upgrade = try client.ask("GET", "/ws", token: nil)
      #expect(upgrade.status == 426 && upgrade.headers["Upgrade"] == "websocket")
      #expect(upgrade.headers.listContains("Connection", token: "Upgrade"))

      let get = try client.ask(
        "GET", "/v1/tenants/alpha/settings", token: token, headers: ["X-Request-Id": "mine-1"])
      let head = try client.ask(
        "HEAD", "/v1/tenants/alpha/settings", token: token, headers: ["X-Request-Id": "mine-1"])
      #expect(head.status == 200)
      #expect(head.body.isEmpty)
      #expect(head.headers["Content-Length"] == "\(get.body.count)")
      #expect(get.headers["X-Request-Id"] == "mine-1")
      let strange = try client.ask("GET", "/healthz", token: nil, headers: ["X-Request-Id": "a b\"c"])
      #expect(strange.headers["X-Request-Id"]?.count == 36, "a strange identifier is replaced")
      let refused = try client.ask(
        "GET", "/v1/clock", token: token, headers: ["X-Request-Id": "mine-2"], body: "too much")
      #expect(refused.headers["X-Request-Id"] == "mine-2")
      #expect(Poll.until { server.log.contains("mine-1") && server.log.contains("mine-2") })
    }
  }

  @Test("settings are replaced by version; who comes second is told and has changed nothing")
  func settingsVersions() throws {
    try TestServer.with(loops: 2) { server in
      let token = try server.token("beta", .admin)
      let path = "/v1/tenants/beta/settings"
      let first = try server.data("GET", path, token: token)
      #expect(first["version"].int == 0)
      let defaults = first["settings"]
      #expect(defaults["nearby"]["count"].int != nil)
      let second = try server.data(
        "PUT", path, token: token, body: #"{"version":0,"reason":"x","settings":{"nearby":{"count":3}}}"#)
      #expect(second["version"].int == 1)
      #expect(second["settings"]["nearby"]["count"].int == 3)
      #expect(second["settings"]["fix"] == defaults["fix"])

      let stale = try server.ask("PUT", path, token: token, body: #"{"version":0,"settings":{}}"#)
      #expect(stale.status == 409)
      #expect(try stale.json["error"]["detail"].string?.contains("version 1") == true)
      #expect(try server.data("GET", path, token: token) == second)

      // What is read can be put back as it is.
      let back = #"{"version":1,"settings":\#(second["settings"])}"#
      let third = try server.data("PUT", path, token: token, body: back)
      #expect(third["version"].int == 2)
      #expect(third["settings"] == second["settings"])
      #expect(
        try server.data("GET", "/v1/tenants/alpha/settings", token: server.token("alpha", .admin)) == first)
    }
  }
}
