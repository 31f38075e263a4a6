// A server whose database is not there yet, goes away, falls silent, comes back; and one that may not use its database.

import Foundation
import TestDatabase
import Testing
import Transport

@Suite("Database away", .serialized, .enabled(if: TestDatabase.isAvailable, "\(TestDatabase.missing)"))
struct DatabaseAwayTests {
  private static func booking(_ id: String) -> String {
    let late = Int64(Date().timeIntervalSince1970 * 1_000) + 30 * 86_400_000
    return #"{"id":"\#(id)","lat":24.72,"lon":46.72,"window":{"start":\#(late),"end":\#(late + 3_600_000)}}"#
  }

  private static func isReady(_ server: TestServer) -> Bool {
    (try? server.ask("GET", "/readyz", token: nil).status) == 200
  }

  @Test("a start waits for the database, tells everybody to come again, and serves when it answers")
  func away() throws {
    let database = try BreakableDatabase()
    let folder = try TemporaryFolder()
    try TestServer.addTenant("alpha", in: folder, database: database.arguments)
    try database.cluster.stop()
    try TestServer.with(tenants: [], database: database.arguments) { server in
      let readiness = try server.ask("GET", "/readyz", token: nil)
      #expect(readiness.status == 503)
      #expect(readiness.text.contains("the database does not answer since"))
      let token = try server.token("alpha", .service)
      let refused = try server.ask("POST", "/v1/bookings", token: token, body: Self.booking("b1"))
      #expect(refused.status == 503 && refused.headers["Retry-After"] != nil, "\(refused)")
      let socket = try server.socket()
      try socket.send(text: #"{"type":"hello","token":"\#(server.token("alpha", .technician))"}"#)
      #expect(try Session.end(socket).code == 1013)
      #expect(try server.ask("GET", "/healthz", token: nil).status == 200)
      try database.cluster.start()
      #expect(Poll.until(seconds: 15) { Self.isReady(server) })
      #expect(try server.ask("POST", "/v1/bookings", token: token, body: Self.booking("b1")).status == 201)
      try server.addTechnicians(["technician-1"], to: "alpha")
      #expect(
        try Session(server, token: server.token("alpha", .technician)).welcome["type"].string == "welcome")
    }
  }

  @Test("what changes bookings is refused while the database is away; what is in memory goes on")
  func goesAway() throws {
    let database = try BreakableDatabase()
    try TestServer.with(tenants: ["alpha"], database: database.arguments) { server in
      let token = try server.token("alpha", .service)
      try server.addTechnicians(["t1"], to: "alpha")
      #expect(try server.ask("POST", "/v1/bookings", token: token, body: Self.booking("b1")).status == 201)
      try database.cluster.stop()
      let refused = try server.ask("POST", "/v1/bookings", token: token, body: Self.booking("b2"))
      #expect(refused.status == 503 && refused.headers["Retry-After"] != nil, "\(refused)")
      #expect(!Self.isReady(server))
      #expect(try server.ask("GET", "/v1/bookings/b1", token: token).status == 200)
      let near = "/v1/technicians:nearby?lat=24.7&lon=46.7&k=3"
      #expect(try server.ask("GET", near, token: token).status == 200)
      try database.cluster.start()
      #expect(Poll.until(seconds: 15) { Self.isReady(server) }, "nobody asks, and it is noticed")
      #expect(try server.ask("POST", "/v1/bookings", token: token, body: Self.booking("b2")).status == 201)
      database.relay.reset()
      let afterReset = Poll.until(seconds: 5) {
        (try? server.ask("POST", "/v1/bookings", token: token, body: Self.booking("b3")).status) == 201
      }
      #expect(afterReset)
    }
  }

