// What survives: a polite end, an impolite one, and everything that was acknowledged before.

import Bedrock
import Foundation
import Testing
import Transport
import TripStore

@Suite("Restart")
struct RestartTests {
  @Test("SIGTERM tells viewers 4503, exits with 0 in time, and live positions come back with their age")
  func politely() throws {
    try TestServer.with(FixLifeTests.trace + ["--drain-seconds", "4"], loops: 2) { server in
      try server.addTechnicians(["t1", "t2"], to: "alpha")
      try server.addTechnicians(["t1"], to: "beta")
      let phone = try Phone(server, "alpha", "t1")
      try phone.report((1...5).map { FixLifeTests.fix($0, extra: #""acc":7"#) })
      try phone.report(FixLifeTests.fix(6, latitude: 91))
      try Phone(server, "beta", "t1").report(FixLifeTests.fix(1, latitude: 25))
      let viewer = try Viewer(server, "alpha")
      let service = try server.token("alpha", .service)
      let before = try server.data("GET", "/v1/technicians/t1", token: service)
      // A connection between two requests must not hold up the end.
      let idle = server.client()
      _ = try idle.get("/healthz")

      server.terminate()
      #expect(try viewer.closeCode() == 4503)
      #expect(try phone.closeCode() == 4503)
      let began = Date()
      server.expectEnd(seconds: 5)
      #expect(Date().timeIntervalSince(began) < 5)
      let last = try #require(try server.logLines().last)
      #expect(last["message"].string == "stopped")

      try server.startAgain()
      let after = try server.data("GET", "/v1/technicians/t1", token: service)
      #expect(after["position"] == before["position"], "also the age: the trace clock stands where it stood")
      #expect(after["presence"].string == "offline", "nobody has been heard of yet")
      #expect(try server.data("GET", "/v1/technicians/t2", token: service)["position"] == .null)
      try server.moveClock(to: FixLifeTests.start + 60_000)
      let later = try server.data("GET", "/v1/technicians:nearby?lat=24.7&lon=46.7", token: service)
      #expect(later[0]["position"]["ageMs"].int == 55_000)
      let again = try Phone(server, "alpha", "t1")
      #expect(again.lastSequence == 6)
      #expect(try again.report(FixLifeTests.fix(6)).first?["code"].string == "duplicate")
      #expect(
        try again.report(FixLifeTests.fix(7, second: 3)).first?["code"].string == "late", "history came back")
      #expect(try again.report(FixLifeTests.fix(8, second: 60)) == [])
    }
  }

  @Test("after SIGKILL every profile, removal and setting that was acknowledged is there")
  func impolitely() throws {
    try TestServer.with(["--snapshot-seconds", "1"]) { server in
      let token = try server.token("alpha", .admin)
      for index in 0..<20 {
        _ = try server.data(
          "PUT", "/v1/technicians/t\(index)", token: token, body: #"{"name":{"en":"number \#(index)"}}"#)
      }
      _ = try server.data("DELETE", "/v1/technicians/t7", token: token)
      try server.addTechnicians(["many1", "many2"], to: "alpha", profile: #""status":"paused""#)
      let settings = try server.data(
        "PUT", "/v1/tenants/alpha/settings", token: token,
        body: #"{"version":0,"settings":{"contract":{"minIntervalMs":2500}}}"#)
      let now = Int64(Date().timeIntervalSince1970 * 1000)
      let phone = try Phone(server, "alpha", "t1")
      #expect(phone.welcome["contract"]["minIntervalMs"].int == 2_500)
      try phone.report(TestFix(sequence: 9, time: now, latitude: 24.7, longitude: 46.7))
      let before = try server.data("GET", "/v1/technicians?limit=1000", token: token).without("ageMs")
      // Nothing is saved before a fix was judged, so what is saved first has this one.
      let store = try SQLiteStore(directory: server.folder.path("data"))
      #expect(try Poll.until { try store.positions(of: ClientID(trusted: "alpha")) != nil })
      server.kill()

      try server.startAgain()
      let after = try server.data("GET", "/v1/technicians?limit=1000", token: token).without("ageMs")
      #expect(after["items"].array.count == 21)
      #expect(
        after["items"].array.map { $0["profile"] } == before["items"].array.map { $0["profile"] })
      #expect(after["items"].array.map { $0["position"] } == before["items"].array.map { $0["position"] })
      #expect(try server.data("GET", "/v1/tenants/alpha/settings", token: token) == settings)
      #expect(try Phone(server, "alpha", "t1").lastSequence == 9)
    }
  }
}
