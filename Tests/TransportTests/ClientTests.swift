// The blocking clients against servers that behave in every way.

import Synchronization
import Testing

@testable import Transport

@Suite struct ClientTests {
  @Test func connectsAgainWhenTheServerHasClosed() throws {
    var limits = TransportLimits()
    limits.keepAliveIdleMilliseconds = 100
    let server = try TestServer(limits: limits)
    let client = server.http()
    #expect(try client.get("/a").text == "GET /a")
    #expect(
      eventually {
        server.counters.connections == 0 || server.counters.closed > 0 || server.counters.timeouts > 0
      })
    #expect(try client.get("/b").text == "GET /b")
    #expect(server.counters.accepted == 2)
    client.close()
  }

  @Test func tellsWhatWentWrong() throws {
    var behaviour = Behaviour()
    behaviour.request = { request, loop in
      switch request.path {
      case "/abort": loop.abort(request.token.connection)
      case "/silent": break
      default: loop.respond(to: request.token, HTTPResponse(status: 401, text: "who?"))
      }
    }
    let server = try TestServer(behaviour)
    let client = HTTPClient(host: "localhost", port: server.port, timeoutMilliseconds: 300)
    #expect(throws: ClientError.disconnected) { try client.get("/abort") }
    #expect(throws: ClientError.timeout) { try client.get("/silent") }
    #expect(try client.get("/x").status == 401)
    let error = #expect(throws: ClientError.self) { try server.webSocket() }
    guard case .refused(let answer) = error else {
      return #expect(Bool(false), "\(String(describing: error))")
    }
    #expect(answer.status == 401 && answer.text == "who?")
    #expect(throws: ClientError.unresolvable("no such host")) {
      try HTTPClient(host: "no such host", port: 1).get("/")
    }
  }
}