  @Test("points that wait for the database show in readiness: how many, and for how long")
  func lag() throws {
    let database = try BreakableDatabase()
    try TestServer.with(FixLifeTests.trace, tenants: ["alpha"], database: database.arguments) { server in
      try server.addTechnicians(["t1"], to: "alpha")
      _ = try server.stage(.enRoute)
      let phone = try Phone(server, "alpha", "t1")
      func ask() throws -> (status: Int, body: JSON) {
        let answer = try server.ask("GET", "/readyz", token: nil)
        return (answer.status, try answer.json)
      }
      let before = try ask().body["data"]["spool"]
      #expect(before["points"].int == 0 && before["since"] == .null && before["oldestSeconds"] == .null)
      try database.cluster.stop()
      #expect(try phone.report((1...20).map { FixLifeTests.fix($0) }) == [], "acknowledged all the same")
      try server.moveClock(to: FixLifeTests.start + 80_000)
      #expect(try Poll.until(seconds: 15) { try ask().status == 503 })
      let away = try ask().body["error"]["spool"]
      #expect(away["points"].int == 20 && away["since"].int == Int(FixLifeTests.start), "\(away)")
      #expect(away["oldestSeconds"].int == 80, "\(away)")
      try database.cluster.start()
      let isDrained = try Poll.until(seconds: 20) {
        let (status, body) = try ask()
        return status == 200 && body["data"]["spool"]["points"].int == 0
      }
      #expect(isDrained)
      #expect(try database.value("SELECT count(*) FROM track_points") == "20")
    }
  }

  @Test("what was on its way into a silence is told as uncertain, is there once, and is known under its key")
  func uncertain() throws {
    let database = try BreakableDatabase()
    try TestServer.with(tenants: ["alpha"], database: database.arguments) { server in
      let token = try server.token("alpha", .service)
      #expect(try server.ask("POST", "/v1/bookings", token: token, body: Self.booking("b1")).status == 201)
      database.relay.silence()
      let client = HTTPClient(host: "127.0.0.1", port: server.port, timeoutMilliseconds: 40_000)
      let key: HTTPHeaders = ["Idempotency-Key": "k1"]
      let first = try client.ask(
        "POST", "/v1/bookings", token: token, headers: key, body: Self.booking("b2"))
      #expect(first.status == 503 && first.headers["Retry-After"] != nil, "\(first)")
      database.relay.comeBack()
      #expect(Poll.until(seconds: 20) { Self.isReady(server) })
      let again = Poll.until(seconds: 10) {
        (try? client.ask("POST", "/v1/bookings", token: token, headers: key, body: Self.booking("b2")).status)
          == 201
      }
      #expect(again)
      #expect(try database.value("SELECT count(*) FROM bookings") == "2")
    }
  }

  @Test("a server ends in its time, and well, whatever its database does", arguments: [true, false])
  func end(isSilent: Bool) throws {
    let database = try BreakableDatabase()
    try TestServer.with(["--drain-seconds", "3"], tenants: ["alpha"], database: database.arguments) {
      server in
      let token = try server.token("alpha", .service)
      try server.addTechnicians(["t1"], to: "alpha")
      #expect(try server.ask("POST", "/v1/bookings", token: token, body: Self.booking("b1")).status == 201)
      if isSilent { database.relay.silence() } else { try database.cluster.stop() }
      // Something that the store will not do.
      let socket = try server.socket()
      _ = try? socket.send(text: #"{"type":"hello","share":"\#(String(repeating: "A", count: 43))"}"#)
      if isSilent { #expect(try Poll.until { try server.metrics()["geod_store_jobs_pending"] ?? 0 > 0 }) }
      let start = Date()
      server.terminate()
      server.expectEnd(seconds: 8)
      #expect(Date().timeIntervalSince(start) < 6)
      if isSilent { #expect(server.log.contains("what was left was acknowledged to nobody")) }
      #expect(server.log.contains("stopped"))
    }
  }

  @Test("a database without geod's schema ends the start with a sentence")
  func noSchema() throws {
    let database = try BreakableDatabase(isMigrated: false)
    let folder = try TemporaryFolder()
    for command in [["serve", "--dev", "--listen", "127.0.0.1:0"], ["tenant", "list"]] {
      let result = try Program.run(
        command + ["--data", folder.path("data")] + database.arguments, in: folder.url)
      #expect(result.status == 1, "\(command)")
      #expect(result.errors.contains("geod migrate up"), "\(result.errors)")
    }
  }
}
