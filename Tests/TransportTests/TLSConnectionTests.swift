// Connections over TLS: both protocols, much in both directions, ends, moves, new certificates, nothing left behind.

import Synchronization
import Testing

@testable import Transport

@Suite struct TLSConnectionTests {
  @Test(arguments: TLSHandshakeTests.versions) func speaksBothProtocols(
    _ version: ClosedRange<TLSVersion>
  ) throws {
    let identity = try TestIdentity()
    let server = try TestServer(tls: try identity.server())
    let trust = try identity.client(version)
    let http = server.http(trust)
    for number in 0..<5 { #expect(try http.get("/\(number)").text == "GET /\(number)") }
    #expect(server.counters.accepted == 1, "the connection is kept")
    let client = try server.webSocket(trust)
    for size in [0, 1, 125, 126, 16_383, 16_384, 16_385, 65_535, 65_536, 200_000] {
      let message = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      try client.send(binary: message)
      #expect(try client.receive() == .binary(message))
    }
    #expect(client.close() == 1000)
    #expect(server.journal.waits(for: .closed(1000)))
    #expect(server.counters.handshakesBegun == 2 && server.counters.handshakesFailed == 0)
  }

  @Test func carriesBigBodies() throws {
    let identity = try TestIdentity()
    var behaviour = Behaviour()
    behaviour.bodyLimitBytes = 64 << 20
    behaviour.request = { request, loop in
      loop.respond(to: request.token, HTTPResponse(status: 200, headers: [:], body: request.body))
    }
    let server = try TestServer(tls: try identity.server(), behaviour)
    let body = (0..<(20 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 131 ^ $0 >> 11) }
    let client = HTTPClient(
      host: "127.0.0.1", port: server.port, tls: try identity.client(), timeoutMilliseconds: 60_000)
    let answer = try client.post("/echo", body: body)
    #expect(answer.status == 200 && answer.body == body)
  }

  /// Two loops that send to each other more than their sockets take, so that both sides wait for both directions.
  @Test func floodsInBothDirections() throws {
    let identity = try TestIdentity()
    var limits = TransportLimits()
    limits.outboundHardBytes = 64 << 20
    let received = Counter()
    var behaviour = Behaviour()
    behaviour.opened = { id, loop in
      let message = [UInt8](repeating: 7, count: 200_000)
      for _ in 0..<50 { loop.send(binary: message.span, to: id) }
    }
    behaviour.message = { bytes, _, _, _ in received.add(bytes.count) }
    let server = try TestServer(limits: limits, tls: try identity.server(), behaviour)
    let caller = try TestServer(limits: limits, behaviour)
    let target = WebSocketTarget(
      address: server.group.addresses[0], path: "/ws", tls: try identity.client())
    caller.group.post(.run { loop in for _ in 0..<4 { _ = loop.connect(to: target) } }, to: 0)
    #expect(eventually(milliseconds: 60_000) { received.value == 2 * 4 * 50 * 200_000 })
    #expect(eventually { caller.counters.queuedBytes == 0 && server.counters.queuedBytes == 0 })
    #expect(server.journal.all.contains(.blocked) && server.journal.all.contains(.drained))
  }

  final class Counter: Sendable {
    private let sum = Atomic(0)
    func add(_ count: Int) { sum.add(count, ordering: .relaxed) }
    var value: Int { sum.load(ordering: .relaxed) }
  }

  /// The client asks for new keys, whose answer the server must write before it can read on, while its socket is
  /// full.
  @Test func writesInOrderToRead() throws {
    let identity = try TestIdentity()
    var limits = TransportLimits()
    limits.outboundHardBytes = 64 << 20
    var behaviour = Behaviour()
    behaviour.message = { bytes, _, id, loop in
      guard bytes == Array("flood".utf8) else {
        loop.send(text: bytes.span, to: id)
        return
      }
      let message = [UInt8](repeating: 7, count: 250_000)
      for _ in 0..<80 { loop.send(binary: message.span, to: id) }
    }
    let server = try TestServer(limits: limits, tls: try identity.server(), behaviour)
    let client = try server.webSocket(identity.client())
    try client.send(text: "flood")
    #expect(eventually { server.counters.queuedBytes > 0 })
    for number in 0..<5 {
      #expect(client.socket.tls?.requestKeyUpdate() == true)
      try client.send(text: "after keys \(number)")
    }
    pause(milliseconds: 50)
    for _ in 0..<80 { #expect(try client.receive() == .binary([UInt8](repeating: 7, count: 250_000))) }
    for number in 0..<5 { #expect(try client.receive() == .text("after keys \(number)")) }
    #expect(client.close() == 1000)
  }

  @Test func tellsAnEndFromACut() throws {
    let identity = try TestIdentity()
    var limits = TransportLimits()
    limits.headMilliseconds = 300
    let server = try TestServer(limits: limits, tls: try identity.server())
    let trust = try identity.client()
    let deadline = SystemClock.monotonicMilliseconds() + 10_000
    var bytes: [UInt8] = []
    // The server loses patience and says so.
    let ended = try BlockingSocket(host: "127.0.0.1", port: server.port, tls: trust, deadline: deadline)
    #expect(try ended.read(into: &bytes, deadline: deadline) == false)
    // Somebody on the way cuts the line.
    let relay = try Relay(to: server.port)
    let cut = try server.webSocket(trust, port: relay.port)
    try cut.send(text: "one")
    #expect(try cut.receive() == .text("one"))
    relay.cut()
    #expect(throws: ClientError.disconnected) { try cut.receive() }
    #expect(server.journal.waits(for: .closed(nil)))
    #expect(eventually { server.counters.connections == 0 })
  }

  @Test func takesANewCertificate() throws {
    let old = try TestIdentity()
    let new = try TestIdentity()
    let server = try TestServer(loops: 2, tls: try old.server())
    let before = try server.webSocket(old.client())
    server.group.replaceTLS(try new.server())
    let after = try server.webSocket(new.client())
    #expect(throws: ClientError.self) { try server.webSocket(old.client()) }
    for client in [before, after] {
      try client.send(text: "still here")
      #expect(try client.receive() == .text("still here"))
      #expect(client.close() == 1000)
    }
  }

  @Test func movesBetweenLoops() throws {
    let identity = try TestIdentity()
    let trust = try identity.client()
    let mailboxes = LoopMovingTests.Mailboxes()
    var behaviour = Behaviour()
    behaviour.message = { bytes, _, id, loop in
      loop.send(binary: bytes.span, to: id)
      guard bytes[0] % 3 == 0, let detached = loop.detach(id) else { return }
      mailboxes.post(.adopt(detached), to: 1 - loop.index)
    }
    let server = try TestServer(loops: 2, tls: try identity.server(), behaviour)
    mailboxes.all.withLock { $0 = server.group.mailboxes }
    let clients = try (0..<4).map { _ in try server.webSocket(trust) }
    let bodies = (0..<60).map { number in
      [UInt8(number)] + [UInt8](repeating: 9, count: number * number * 18)
    }
    for client in clients {
      var burst: [UInt8] = []
      for body in bodies { burst += WebSocketDecoderTests.frame(0x82, body) }
      try client.send(raw: burst)
    }
    for client in clients {
      for body in bodies { #expect(try client.receive() == .binary(body)) }
      #expect(client.close() == 1000)
    }
    #expect(eventually { server.totals.connections == 0 && server.totals.webSockets == 0 })
    #expect(server.totals.detached == 4 * 20 && server.totals.adopted == 4 * 20)
  }

  @Test func drains() throws {
    let identity = try TestIdentity()
    let server = try TestServer(tls: try identity.server())
    let client = try server.webSocket(identity.client())
    let silent = try TLSHandshakeTests.Stub(port: server.port)
    #expect(eventually { server.counters.connections == 2 && server.counters.webSockets == 1 })
    let drainer = LoopThread(name: "drainer", processor: nil) {
      server.group.drain(withinMilliseconds: 10_000)
    }
    drainer.start()
    #expect(try client.receive() == .closed(code: 4503, reason: ""))
    drainer.join()
    #expect(server.counters.connections == 0)
    withExtendedLifetime(silent) {}
  }

  @Test func leavesNothingBehind() async {
    await #expect(processExitsWith: .success) {
      let identity = try TestIdentity()
      let trust = try identity.client()
      let first = try TestServer(tls: try identity.server())
      _ = try first.http(trust).get("/")
      first.group.stop()
      let before = openDescriptors()
      for round in 0..<10 {
        var behaviour = Behaviour()
        behaviour.message = { bytes, _, id, loop in
          if bytes.isEmpty { _ = loop.detach(id) } else { loop.send(binary: bytes.span, to: id) }
        }
        let server = try TestServer(loops: 2, tls: try identity.server(), behaviour)
        let clients = try (0..<10).map { _ in try server.webSocket(trust) }
        try clients[0].send(binary: [])
        _ = clients[1].close()
        _ = try? server.webSocket(TestIdentity().client())
        _ = try server.raw("GET / HTTP/1.0\r\n\r\n", silenceMilliseconds: 200)
        let silent = try TLSHandshakeTests.Stub(port: server.port)
        _ = try server.http(trust).get("/\(round)")
        precondition(TLSSession.live.load(ordering: .relaxed) > 8, "sessions are counted")
        server.group.stop()
        withExtendedLifetime((clients, silent)) {}
      }
      precondition(TLSSession.live.load(ordering: .relaxed) == 0, "sessions leak")
      precondition(openDescriptors() == before, "descriptors leak")
    }
  }
}
