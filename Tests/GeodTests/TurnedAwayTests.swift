// A server with few descriptors: who is one too many is told so, who finds no descriptor is sent away, nobody else is
// touched, the operator hears of it, and all of it passes.

import Foundation
import Testing
import Transport

@Suite("Turned away")
struct TurnedAwayTests {
  /// What a server needs for itself, and as many for connections: more than half of it is theirs to have, and what those hold
  /// who are told that there is no room comes on top.
  private static let descriptors = 90

  private static func with(_ body: (TestServer) throws -> Void) throws {
    let limit = ["sh", "-c", "ulimit -n \(descriptors); exec \"$@\"", "sh"]
    try TestServer.with(FixLifeTests.trace, under: limit, body)
  }

  @Test(
    "who is one too many gets 503 and the time to wait; phones stay; there is room again when somebody leaves"
  )
  func full() throws {
    try Self.with { server in
      try server.addTechnicians(["t1"], to: "alpha")
      let phone = try Phone(server, "alpha", "t1")
      let starting = try #require(try server.logLines().first { $0["message"].string == "starting" })
      let connectionsMax = try #require(starting["connectionsMax"].int)
      #expect(connectionsMax == Self.descriptors / 2)
      var sockets: [RawSocket] = []
      for _ in 0..<(connectionsMax + 5) { sockets.append(try RawSocket(port: server.port)) }
      var refusal: HTTPClientAnswer?
      #expect(
        try Poll.until {
          refusal = try server.ask("GET", "/healthz", token: nil)
          return refusal?.status == 503
        })
      let answer = try #require(refusal)
      #expect(answer.headers["Retry-After"] == "1")
      #expect(try answer.json["error"]["type"].string == "urn:geod:problem:unavailable")
      // Also those who never ask anything are told.
      #expect(try RawSocket(port: server.port).read { _ in false }.hasPrefix("HTTP/1.1 503 "))
      try phone.report(FixLifeTests.fix(1))
      #expect(Poll.until { server.log.contains("turned away: as many are open as may be") })
      sockets.removeAll()
      #expect(Poll.until { server.log.contains("all connections are let in again") })
      #expect(try #require(try server.metrics()["geod_connections_refused_total"]) >= 3)
      try phone.report(FixLifeTests.fix(2))
    }
  }

  @Test("without a descriptor connections are closed at once; phones stay; it passes")
  func exhausted() throws {
    try Self.with { server in
      try server.addTechnicians(["t1"], to: "alpha")
      let phone = try Phone(server, "alpha", "t1")
      // Nobody of them leaves, not even those who are told to.
      var sockets: [RawSocket] = []
      for _ in 0..<(Self.descriptors * 2) { sockets.append(try RawSocket(port: server.port)) }
      #expect(Poll.until { server.log.contains("no descriptor was free") })
      try phone.report(FixLifeTests.fix(1))
      sockets.removeAll()
      #expect(Poll.until { server.log.contains("all connections are let in again") })
      #expect(try #require(try server.metrics()["geod_descriptors_exhausted_total"]) > 0)
      try phone.report(FixLifeTests.fix(2))
    }
  }
}
