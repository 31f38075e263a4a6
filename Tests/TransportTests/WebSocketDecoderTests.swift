// Frames: messages cut anywhere, control frames between fragments, faults found at once.

import Bedrock
import Testing

@testable import Transport

@Suite struct WebSocketDecoderTests {
  /// A frame as a client sends it, with every bit free to choose.
  static func frame(
    _ first: UInt8, _ payload: [UInt8], mask: UInt32? = 0xA1B2_C3D4, length: [UInt8]? = nil
  ) -> [UInt8] {
    var bytes = [first]
    let size = payload.count
    let masked: UInt8 = mask == nil ? 0 : 0x80
    bytes +=
      length ?? (size < 126 ? [masked | UInt8(size)] : [masked | 126, UInt8(size >> 8), UInt8(size & 255)])
    let key = mask.map { mask in (0..<4).map { UInt8(truncatingIfNeeded: mask >> UInt32(8 * $0)) } }
    bytes += key ?? []
    return bytes + payload.enumerated().map { $0.element ^ (key?[$0.offset & 3] ?? 0) }
  }

  static let arabic = Array("موقع الفني 🛵 now".utf8)

  static let stream: [UInt8] =
    frame(0x81, Array("hello".utf8)) + frame(0x82, (0..<200).map { UInt8($0) }, mask: 0x0102_0304)
    + frame(0x01, Array(arabic[..<3])) + frame(0x89, Array("ping".utf8)) + frame(0x00, Array(arabic[3..<17]))
    + frame(0x8A, []) + frame(0x80, Array(arabic[17...])) + frame(0x81, []) + frame(0x02, [])
    + frame(0x80, [])
    + frame(0x88, [0x03, 0xE8] + Array("bye".utf8)) + frame(0x81, Array("ignored".utf8))

  @Test func findsTheSameCutAnywhere() {
    let expected: [Decoded] = [
      .message(Array("hello".utf8), true), .message((0..<200).map { UInt8($0) }, false),
      .ping(Array("ping".utf8)),
      .pong, .message(Self.arabic, true), .message([], true), .message([], false), .close(1000, "bye"),
    ]
    #expect(ParserProbe.messages(Self.stream) == expected)
    for cut in 1..<Self.stream.count {
      #expect(ParserProbe.messages(Self.stream, cuts: [cut]) == expected, "cut before byte \(cut)")
    }
    #expect(ParserProbe.messages(Self.stream, cuts: Array(1..<Self.stream.count)) == expected, "byte by byte")
  }

