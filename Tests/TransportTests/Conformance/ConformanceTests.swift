// The tables against the codec, cut everywhere, and against a loop on real sockets, plain and by TLS.

import Bedrock
import Testing

@testable import Transport

@Suite("Conformance") struct ConformanceTests {
  static let limits: TransportLimits = {
    var limits = TransportLimits()
    limits.messageBytesMax = 1 << 20
    limits.outboundHighBytes = 4 << 20
    return limits
  }()

  /// Every byte boundary of what is short, the boundaries at both ends and some at random of what is long.
  static func cuts(_ count: Int, _ random: inout SeededRandom) -> [Int] {
    if count <= 700 { return Array(1..<count) }
    return Array(1..<20) + (0..<6).map { _ in 1 + random.below(count - 1) } + Array((count - 16)..<count)
  }

  static let groups = ["1", "2", "3", "4", "5", "6", "7"]

  @Test(arguments: groups) func decodes(_ group: String) {
    var random = Seed.random(41)
    for one in ConformanceCase.of(group) {
      #expect(ParserProbe.messages(one.sent) == one.decoded, "\(one.testDescription)")
      for cut in Self.cuts(one.sent.count, &random) {
        let isRight = ParserProbe.messages(one.sent, cuts: [cut]) == one.decoded
        #expect(isRight, "\(one.testDescription), seed \(Seed.value), cut before byte \(cut)")
      }
      guard one.sent.count <= 70_000 else { continue }
      let isRight = ParserProbe.messages(one.sent, cuts: Array(1..<one.sent.count)) == one.decoded
      #expect(isRight, "\(one.testDescription), byte by byte")
    }
  }

  /// All cases against one server, one connection for each.
  private func runAll(_ server: TestServer, _ tls: TLSClientContext?, _ cases: [ConformanceCase]) throws {
    for one in cases {
      var probe = try ConformanceProbe(port: server.port, tls: tls)
      try probe.send(one.sent, chopBytes: one.chopBytes)
      let replies = try probe.replies()
      #expect(replies == one.replies, "\(one.testDescription)")
    }
    #expect(eventually { server.counters.connections == 0 && server.counters.queuedBytes == 0 })
    #expect(server.counters.webSockets == 0)
  }

  @Test(arguments: groups) func answers(_ group: String) throws {
    let server = try TestServer(limits: Self.limits)
    try runAll(server, nil, ConformanceCase.of(group))
  }

  @Test func answersTheSameByTLS() throws {
    let identity = try TestIdentity()
    let server = try TestServer(limits: Self.limits, tls: try identity.server())
    // Some of each group.
    let all = ConformanceCase.all
    let some = all.indices.filter { $0 % 9 == 0 }.map { all[$0] }
    try runAll(server, try identity.client(), some)
  }

  /// Group 6.4: the fault is answered while the message is open and the connection idle.
  @Test func failsFastOnText() throws {
    let server = try TestServer(limits: Self.limits)
    for isFragmented in [true, false] {
      var probe = try ConformanceProbe(port: server.port)
      let frame = ClientFrame.frame(
        1, Array("good".utf8) + [0xED, 0xA0] + [UInt8](repeating: 0x61, count: 50))
      // Without fragments the frame itself stays open.
      let sent =
        isFragmented
        ? ClientFrame.frame(1, Array("good".utf8), isFinal: false)
          + ClientFrame.frame(0, [0xED, 0xA0], isFinal: false) : Array(frame[..<12])
      try probe.send(sent)
      #expect(try probe.replies() == [.close(1007)])
    }
  }
}
