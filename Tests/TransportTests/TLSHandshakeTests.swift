// Handshakes over time: slow, many, silent, resumed, with those who speak something else.

import Synchronization
import Testing

@testable import Transport

@Suite struct TLSHandshakeTests {
  static let versions: [ClosedRange<TLSVersion>] = [.tls12 ... .tls12, .tls13 ... .tls13]

  /// Every byte of the client's side arrives alone.
  @Test(arguments: versions) func arrivesInPieces(_ version: ClosedRange<TLSVersion>) throws {
    let identity = try TestIdentity()
    let server = try TestServer(tls: try identity.server())
    let relay = try Relay(to: server.port, pieceBytes: 1)
    let client = try server.webSocket(identity.client(version), port: relay.port)
    #expect(client.socket.tls?.version == version.lowerBound)
    try client.send(text: "in pieces")
    #expect(try client.receive() == .text("in pieces"))
    #expect(client.close() == 1000)
    #expect(eventually { server.counters.connections == 0 && server.counters.handshakesInFlight == 0 })
  }

  @Test(arguments: versions) func resumes(_ version: ClosedRange<TLSVersion>) throws {
    let identity = try TestIdentity()
    let server = try TestServer(loops: 2, tls: try identity.server())
    let trust = try identity.client(version)
    for round in 0..<5 {
      let client = server.http(trust, host: round % 2 == 0 ? "127.0.0.1" : "localhost")
      #expect(try client.get("/\(round)").text == "GET /\(round)")
      client.close()
    }
    // The first connection to each name is new; tickets are good for all loops.
    #expect(server.totals.handshakesBegun == 5 && server.totals.handshakesResumed == 3)
    server.group.replaceTLS(try identity.server())
    #expect(try server.http(trust).get("/again").status == 200)
    #expect(server.totals.handshakesResumed == 3)
  }

  @Test func slowOnesAreClosed() throws {
    let identity = try TestIdentity()
    var limits = TransportLimits()
    limits.handshakeMilliseconds = 200
    let server = try TestServer(limits: limits, tls: try identity.server())
    var silent = try RawSocket(port: server.port)
    var begun = try RawSocket(port: server.port)
    try begun.send([0x16, 3, 1, 2, 0, 1])
    #expect(silent.readToEnd(milliseconds: 5000) == "")
    #expect(begun.readToEnd(milliseconds: 5000) == "")
    #expect(eventually { server.counters.connections == 0 })
    #expect(server.counters.timeouts == 2 && server.counters.handshakesFailed == 2)
    #expect(server.counters.handshakesInFlight == 0)
  }

  /// Those who say nothing may not keep the others out.
  @Test func silentOnesMakeRoom() throws {
    let identity = try TestIdentity()
    var limits = TransportLimits()
    // One more than there are at first: nobody is pressed then, however slow the eighth is.
    limits.handshakesInFlightMax = 9
    limits.handshakePressedMilliseconds = 200
    limits.handshakeMilliseconds = 600_000
    let server = try TestServer(limits: limits, tls: try identity.server())
    let seven = try (0..<7).map { _ in try Stub(port: server.port) }
    #expect(eventually { server.counters.handshakesInFlight == 7 })
    #expect(try server.http(identity.client()).get("/").status == 200)
    pause(milliseconds: 500)
    #expect(server.counters.handshakesInFlight == 7)
    let more = try (0..<20).map { _ in try Stub(port: server.port) }
    #expect(try server.http(identity.client()).get("/").status == 200)
    #expect(server.counters.handshakesFailed >= 8)
    #expect(seven.count + more.count == 27)
  }

  /// A socket that is connected and nothing else.
  final class Stub {
    private let socket: RawSocket
    init(port: UInt16) throws { socket = try RawSocket(port: port) }
  }

  @Test func closesThosePlain() throws {
    let identity = try TestIdentity()
    let server = try TestServer(tls: try identity.server())
    for request in [
      "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "PATCH / HTTP/1.1\r\nHost: x\r\n\r\n", "hello\r\n\r\n",
    ] {
      #expect(!(try server.raw(request)).contains("HTTP/"))
    }
    #expect(eventually { server.counters.handshakesNotTLS == 3 && server.counters.connections == 0 })
    #expect(server.counters.handshakesFailed == 3 && server.counters.requests == 0)
    let plain = try TestServer()
    #expect(throws: ClientError.tls(.notTLS)) { try plain.http(identity.client()).get("/") }
  }

  @Test func fiveHundredAtOnce() async {
    // Alone: with some 1 365 descriptors in one process Foundation cannot start another.
    await #expect(processExitsWith: .success) {
      let identity = try TestIdentity()
      let trust = try identity.client()
      let server = try TestServer(loops: 2, tls: try identity.server())
      var behaviour = Behaviour()
      behaviour.opened = { $1.send(text: "hello", to: $0) }
      behaviour.message = { _, _, id, loop in loop.close(id, .goingAway) }
      let caller = try TestServer(behaviour)
      let target = WebSocketTarget(
        address: server.group.addresses[0], path: "/ws", tls: trust, serverName: "localhost")
      caller.group.post(.run { loop in for _ in 0..<500 { _ = loop.connect(to: target) } }, to: 0)
      #expect(
        eventually(milliseconds: 60_000) { server.journal.all.filter { $0 == .closed(1001) }.count == 500 })
      #expect(eventually { caller.journal.all.filter { $0 == .closed(1001) }.count == 500 })
      #expect(eventually { caller.counters.connections == 0 && server.totals.connections == 0 })
      #expect(server.totals.handshakesBegun == 500 && server.totals.handshakesFailed == 0)
      #expect(caller.counters.handshakesBegun == 500 && server.totals.handshakesInFlight == 0)
    }
  }

  @Test func outgoingOnesSayWhyTheyFailed() throws {
    let identity = try TestIdentity(names: ["elsewhere.example"])
    let server = try TestServer(tls: try identity.server())
    let plain = try TestServer()
    var limits = TransportLimits()
    limits.connectMilliseconds = 2000
    let caller = try TestServer(limits: limits)
    func connect(to server: TestServer, _ trust: TLSClientContext, _ name: String) {
      let target = WebSocketTarget(
        address: server.group.addresses[0], path: "/ws", tls: trust, serverName: name)
      caller.group.post(.run { _ = $0.connect(to: target) }, to: 0)
    }
    let trust = try identity.client()
    connect(to: server, trust, "localhost")
    #expect(caller.journal.waits(for: .failed(.tls(.wrongName))))
    connect(to: plain, trust, "localhost")
    #expect(caller.journal.waits(for: .failed(.tls(.notTLS))))
    connect(to: server, try TestIdentity().client(), "elsewhere.example")
    #expect(caller.journal.waits(for: .failed(.tls(.untrusted("self-signed certificate")))))
    connect(to: server, trust, "elsewhere.example")
    #expect(caller.journal.waits(for: .opened))
    #expect(caller.counters.handshakesFailed == 3 && caller.journal.all.count == 4)
  }
}