  @Test func readsEveryLengthForm() {
    for size in [0, 1, 125, 126, 127, 65_535, 65_536, 100_000] {
      let payload = (0..<size).map { UInt8(truncatingIfNeeded: $0 * 7) }
      for mask in [nil, UInt32(0xDEAD_BEEF)] {
        var bytes: [UInt8] = []
        WebSocketFrame.append(.binary, payload.span, mask: mask, to: &bytes)
        let role = mask == nil ? WebSocketRole.client : .server
        let expected = [Decoded.message(payload, false)]
        #expect(ParserProbe.messages(bytes, role: role) == expected)
        #expect(
          ParserProbe.messages(
            bytes, cuts: [3, min(9, bytes.count)].filter { $0 <= bytes.count }, role: role) == expected)
      }
    }
  }

  struct Fault: Sendable {
    var bytes: [UInt8]
    var failure: WebSocketFailure

    init(_ failure: WebSocketFailure, _ frames: [UInt8]...) {
      self.bytes = Array(frames.joined())
      self.failure = failure
    }
  }

  static let faults: [Fault] = [
    Fault(.reservedBits, frame(0xC1, [])),
    Fault(.reservedBits, frame(0x91, [])),
    Fault(.unknownOpcode, frame(0x83, [])),
    Fault(.unknownOpcode, frame(0x8B, [])),
    Fault(.badControlFrame, frame(0x09, [])),
    Fault(.badControlFrame, frame(0x89, [UInt8](repeating: 0, count: 126))),
    Fault(.unmaskedByClient, frame(0x81, [], mask: nil)),
    Fault(.badLength, frame(0x82, [], length: [0xFE, 0, 125])),
    Fault(.badLength, frame(0x82, [], length: [0xFF, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF])),
    Fault(.badLength, frame(0x82, [], length: [0xFF, 0x80, 0, 0, 0, 0, 1, 0, 0])),
    Fault(.badFragment, frame(0x80, [])),
    Fault(.badFragment, frame(0x00, [])),
    Fault(.badFragment, frame(0x01, []), frame(0x81, [])),
    Fault(.badClosePayload, frame(0x88, [3])),
    Fault(.badClosePayload, frame(0x88, [0x03, 0xED])),
    Fault(.badClosePayload, frame(0x88, [0, 0])),
    Fault(.badClosePayload, frame(0x88, [0x13, 0x88])),
    Fault(.badClosePayload, frame(0x88, [0x03, 0xF7])),
    Fault(.invalidText, frame(0x88, [0x03, 0xE8, 0xFF])),
    Fault(.invalidText, frame(0x81, [0xFF])),
    Fault(.invalidText, frame(0x81, [0xC3])),
    Fault(.invalidText, frame(0x01, [0xC3]), frame(0x80, [0x28])),
    Fault(.invalidText, frame(0x01, [0xE0]), frame(0x80, [])),
    Fault(.tooBig, frame(0x82, [], length: [0xFF, 0, 0, 0, 0, 1, 0, 0, 0])),
    Fault(
      .tooBig, frame(0x02, [UInt8](repeating: 1, count: 900)), frame(0x80, [UInt8](repeating: 1, count: 200))),
  ]

  @Test(arguments: faults) func failsOn(_ fault: Fault) {
    let bytes = fault.bytes
    #expect(ParserProbe.messages(bytes, messageBytesMax: 1000).last == .failed(fault.failure))
    let piecewise = ParserProbe.messages(bytes, cuts: Array(1..<bytes.count), messageBytesMax: 1000)
    #expect(piecewise.last == .failed(fault.failure))
  }

  @Test func aServerMustNotMask() {
    #expect(ParserProbe.messages(Self.frame(0x81, [65]), role: .client) == [.failed(.maskedByServer)])
    #expect(ParserProbe.messages(Self.frame(0x81, [65], mask: nil), role: .client) == [.message([65], true)])
  }

  /// The fault is told with the byte that makes it, long before the frame is complete.
  @Test func findsBadTextBeforeTheFrameEnds() {
    let text = Array("good so far ".utf8) + [0xED, 0xA0] + [UInt8](repeating: 65, count: 100)
    let bytes = Self.frame(0x81, text)
    let header = 6
    #expect(ParserProbe.messages(Array(bytes[..<(header + 13)])).isEmpty)
    #expect(ParserProbe.messages(Array(bytes[..<(header + 14)])) == [.failed(.invalidText)])
  }

  @Test func agreesWithTheLibraryAboutText() {
    var random = Seed.random(2)
    let interesting: [UInt8] = [
      0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEE,
      0xEF, 0xF0,
      0xF1, 0xF4, 0xF5, 0xFF,
    ]
    var valid = 0
    for round in 0..<20_000 {
      let ascii = [UInt8](repeating: 0x61, count: random.below(12))
      let bytes = ascii + (0..<random.below(6)).map { _ in interesting[random.below(interesting.count)] }
      var validator = UTF8Validator()
      let cut = random.below(bytes.count + 1)
      let isAccepted =
        validator.accept(bytes.span, 0..<cut) && validator.accept(bytes.span, cut..<bytes.count)
        && validator.isAtBoundary
      let isValid = String(validating: bytes, as: UTF8.self) != nil
      #expect(isAccepted == isValid, "seed \(Seed.value), round \(round): \(HexText.encode(bytes))")
      if isValid { valid += 1 }
    }
    #expect(valid > 1000, "the test must see both kinds")
  }

  @Test func isIndifferentToCutsInNoise() {
    var random = Seed.random(3)
    for round in 0..<2000 {
      var bytes = Self.stream
      for _ in 0..<random.below(4) { bytes[random.below(bytes.count)] ^= UInt8(1 << random.below(8)) }
      if random.chance(0.3) { bytes.removeLast(random.below(bytes.count)) }
      guard !bytes.isEmpty else { continue }
      let cuts = (0..<random.below(20)).map { _ in random.below(bytes.count) }.sorted()
      #expect(
        ParserProbe.messages(bytes, cuts: cuts) == ParserProbe.messages(bytes),
        "seed \(Seed.value), round \(round)")
    }
  }

  @Test func shakesHandsLikeTheStandard() {
    // The example of RFC 6455 section 1.3.
    #expect(WebSocketHandshake.accept(key: "dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
  }

  @Test func cutsReasonsBetweenCharacters() {
    let payload = WebSocketFrame.closePayload(.normal, reason: String(repeating: "ع", count: 100))
    #expect(payload.count == 124 && String(validating: payload[2...], as: UTF8.self) != nil)
  }
}
