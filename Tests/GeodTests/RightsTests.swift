// Every entry of the table of routes, topics and commands, against every kind of caller that must not pass.

import Access
import Bedrock
import Foundation
import Testing
import Transport

@testable import geod

@Suite("Rights")
struct RightsTests {
  @Test("every entry of the table has a declared expectation, and no expectation is left over")
  func completeness() {
    let entries = AccessTable.entries
    #expect(Set(entries.map(\.name)) == Set(Expectation.all.keys))
    #expect(Set(entries.map(\.name)).count == entries.count)
    for entry in entries {
      let expected = Expectation.all[entry.name]
      #expect(entry.rule.roles == expected?.roles, "\(entry.name)")
      #expect(entry.rule.scope == expected?.scope, "\(entry.name)")
    }
  }

  /// Two tenants with the same identifiers and different data, on a clock that stands still.
  static func withTenants(_ body: (TestServer) throws -> Void) throws {
    try TestServer.with(FixLifeTests.trace + ["--map", "sample", "--webhook-allow", "127.0.0.1"], loops: 2) {
      server in
      for (tenant, latitude) in [("alpha", 24.7), ("beta", 24.8)] {
        for id in ["t1", "put"] {
          _ = try server.data(
            "PUT", "/v1/technicians/\(id)", token: server.token(tenant, .service),
            body: #"{"name":{"en":"\#(tenant)-name"},"skills":["\#(tenant)-skill"]}"#)
          let phone = try Phone(server, tenant, id)
          try phone.report(FixLifeTests.fix(1, latitude: latitude))
        }
        for id in ["h1", "put"] {
          _ = try server.data(
            "PUT", "/v1/webhooks/\(id)", token: server.token(tenant, .admin),
            body: Expectation.webhook("\(tenant)-hook"))
        }
        for id in ["z1", "put"] {
          _ = try server.data(
            "PUT", "/v1/zones/\(id)", token: server.token(tenant, .service),
            body: Expectation.zone("\(tenant)-zone"))
        }
      }
      try body(server)
    }
  }

  /// All that a tenant can see of itself.
  static func state(
    _ server: TestServer, _ tenant: String, _ staged: StagedBooking = .absent
  ) throws -> [JSON] {
    let admin = try server.token(tenant, .admin)
    let client = server.client()
    var paths = [
      "/v1/technicians?limit=1000", "/v1/technicians:nearby?bbox=46,24,47,25", "/v1/clock",
      "/v1/tenants/\(tenant)/settings", "/v1/zones",
      "/v1/webhooks/h1/dead-letters",
    ]
    if staged.booking != StagedBooking.absent.booking {
      paths += ["", "/shares", "/decisions"].map { "/v1/bookings/\(staged.booking)\($0)" }
    }
    return try paths.map { path in
      let answer = try client.ask("GET", path, token: admin)
      guard answer.status == 200 else { throw TestFailure("\(path): \(answer.status) \(answer.text)") }
      return try answer.json["data"]
    }
  }

  @Test("whoever has no token, a bad token, the wrong role or another tenant is refused, and nothing changes")
  func refusals() throws {
    try Self.withTenants { server in
      let before = try [Self.state(server, "alpha"), Self.state(server, "beta")]
      let tokens = try Tokens(server)
      let client = server.client()
      let bad = try tokens.bad(tenant: "alpha", role: .admin, subject: "t1")
      for (name, entry) in Expectation.routes.sorted(by: { $0.key < $1.key }) {
        let method = String(name.prefix { $0 != " " })
        let path = StagedBooking.absent.path(entry.path)
        func refused(_ why: String, _ token: String?, status: Int, field: String) throws {
          let answer = try client.ask(method, path, token: token, body: entry.body)
          #expect(answer.status == status, "\(name), \(why): \(answer.text)")
          #expect(try answer.faultyFields == [field], "\(name), \(why): \(answer.text)")
          #expect(!answer.text.contains("name\""), "\(name), \(why): \(answer.text)")
        }
        try refused("no token", nil, status: 401, field: "Authorization")
        for bad in bad { try refused(bad.name, bad.token, status: 401, field: bad.field) }
        let allowed = entry.roles.contains(.admin) ? Role.admin : .technician
        try refused("no tenant", server.token("nobody", allowed), status: 403, field: "token.tenant")
        for role in Role.allCases where !entry.roles.contains(role) {
          try refused("\(role)", server.token("alpha", role, subject: "t1"), status: 403, field: "token.role")
        }
        if entry.scope == .ownTechnician {
          try refused(
            "another technician", server.token("alpha", .technician, subject: "put"), status: 403,
            field: "token.sub")
        }
        if entry.scope == .ownTrip {
          let isList = !entry.path.contains("{trip}")
          let staged = try server.stage(isList ? .enRoute : entry.stage)
          let other = try server.token("alpha", .technician, subject: "put")
          let answer = try client.ask(method, staged.path(entry.path), token: other, body: entry.body)
          #expect(answer.status == (isList ? 200 : 404), "\(name), another technician: \(answer.text)")
          #expect(
            !isList || !answer.text.contains(staged.trip), "\(name), another technician: \(answer.text)")
          try server.cancel(staged)
        }
        if entry.scope == .namedTenant {
          for role in Role.allCases where entry.roles.contains(role) {
            try refused("another tenant", server.token("beta", role), status: 403, field: "token.tenant")
          }
        }
      }
      #expect(try [Self.state(server, "alpha"), Self.state(server, "beta")] == before)
    }
  }

