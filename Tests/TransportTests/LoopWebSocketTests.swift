// WebSockets over real sockets: handshakes, messages, endings, queues, silence.

import Foundation
import Testing

@testable import Transport

@Suite struct LoopWebSocketTests {
  static let upgrade =
    "GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"

  @Test func echoesMessages() throws {
    var limits = TransportLimits()
    limits.outboundHighBytes = 1 << 20
    let server = try TestServer(limits: limits)
    let client = try server.webSocket()
    for size in [0, 1, 125, 126, 4096, 65_535, 65_536, 200_000] {
      let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
      try client.send(binary: bytes)
      #expect(try client.receive() == .binary(bytes))
    }
    try client.send(text: "أين الفني؟")
    #expect(try client.receive() == .text("أين الفني؟"))
    #expect(client.close(code: .normal) == 1000)
    #expect(server.journal.waits(for: .closed(1000)))
    #expect(server.journal.all == [.opened, .closed(1000)])
    #expect(eventually { server.counters.connections == 0 && server.counters.webSockets == 0 })
  }

  @Test func takesMessagesThatComeWithTheHandshake() throws {
    let server = try TestServer()
    var socket = try RawSocket(port: server.port)
    try socket.send(Array(Self.upgrade.utf8) + WebSocketDecoderTests.frame(0x81, Array("early".utf8)))
    let answer = socket.read(until: "early")
    #expect(answer.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"))
    #expect(answer.hasPrefix("HTTP/1.1 101 Switching Protocols\r\n"))
    #expect(answer.hasSuffix("early"))
  }

  @Test func decidesAboutAnUpgradeLater() throws {
    let kept = Lock<RequestToken?>(nil)
    let box = Box(kept)
    var behaviour = Behaviour()
    behaviour.request = { request, _ in box.value.withLock { $0 = request.token } }
    let server = try TestServer(behaviour)
    var socket = try RawSocket(port: server.port)
    try socket.send(Array(Self.upgrade.utf8) + WebSocketDecoderTests.frame(0x81, Array("early".utf8)))
    #expect(eventually { box.value.withLock { $0 != nil } })
    pause(milliseconds: 20)
    server.group.post(
      .run { loop in box.value.withLock { if let token = $0 { loop.upgradeToWebSocket(token) } } }, to: 0)
    #expect(socket.read(until: "early").hasSuffix("early"))
  }

  final class Box: Sendable {
    let value: Lock<RequestToken?>
    init(_ value: consuming sending Lock<RequestToken?>) { self.value = value }
  }

  @Test func choosesASubprotocol() throws {
    var behaviour = Behaviour()
    behaviour.request = { request, loop in
      loop.upgradeToWebSocket(request.token, subprotocol: request.webSocketOffer?.subprotocols.last)
    }
    let server = try TestServer(behaviour)
    #expect(try server.webSocket(subprotocols: ["a.v1", "b.v2"]).subprotocol == "b.v2")
    #expect(try server.webSocket().subprotocol == nil)
  }

  @Test(arguments: [
    ("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8", 426),
    ("dGhlIHNhbXBsZSBub25jZQ==", "c2hvcnQ=", 400), ("GET", "POST", 400), ("HTTP/1.1", "HTTP/1.0", 400),
    ("keep-alive, Upgrade", "keep-alive", 400), ("Sec-WebSocket-Version: 13\r\n", "", 400),
  ])
  func refusesBadHandshakes(_ good: String, _ bad: String, _ status: Int) throws {
    let server = try TestServer()
    let parts = Self.upgrade.components(separatedBy: good)
    let answer = try server.raw(parts.joined(separator: bad))
    #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
    #expect(answer.contains("Sec-WebSocket-Version: 13") == (status == 426))
    #expect(server.journal.all.isEmpty)
  }

  @Test(arguments: WebSocketDecoderTests.faults) func closesForFaults(_ fault: WebSocketDecoderTests.Fault)
    throws
  {
    var limits = TransportLimits()
    limits.messageBytesMax = 1000
    let server = try TestServer(limits: limits)
    let client = try server.webSocket()
    try client.send(raw: fault.bytes)
    let code = fault.failure.closeCode.rawValue
    #expect(try client.receive() == .closed(code: code, reason: ""))
    #expect(server.journal.waits(for: .closed(code)))
    #expect(server.counters.protocolFailures == 1)
  }

