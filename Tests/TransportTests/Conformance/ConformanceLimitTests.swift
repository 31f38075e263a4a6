// Groups 9 and 10: large messages in one piece, in fragments and in small writes, and many small ones.

import Bedrock
import Testing

@testable import Transport

@Suite("Conformance: sizes") struct ConformanceLimitTests {
  /// Groups 9.1 and 9.2: one frame.
  @Test(arguments: [64, 256, 1024, 4096, 16_384], [true, false])
  func echoesLargeMessages(_ kilobytes: Int, _ isText: Bool) throws {
    let server = try TestServer(limits: Self.limits)
    let payload = [UInt8](repeating: 0x2A, count: kilobytes << 10)
    var probe = try ConformanceProbe(port: server.port)
    let frame = ClientFrame.frame(isText ? 1 : 2, payload)
    try probe.send(frame + ClientFrame.close(1000))
    #expect(try probe.replies() == [isText ? .text(payload) : .binary(payload), .close(1000)])
  }

  static let limits: TransportLimits = {
    var limits = TransportLimits()
    limits.messageBytesMax = 16 << 20
    limits.outboundHighBytes = 32 << 20
    limits.outboundHardBytes = 64 << 20
    return limits
  }()

  /// Groups 9.3 and 9.4: fragments of one size.
  @Test(arguments: [64, 256, 1024, 4096, 65_536, 262_144, 1 << 20]) func echoesFragments(_ size: Int) throws {
    let server = try TestServer(limits: Self.limits)
    for opcode in [1, 2] as [UInt8] {
      let payload = (0..<(1 << 20)).map { 0x20 + UInt8($0 % 90) }
      var probe = try ConformanceProbe(port: server.port)
      try probe.send(
        Array(ClientFrame.fragments(opcode, payload, each: size).joined()) + ClientFrame.close(1000))
      #expect(try probe.replies() == [opcode == 1 ? .text(payload) : .binary(payload), .close(1000)])
    }
  }

  /// Groups 9.5 and 9.6: writes of one size.
  @Test(arguments: [64, 128, 256, 512, 1024, 2048]) func echoesChoppedMessages(_ size: Int) throws {
    let server = try TestServer(limits: Self.limits)
    for opcode in [1, 2] as [UInt8] {
      let payload = (0..<(size << 10)).map { 0x20 + UInt8($0 % 90) }
      var probe = try ConformanceProbe(port: server.port)
      try probe.send(ClientFrame.frame(opcode, payload) + ClientFrame.close(1000), chopBytes: size)
      #expect(try probe.replies() == [opcode == 1 ? .text(payload) : .binary(payload), .close(1000)])
    }
  }

  /// Groups 9.7 and 9.8: a thousand there and back, each after the one before.
  @Test(arguments: [0, 16, 64, 256, 1024, 4096]) func echoesManyInTurn(_ size: Int) throws {
    let server = try TestServer(limits: Self.limits)
    let client = try server.webSocket()
    var random = Seed.random(81)
    for number in 0..<1000 {
      let payload = (0..<size).map { _ in UInt8(0x61 + random.below(26)) }
      if number % 2 == 0 {
        try client.send(text: String(decoding: payload, as: UTF8.self))
        guard try client.receive() == .text(String(decoding: payload, as: UTF8.self)) else {
          Issue.record("message \(number)")
          return
        }
      } else {
        try client.send(binary: payload)
        guard try client.receive() == .binary(payload) else {
          Issue.record("message \(number)")
          return
        }
      }
    }
    #expect(client.close() == 1000)
  }

  /// Group 10: what fits in no fragment.
  @Test func echoesUnevenFragments() throws {
    let server = try TestServer(limits: Self.limits)
    let payload = (0..<65_536).map { 0x20 + UInt8($0 % 90) }
    var probe = try ConformanceProbe(port: server.port)
    try probe.send(Array(ClientFrame.fragments(1, payload, each: 1300).joined()) + ClientFrame.close(1000))
    #expect(try probe.replies() == [.text(payload), .close(1000)])
  }
}