  @Test("a foreign tenant's token reads and changes its own tenant only")
  func foreign() throws {
    try Self.withTenants { server in
      let client = server.client()
      // The clock is the server's: moving it is no change of a tenant, and is left to the last.
      for (name, entry) in Expectation.routes.sorted(by: { $0.key > $1.key })
      where entry.scope != .namedTenant {
        let method = String(name.prefix { $0 != " " })
        guard name != "PUT /v1/clock" else { continue }
        let staged = entry.stage == .none ? .absent : try server.stage(entry.stage, isShared: true)
        let alpha = try Self.state(server, "alpha", staged)
        for role in Role.allCases where entry.roles.contains(role) {
          let token = try server.token("beta", role, subject: "t1")
          let answer = try client.ask(method, staged.path(entry.path), token: token, body: entry.body)
          let good = entry.stage == .none ? [200, 201, 404] : [404]
          #expect(good.contains(answer.status), "\(name): \(answer.status) \(answer.text)")
          #expect(!answer.text.contains("alpha"), "\(name): \(answer.text)")
        }
        #expect(try Self.state(server, "alpha", staged) == alpha, "\(name) by beta has changed alpha")
        if entry.stage != .none { try server.cancel(staged) }
      }
    }
  }

  @Test("whoever has the right is let in")
  func admissions() throws {
    try Self.withTenants { server in
      let client = server.client()
      for (name, entry) in Expectation.routes.sorted(by: { $0.key > $1.key }) {
        let method = String(name.prefix { $0 != " " })
        for role in Role.allCases where entry.roles.contains(role) {
          if name.hasPrefix("DELETE") {
            try server.addTechnicians(["put"], to: "alpha")
            _ = try server.data(
              "PUT", "/v1/zones/put", token: server.token("alpha", .service), body: Expectation.zone("again"))
            _ = try server.data(
              "PUT", "/v1/webhooks/put", token: server.token("alpha", .admin),
              body: Expectation.webhook("again"))
          }
          let token = try server.token("alpha", role, subject: "t1")
          let staged = entry.stage == .none ? .absent : try server.stage(entry.stage, isShared: true)
          let answer = try client.ask(method, staged.path(entry.path), token: token, body: entry.body)
          #expect([200, 201].contains(answer.status), "\(name) by \(role): \(answer.text)")
          if entry.stage != .none { try server.cancel(staged) }
        }
      }
    }
  }

