// The rules of HTTP/1.1, row by row: the codec cut at every byte, and a loop on a real socket.

import Testing

@testable import Transport

@Suite struct HTTPRuleTests {
  @Test(arguments: HTTPRules.all) func holdsWhereverTheNetworkCuts(_ rule: HTTPRule) throws {
    let whole = ParserProbe.requests(rule.bytes)
    try #require(whole.count == 1)
    switch whole[0] {
    case .refused(let reason):
      #expect(reason == rule.reason)
      #expect(reason.status == rule.status && rule.closes)
    case .request(let head, _):
      #expect(rule.reason == nil && head.keepsAlive == !rule.closes)
      #expect(head.expectsContinue == (rule.status == 100))
    }
    let count = rule.bytes.count
    for cut in stride(from: 1, to: count, by: max(1, count / 600)) {
      #expect(ParserProbe.requests(rule.bytes, cuts: [cut]) == whole, "cut before byte \(cut)")
    }
    #expect(ParserProbe.requests(rule.bytes, cuts: Array(1..<count)) == whole, "byte by byte")
  }

  /// What was sent before is answered, the row is, and what follows exactly when the connection goes on. The end is one that
  /// loses nothing: a reset would take answers with it.
  @Test func holdsOnASocket() throws {
    let server = try TestServer()
    for rule in HTTPRules.all {
      var socket = try RawSocket(port: server.port)
      try socket.send("GET /before HTTP/1.1\r\nHost: h\r\n\r\n")
      try socket.send(rule.bytes)
      try socket.send("GET /after HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
      let said = socket.readToClose()
      let answer = try #require(said, "\(rule.name): the connection stays or is reset")
      let end = try #require(answer.firstRange(of: "GET /before")?.upperBound, "\(rule.name): \(answer)")
      let rest = answer[end...]
      #expect(rest.hasPrefix("HTTP/1.1 \(rule.status) "), "\(rule.name): \(rest)")
      #expect(rest.contains("GET /after") == !rule.closes, "\(rule.name): \(rest)")
      #expect(rest.contains("Connection: close\r\n"), "\(rule.name): \(rest)")
      if let reason = rule.reason { #expect(rest.hasSuffix("\r\n\r\n\(reason)\n"), "\(rule.name): \(rest)") }
    }
    let refused = HTTPRules.all.filter { $0.reason != nil }.count
    #expect(server.counters.requestsRefused == refused && server.counters.timeouts == 0)
    #expect(eventually { server.counters.connections == 0 })
  }

  @Test func refusesHeadWithoutABody() throws {
    let server = try TestServer()
    for (text, status) in [
      ("HEAD / HTTP/1.1\r\nHost : h\r\n\r\n", 400),
      ("HEAD / HTTP/1.1\r\nHost: h\r\nContent-Length: 2000000\r\n\r\n", 413),
    ] {
      let answer = try server.raw(text)
      #expect(answer.hasPrefix("HTTP/1.1 \(status) ") && answer.hasSuffix("\r\n\r\n"), "\(answer)")
      #expect(!answer.contains("Content-Length: 0"), "the length is that of the answer to GET")
    }
  }

  @Test func namesEachReasonInARow() {
    let told: Set<HTTPRefusal.Reason> = Set(HTTPRules.all.compactMap(\.reason))
    let elsewhere: Set<HTTPRefusal.Reason> = [.timeout, .badWebSocketHandshake, .unsupportedWebSocketVersion]
    #expect(told.union(elsewhere) == Set(HTTPRefusal.Reason.allCases))
  }
}