  @Test func endsOnceForEveryReason() throws {
    var behaviour = Behaviour()
    behaviour.message = { bytes, _, id, loop in
      switch String(decoding: bytes, as: UTF8.self) {
      case "close": loop.close(id, .draining, reason: "elsewhere")
      case "abort": loop.abort(id)
      default: loop.close(id); loop.abort(id)
      }
      #expect(!loop.isOpenWebSocket(id) && loop.detach(id) == nil)
    }
    let server = try TestServer(behaviour)
    let polite = try server.webSocket()
    try polite.send(text: "close")
    #expect(try polite.receive() == .closed(code: 4503, reason: "elsewhere"))
    #expect(server.journal.waits(for: .closed(4503)))
    let aborted = try server.webSocket()
    try aborted.send(text: "abort")
    #expect(throws: ClientError.disconnected) { try aborted.receive() }
    try server.webSocket().send(text: "both")
    do { _ = try server.webSocket() }
    let empty = try server.webSocket()
    try empty.send(raw: WebSocketDecoderTests.frame(0x88, []))
    #expect(try empty.receive() == .closed(code: nil, reason: ""))
    #expect(eventually { server.counters.connections == 0 })
    #expect(server.journal.all.filter { $0 == .opened }.count == 5)
    #expect(server.journal.all.filter { $0 == .closed(nil) }.count == 3)
    #expect(server.journal.all.filter { $0 == .closed(1005) }.count == 1)
    #expect(server.journal.all.count == 10)
  }

  @Test func pingsIntoSilenceAndThenCloses() throws {
    var limits = TransportLimits()
    (limits.pingAfterMilliseconds, limits.webSocketIdleMilliseconds) = (150, 500)
    let server = try TestServer(limits: limits)
    let answering = try server.webSocket()
    // Answers pings while it receives, so it lives longer than the limit.
    #expect(throws: ClientError.timeout) { try answering.receive(timeoutMilliseconds: 1200) }
    try answering.send(text: "alive")
    #expect(try answering.receive() == .text("alive"))
    // Or it would be the one whose end is waited for, and the other one would answer pings when it is read.
    #expect(answering.close() == 1000)
    let silent = try server.webSocket()
    #expect(server.journal.waits(for: .closed(4408), milliseconds: 3000))
    #expect(try silent.receive() == .closed(code: 4408, reason: ""))
  }

  @Test func tellsBlockedAndDrained() throws {
    var behaviour = Behaviour()
    behaviour.message = { _, _, id, loop in
      let block = [UInt8](repeating: 7, count: 100_000)
      for _ in 0..<100 { loop.send(binary: block.span, to: id) }
    }
    var limits = TransportLimits()
    limits.outboundHardBytes = 64 << 20
    let server = try TestServer(limits: limits, behaviour)
    let client = try server.webSocket()
    try client.send(text: "fill")
    #expect(server.journal.waits(for: .blocked))
    #expect(!server.journal.all.contains(.drained))
    for _ in 0..<100 { #expect(try client.receive() == .binary([UInt8](repeating: 7, count: 100_000))) }
    #expect(server.journal.waits(for: .drained))
    #expect(server.journal.all == [.opened, .blocked, .drained])
    #expect(eventually { server.counters.queuedBytes == 0 })
  }

  @Test func closesAReaderThatDoesNotRead() throws {
    var behaviour = Behaviour()
    behaviour.message = { _, _, id, loop in
      let block = [UInt8](repeating: 7, count: 10_000)
      var results = (0..<5000).map { _ in loop.send(binary: block.span, to: id) }
      #expect(results.removeLast() == .refused && results[0] == .queued)
      #expect(results.contains(.queuedOverMark))
      #expect(loop.outboundBytes(of: id) <= 1 << 20)
    }
    var limits = TransportLimits()
    (limits.outboundHardBytes, limits.closeMilliseconds) = (1 << 20, 200)
    let server = try TestServer(limits: limits, behaviour)
    let client = try server.webSocket()
    try client.send(text: "fill")
    #expect(server.journal.waits(for: .closed(4429)))
    #expect(eventually { server.counters.connections == 0 && server.counters.queuedBytes == 0 })
    #expect(server.counters.slowReadersClosed == 1)
    _ = client.subprotocol
  }

  @Test func sendsOneFrameToMany() throws {
    let members = Lock<[ConnectionID]>([])
    let group = Members(members)
    var behaviour = Behaviour()
    behaviour.opened = { id, _ in group.ids.withLock { $0.append(id) } }
    behaviour.message = { bytes, _, _, loop in
      let frame = WebSocketFrame.encode(bytes.span, isText: true)
      for id in group.ids.withLock({ $0 }) { loop.send(frame: frame, to: id) }
    }
    let server = try TestServer(behaviour)
    let clients = try (0..<10).map { _ in try server.webSocket() }
    #expect(eventually { group.ids.withLock { $0.count } == 10 })
    try clients[3].send(text: "to all")
    for client in clients { #expect(try client.receive() == .text("to all")) }
    #expect(server.counters.messagesOut == 10)
  }

  final class Members: Sendable {
    let ids: Lock<[ConnectionID]>
    init(_ ids: consuming sending Lock<[ConnectionID]>) { self.ids = ids }
  }

  @Test func firesTimersInOrder() throws {
    let server = try TestServer()
    server.group.post(
      .run { loop in
        loop.schedule(afterMilliseconds: 60, token: 3)
        loop.schedule(afterMilliseconds: 20, token: 1)
        loop.schedule(afterMilliseconds: 20, token: 2)
        loop.schedule(afterMilliseconds: 0, token: 0)
      }, to: 0)
    #expect(server.journal.waits(for: .timer(3)))
    #expect(server.journal.all == [.timer(0), .timer(1), .timer(2), .timer(3)])
  }
}
