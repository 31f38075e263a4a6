// What travels over TLS when it is cut, tiny, too much, or meant to keep the loop busy.

import Testing

@testable import Transport

@Suite struct TLSTrafficTests {
  /// Requests whose records arrive in pieces that fit nothing.
  @Test(arguments: TLSHandshakeTests.versions) func readsSplitRecords(_ version: ClosedRange<TLSVersion>)
    throws
  {
    let identity = try TestIdentity()
    var behaviour = Behaviour()
    behaviour.request = { request, loop in
      loop.respond(to: request.token, HTTPResponse(status: 200, headers: [:], body: request.body))
    }
    let server = try TestServer(tls: try identity.server(), behaviour)
    let relay = try Relay(to: server.port, pieceBytes: 211)
    let client = server.http(try identity.client(version), port: relay.port)
    for size in [1, 211, 16_384, 40_000] {
      let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 37 ^ size) }
      #expect(try client.post("/echo", body: body).body == body)
    }
    #expect(server.counters.accepted == 1 && server.counters.requests == 4)
  }

  @Test(arguments: TLSHandshakeTests.versions) func readsManySmallFrames(_ version: ClosedRange<TLSVersion>)
    throws
  {
    let identity = try TestIdentity()
    let server = try TestServer(tls: try identity.server())
    let client = try server.webSocket(identity.client(version))
    let count = 20_000
    var burst: [UInt8] = []
    for number in 0..<count { burst += WebSocketDecoderTests.frame(0x81, Array("fix \(number)".utf8)) }
    // One record for each of the first, many frames in each of the later records.
    for number in 0..<500 { try client.send(text: "first \(number)") }
    try client.send(raw: burst)
    for number in 0..<500 { #expect(try client.receive() == .text("first \(number)")) }
    for number in 0..<count {
      guard try client.receive() == .text("fix \(number)") else {
        Issue.record("frame \(number) of \(version) did not come back in its place")
        return
      }
    }
    #expect(client.close() == 1000)
  }

  /// Who does not read costs what the limits say, kept records included, and is closed.
  @Test func closesASlowReader() throws {
    let identity = try TestIdentity()
    var limits = TransportLimits()
    limits.outboundHardBytes = 512 * 1024
    limits.closeMilliseconds = 300
    var behaviour = Behaviour()
    behaviour.message = { _, _, id, loop in
      let message = [UInt8](repeating: 1, count: 64 * 1024)
      for _ in 0..<400 { loop.send(binary: message.span, to: id) }
    }
    let server = try TestServer(limits: limits, tls: try identity.server(), behaviour)
    let client = try server.webSocket(identity.client())
    let other = try server.webSocket(identity.client())
    try client.send(text: "flood")
    #expect(eventually { server.counters.slowReadersClosed == 1 })
    #expect(eventually { server.counters.connections == 1 && server.counters.queuedBytes == 0 })
    #expect(other.close() == 1000)
    withExtendedLifetime(client) {}
  }

  /// Bytes that TLS has written and the socket has not taken travel along, although nothing else waits.
  @Test func movesWhatTheSocketDidNotTake() throws {
    let identity = try TestIdentity()
    let mailboxes = LoopMovingTests.Mailboxes()
    let count = TLSConnectionTests.Counter()
    var behaviour = Behaviour()
    behaviour.message = { bytes, _, id, loop in
      guard bytes == Array("go".utf8) else { return }
      let message = [UInt8](repeating: 3, count: 4000)
      while loop.connections[id.slot].outbox.isEmpty, !loop.connections[id.slot].wire.isWaiting {
        loop.send(binary: message.span, to: id)
        count.add(1)
        loop.flush(id)
      }
      guard loop.connections[id.slot].outbox.isEmpty, let detached = loop.detach(id) else { return }
      mailboxes.post(.adopt(detached), to: 1 - loop.index)
    }
    let server = try TestServer(loops: 2, tls: try identity.server(), behaviour)
    mailboxes.all.withLock { $0 = server.group.mailboxes }
    let client = try server.webSocket(identity.client())
    try client.send(text: "go")
    #expect(eventually { server.totals.adopted == 1 })
    for _ in 0..<count.value { #expect(try client.receive() == .binary([UInt8](repeating: 3, count: 4000))) }
    #expect(client.close() == 1000)
  }

  /// A request whose close_notify is fetched together with it, with TCP left open: the answer comes, then the end, and
  /// nobody waits for an idle time to pass.
  @Test func seesAnEndBehindARequest() throws {
    let identity = try TestIdentity()
    let server = try TestServer(tls: try identity.server())
    let deadline = SystemClock.monotonicMilliseconds() + 10_000
    let socket = try BlockingSocket(
      host: "127.0.0.1", port: server.port, tls: identity.client(), deadline: deadline)
    var bytes: [UInt8] = []
    // A first answer, and the ticket with it: OpenSSL reads no ticket any more when it has said its end.
    try socket.write(Array("GET /whole HTTP/1.1\r\nHost: x\r\n\r\n".utf8), deadline: deadline)
    while !String(decoding: bytes, as: UTF8.self).hasSuffix("GET /whole") {
      guard try socket.read(into: &bytes, deadline: deadline) else { break }
    }
    // The loop finds both when it wakes.
    server.group.post(.run { _ in pause(milliseconds: 200) }, to: 0)
    try socket.write(Array("GET /half HTTP/1.1\r\nHost: x\r\n\r\n".utf8), deadline: deadline)
    #expect(socket.tls?.endWriting() == true)
    while try socket.read(into: &bytes, deadline: deadline) {}
    #expect(String(decoding: bytes, as: UTF8.self).hasSuffix("GET /half"))
    #expect(eventually { server.counters.connections == 0 })
    #expect(server.counters.timeouts == 0)
  }

  /// Asked for another handshake in the connection, the server says no and goes on.
  @Test func refusesRenegotiation() throws {
    let identity = try TestIdentity()
    let server = try TestServer(tls: try identity.server())
    let client = try server.webSocket(identity.client(.tls12 ... .tls12))
    try client.send(text: "before")
    #expect(try client.receive() == .text("before"))
    #expect(client.socket.tls?.requestRenegotiation() == true)
    // OpenSSL's client takes the refusal (no_renegotiation, RFC 5246 section 7.2.2) as its own end.
    #expect(throws: ClientError.disconnected) { try client.receive() }
    #expect(eventually { server.counters.connections == 0 })
    #expect(server.counters.handshakesBegun == 1 && server.counters.messagesIn == 1)
    let modern = try server.webSocket(identity.client(.tls13 ... .tls13))
    #expect(modern.socket.tls?.requestRenegotiation() == false, "TLS 1.3 has none")
    #expect(modern.close() == 1000)
  }

  final class Switch: Sendable {
    private let state = Lock(false)
    var isOn: Bool { state.withLock { $0 } }
    func turnOn() { state.withLock { $0 = true } }
  }

  /// A peer that sends nothing but new keys, as fast as it can, does not keep the loop from the others.
  @Test func keepsServingBesideAFloodOfKeys() throws {
    let identity = try TestIdentity()
    let server = try TestServer(tls: try identity.server())
    let port = server.port
    let trust = try identity.client()
    let isOver = Switch()
    let flooder = LoopThread(name: "flooder", processor: nil) {
      guard let client = try? WebSocketClient(host: "127.0.0.1", port: port, path: "/ws", tls: trust) else {
        return
      }
      while !isOver.isOn {
        guard client.socket.tls?.requestKeyUpdate() == true, (try? client.send(text: "x")) != nil else {
          return
        }
      }
    }
    flooder.start()
    let client = try server.webSocket(trust)
    for number in 0..<500 {
      try client.send(text: "\(number)")
      #expect(try client.receive() == .text("\(number)"))
    }
    isOver.turnOn()
    flooder.join()
    #expect(client.close() == 1000)
  }
}
