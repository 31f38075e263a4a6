// Packed messages on real connections: groups 12 and 13, both roles, moving, sharing, memory.

import Bedrock
import Testing

@testable import Transport

@Suite("Deflate: connections") struct DeflateLoopTests {
  static func limits(_ deflate: DeflateLimits? = DeflateLimits()) -> TransportLimits {
    var limits = ConformanceTests.limits
    limits.deflate = deflate
    return limits
  }

  static func client(
    _ server: TestServer, _ deflate: DeflateLimits = DeflateLimits(), tls: TLSClientContext? = nil
  ) throws -> WebSocketClient {
    try WebSocketClient(host: "127.0.0.1", port: server.port, path: "/ws", tls: tls, deflate: deflate)
  }

  /// What phones and viewers say, again and again and never quite the same.
  static func text(_ bytes: Int, _ random: inout SeededRandom) -> String {
    var text = ""
    while text.utf8.count < bytes {
      text +=
        #"{"type":"fix","seq":\#(random.below(100_000)),"lat":24.\#(random.below(1 << 20)),"n":"الرياض"}"#
    }
    let cut = text.utf8.prefix(bytes)
    return String(decoding: cut, as: UTF8.self).replacing("\u{FFFD}", with: "?")
  }

  /// Group 12: messages of many sizes, with the default parameters.
  @Test(arguments: [16, 64, 256, 1024, 4096, 8192, 16_384, 32_768, 65_536, 131_072])
  func echoesPackedMessages(_ size: Int) throws {
    var random = Seed.random(71)
    let server = try TestServer(limits: Self.limits())
    let client = try Self.client(server)
    #expect(client.deflate == DeflateNegotiationTests.agreement())
    var sent = 0
    for _ in 0..<max(8, min(200, 2_000_000 / size)) {
      let text = Self.text(size, &random)
      sent += text.utf8.count
      try client.send(text: text)
      #expect(try client.receive() == .text(text))
    }
    let noise = (0..<size).map { _ in UInt8(random.below(256)) }
    try client.send(binary: noise)
    #expect(try client.receive() == .binary(noise))
    #expect(client.close() == 1000)
    #expect(eventually { server.counters.connections == 0 })
    let moved = Int(server.counters.bytesIn + server.counters.bytesOut)
    #expect((moved < 2 * sent * 2 / 3) || size <= 64, "\(moved) bytes for \(2 * sent)")
    let counters = server.counters
    #expect(
      counters.messagesInflated <= counters.messagesIn && counters.messagesDeflated <= counters.messagesOut)
    #expect(size < 256 || (counters.messagesInflated > 7 && counters.messagesDeflated > 7))
  }

  /// Group 13: every combination of the parameters that a client can ask for.
  @Test(arguments: [8, 9, 12, 15], [true, false]) func obeysParameters(_ bits: Int, _ keepsContext: Bool)
    throws
  {
    var random = Seed.random(72)
    let server = try TestServer(limits: Self.limits())
    for (clientBits, clientKeeps) in [(9, true), (15, false), (12, true)] {
      var limits = DeflateLimits()
      (limits.peerWindowBits, limits.peerKeepsContext) = (bits, keepsContext)
      (limits.windowBits, limits.keepsContext) = (clientBits, clientKeeps)
      let client = try Self.client(server, limits)
      let agreement = DeflateNegotiationTests.agreement(
        windowBits: clientBits, keepsContext: clientKeeps, peerWindowBits: bits,
        peerKeepsContext: keepsContext)
      // The server has no window of 8 bits, and declines.
      #expect(client.deflate == (bits == 8 ? nil : agreement))
      for size in [10, 300, 5000, 70_000] {
        for _ in 0..<5 {
          let text = Self.text(size, &random)
          try client.send(text: text)
          #expect(try client.receive() == .text(text))
        }
      }
      #expect(client.close() == 1000)
    }
  }

  @Test func isOffByDefault() throws {
    let server = try TestServer()
    var probe = try ConformanceProbe(port: server.port, extensions: "permessage-deflate")
    #expect(probe.head.hasPrefix("HTTP/1.1 101 ") && !probe.head.contains("Extensions"))
    try probe.send(DeflateMessageTests.packedFrame(1, DeflateMessageTests.forms[0].packed))
    #expect(try probe.replies() == [.close(1002)])
    let malformed = try ConformanceProbe(port: server.port, extensions: "permessage-deflate;")
    #expect(malformed.head.hasPrefix("HTTP/1.1 400 "))
  }

  @Test func answersOffersInOrder() throws {
    let server = try TestServer(limits: Self.limits())
    for (offer, answer) in DeflateNegotiationTests.offers {
      let probe = try ConformanceProbe(port: server.port, extensions: offer)
      let field = probe.head.split(separator: "\r\n").first { $0.hasPrefix("Sec-WebSocket-Extensions: ") }
      #expect(probe.head.hasPrefix("HTTP/1.1 101 "))
      #expect(field.map(String.init) == answer.map { "Sec-WebSocket-Extensions: \($0)" }, "\(offer)")
    }
  }

  /// What is damaged, misplaced or too much ends as the documents say.
  @Test func closesForFaults() throws {
    let server = try TestServer(limits: Self.limits())
    let bomb = DeflateMessageTests.packedFrame(
      2, try Self.packed([UInt8](repeating: 0, count: 2 << 20)))
    let cases: [([UInt8], UInt16)] =
      DeflateMessageTests.misplaced.map { ($0.1, 1002) }
      + DeflateMessageTests.damage.map { (DeflateMessageTests.packedFrame(2, $0.1), 1002) }
      + [(bomb, 1009), (DeflateMessageTests.packedFrame(1, DeflateMessageTests.stored([0xFF])), 1007)]
    for (frames, code) in cases {
      for chopBytes in [nil, 1] {
        var probe = try ConformanceProbe(port: server.port, extensions: "permessage-deflate")
        try probe.send(frames, chopBytes: chopBytes)
        #expect(try probe.replies() == [.close(code)])
      }
    }
    #expect(eventually { server.counters.connections == 0 })
    #expect(Int(server.counters.protocolFailures) == 2 * cases.count)
    #expect(server.counters.inflationsRefused == 2, "the bomb, whole and byte by byte")
  }

  private static func packed(_ message: [UInt8]) throws -> [UInt8] {
    var output: [UInt8] = []
    let deflater = MessageDeflater(windowBits: 15, keepsContext: false, DeflateLimits())
    return Array(output[..<(try #require(deflater.deflate(message.span, into: &output)))])
  }

  /// Groups 1 to 7 hold on a connection with an agreement, too, but for the bit that means something now.
  @Test func holdsTheOtherGroups() throws {
    let server = try TestServer(limits: Self.limits())
    let cases = ConformanceCase.all.filter { $0.group != "3" }
    for one in cases.indices.filter({ $0 % 3 == 0 }).map({ cases[$0] }) {
      var probe = try ConformanceProbe(port: server.port, extensions: "permessage-deflate")
      try probe.send(one.sent, chopBytes: one.chopBytes)
      var replies: [Reply] = []
      let inflater = DeflateMessageTests.inflater()
      while let (first, payload) = try probe.frame() {
        var bytes = [first]
        let count = payload.count
        bytes += count < 126 ? [UInt8(count)] : count < 65_536 ? [126] : [127]
        if count >= 126 {
          for shift in (0..<(count < 65_536 ? 2 : 8)).reversed() {
            bytes.append(UInt8(count >> (8 * shift) & 0xFF))
          }
        }
        for found in ParserProbe.messages(bytes + payload, role: .client, inflater: inflater) {
          switch found {
          case .message(let bytes, let isText): replies.append(isText ? .text(bytes) : .binary(bytes))
          case .pong: replies.append(.pong(payload))
          case .close(let code, _): replies.append(.close(code))
          default: Issue.record("\(found) from a server")
          }
        }
      }
      #expect(replies == one.replies, "\(one.testDescription)")
    }
  }

  @Test func worksByTLS() throws {
    var random = Seed.random(73)
    let identity = try TestIdentity()
    let server = try TestServer(limits: Self.limits(), tls: try identity.server())
    let client = try Self.client(server, tls: try identity.client())
    #expect(client.deflate != nil)
    for size in [100, 20_000, 200_000] {
      let text = Self.text(size, &random)
      try client.send(text: text)
      #expect(try client.receive() == .text(text))
    }
  }

  /// A loop as the client of another: it offers, packs and masks.
  @Test func connectsWithAnOffer() throws {
    let echoed = Lock<[[UInt8]]>([])
    let box = Box(echoed)
    let server = try TestServer(limits: Self.limits())
    let port = server.port
    let text = String(repeating: "nobody sends the same thing twice, ", count: 200)
    var behaviour = Behaviour()
    behaviour.opened = { id, loop in for _ in 0..<3 { loop.send(text: text, to: id) } }
    behaviour.message = { bytes, _, _, _ in box.value.withLock { $0.append(bytes) } }
    let client = try TestServer(limits: Self.limits(), behaviour)
    client.group.post(
      .run { loop in _ = loop.connect(to: WebSocketTarget(address: .loopback(port: port), path: "/ws")) },
      to: 0)
    #expect(eventually { box.value.withLock { $0.count } == 3 })
    #expect(box.value.withLock { $0 } == [[UInt8]](repeating: Array(text.utf8), count: 3))
    #expect(client.counters.bytesIn < 2000)
  }

  final class Box: Sendable {
    let value: Lock<[[UInt8]]>
    init(_ value: consuming sending Lock<[[UInt8]]>) { self.value = value }
  }

  /// A connection that moves to another loop takes its context along, or leaves the shared one behind.
  @Test(arguments: [true, false]) func movesBetweenLoops(_ keepsContext: Bool) throws {
    var random = Seed.random(74)
    let seats = Box2()
    var behaviour = Behaviour()
    behaviour.message = { bytes, _, id, loop in
      loop.send(text: bytes.span, to: id)
      if let detached = loop.detach(id) {
        seats.mailboxes.withLock { $0 }[1 - loop.index].post(.adopt(detached))
      }
    }
    var deflate = DeflateLimits()
    deflate.keepsContext = keepsContext
    let server = try TestServer(loops: 2, limits: Self.limits(deflate), behaviour)
    seats.mailboxes.withLock { $0 = server.group.mailboxes }
    let client = try Self.client(server)
    for _ in 0..<40 {
      let text = Self.text(100 + random.below(3000), &random)
      try client.send(text: text)
      #expect(try client.receive() == .text(text))
    }
    #expect(server.totals.detached >= 39)
  }

  final class Box2: Sendable {
    let mailboxes = Lock<[Mailbox<TestHandler.Mail>]>([])
  }

  /// A frame that goes to many goes as it is, between packed ones, and confuses nobody's context.
  @Test func sendsSharedFramesBetween() throws {
    var behaviour = Behaviour()
    behaviour.message = { bytes, _, id, loop in
      let frame = WebSocketFrame.encode(bytes.span, isText: true)
      loop.send(text: bytes.span, to: id)
      loop.send(frame: frame, to: id)
      loop.send(text: bytes.span, to: id)
    }
    let server = try TestServer(limits: Self.limits(), behaviour)
    let client = try Self.client(server)
    var random = Seed.random(75)
    for _ in 0..<20 {
      let text = Self.text(500, &random)
      try client.send(text: text)
      for _ in 0..<3 { #expect(try client.receive() == .text(text)) }
    }
  }
}