  @Test("open routes need no token and name no tenant")
  func open() throws {
    try Self.withTenants { server in
      for entry in Expectation.all.values where [.open, .machine].contains(entry.scope) {
        let answer = try server.ask("GET", entry.path, token: nil)
        let status = ["/ws": 426, "/": 302][entry.path] ?? 200
        #expect(answer.status == status, "\(entry.path)")
        for word in ["alpha", "beta", "t1"] { #expect(!answer.text.contains("\"\(word)"), "\(entry.path)") }
      }
    }
  }

  @Test("hello refuses every bad token with 4401 and every wrong role with 4403")
  func hello() throws {
    try Self.withTenants { server in
      func refused(_ why: String, _ token: String, code: UInt16, field: String) throws {
        let socket = try server.socket()
        try socket.send(text: #"{"type":"hello","token":"\#(token)"}"#)
        let end = try Session.end(socket)
        #expect(end.code == code, "\(why)")
        #expect(end.messages.map { $0["type"].string } == ["error"], "\(why)")
        #expect(end.messages.first?["field"].string == field, "\(why)")
        #expect(end.reason.contains(field), "\(why): \(end.reason)")
      }
      let tokens = try Tokens(server)
      for bad in try tokens.bad(tenant: "alpha", role: .technician, subject: "t1") {
        try refused(bad.name, bad.token, code: 4401, field: bad.field)
      }
      try refused("no tenant", server.token("nobody", .service), code: 4403, field: "token.tenant")
      try refused(
        "no technician", server.token("alpha", .technician, subject: "nobody"), code: 4403, field: "token.sub"
      )
      for role in [Role.customer, .analyst] {
        try refused("\(role)", server.token("alpha", role), code: 4403, field: "token.role")
      }
      let socket = try server.socket()
      try socket.send(text: #"{"type":"hello","share":"\#(String(repeating: "A", count: 22))"}"#)
      let end = try Session.end(socket)
      #expect(end.code == 4403 && end.messages.map { $0["field"].string } == ["share"])
      #expect(try server.metrics()["geod_sessions"] == 0)
    }
  }

  @Test("topics and commands refuse the wrong role, name the field, and show nothing of another tenant")
  func topicsAndCommands() throws {
    try Self.withTenants { server in
      let before = try Self.state(server, "alpha")
      let commands = [
        "fix": FixLifeTests.fix(2).message,
        "fixes": #"{"type":"fixes","items":[{\#(FixLifeTests.fix(2).members)}]}"#,
        "accept": #"{"type":"accept","offer":"\#(Expectation.someUUID)","ref":"r-1"}"#,
        "decline": #"{"type":"decline","offer":"\#(Expectation.someUUID)","ref":"r-1"}"#,
        "trip": #"{"type":"trip","id":"\#(Expectation.someUUID)","action":"start","ref":"r-1"}"#,
      ]
      for role in Expectation.watchers.roles {
        let session = try Session(server, token: server.token("alpha", role))
        for (name, message) in commands
        where Expectation.all["command \(name)"]?.roles.contains(role) == false {
          try session.send(message)
          let error = try session.next("error")
          #expect(error["code"].string == "notAllowed")
          #expect(error["field"].string == "type", "\(role) \(name): \(error)")
          #expect(error["ref"].string == (message.contains("r-1") ? "r-1" : nil), "\(role) \(name)")
        }
        try session.send(#"{"type":"sub","topic":"share"}"#)
        let error = try session.next("error")
        #expect(error["code"].string == "notAllowed" && error["field"].string == "topic", "\(role): \(error)")
      }
      let phone = try Phone(server, "alpha", "t1", device: "other")
      for topic in [
        "map:46,24,47,25", "clusters:46,24,47,25@5", "technician:put", "booking:b1", "ops", "share",
      ] {
        try phone.send(#"{"type":"sub","topic":"\#(topic)"}"#)
        let error = try phone.next()
        #expect(error["code"].string == "notAllowed")
        #expect(error["field"].string == "topic")
      }
      #expect(try Self.state(server, "alpha") == before)

      // Beta watches the same names, and hears of its own technicians only.
      let viewer = try Viewer(server, "beta")
      let technician = try viewer.watch("technician:t1")
      #expect(abs((technician["lat"].double ?? 0) - 24.80001) < 1e-6)
      #expect(try viewer.watch("map:46,24,47,25")["count"].int == 2)
      let items = try viewer.next("pos")["items"].array
      #expect(try viewer.watch("clusters:46,24,47,25@5")["count"].int == 2)
      let cells = try viewer.next("pos")["items"].array
      #expect(cells.allSatisfy { ($0["lat"].double ?? 0) > 24.75 } && cells.map { $0["count"].int } == [2])
      _ = try viewer.send(#"{"type":"unsub","topic":"clusters:46,24,47,25@5"}"#)
      #expect(items.allSatisfy { ($0["lat"].double ?? 0) > 24.75 })
      let alpha = try Phone(server, "alpha", "t1")
      try alpha.report(FixLifeTests.fix(2))
      try viewer.expectSilence(milliseconds: 200)
      let beta = try Phone(server, "beta", "t1")
      try beta.report(FixLifeTests.fix(2, latitude: 24.8))
      #expect(try viewer.mapItem("t1")["t"].int == Int(FixLifeTests.start) + 2_000)
    }
  }
}
