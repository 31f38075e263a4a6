// Packed messages through the codec: every form that deflate has, every cut, every limit.

import Bedrock
import Testing

@testable import Transport

@Suite("Deflate: messages") struct DeflateMessageTests {
  static let hello = Array("Hello".utf8)
  /// The forms that RFC 7692 section 7.2.3 shows for "Hello", and some more.
  static let forms: [(name: String, packed: [UInt8])] = [
    ("one block", [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]),
    ("stored", [0x00, 0x05, 0x00, 0xFA, 0xFF, 0x48, 0x65, 0x6C, 0x6C, 0x6F, 0x00]),
    ("a final block", [0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00]),
    ("a final block at the very end", [0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]),
    ("two blocks", [0xF2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xCA, 0xC9, 0xC9, 0x07, 0x00]),
    (
      "two final blocks",
      [0x01, 0x02, 0x00, 0xFD, 0xFF, 0x48, 0x65, 0x01, 0x03, 0x00, 0xFC, 0xFF, 0x6C, 0x6C, 0x6F]
    ),
    ("empty final blocks", [0x03, 0x00, 0x03, 0x00, 0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]),
  ]

  static func inflater(
    _ limits: DeflateLimits = DeflateLimits(), windowBits: Int = 15, keepsContext: Bool = true
  ) -> MessageInflater {
    MessageInflater(
      DeflateNegotiationTests.agreement(peerWindowBits: windowBits, peerKeepsContext: keepsContext), limits)
  }

  /// A stored block, which may hold anything.
  static func stored(_ bytes: [UInt8], isFinal: Bool = false) -> [UInt8] {
    let (low, high) = (UInt8(bytes.count & 0xFF), UInt8(bytes.count >> 8))
    return [isFinal ? 1 : 0, low, high, ~low, ~high] + bytes
  }

  static func packedFrame(_ opcode: UInt8, _ packed: [UInt8], isFinal: Bool = true) -> [UInt8] {
    ClientFrame.frame(opcode, packed, isFinal: isFinal, reserved: 4)
  }

  @Test(arguments: forms) func readsEveryForm(_ name: String, _ packed: [UInt8]) {
    for frames in [
      Self.packedFrame(1, packed),
      Self.packedFrame(1, Array(packed[..<3]), isFinal: false) + ClientFrame.frame(0, Array(packed[3...])),
      Self.packedFrame(1, packed, isFinal: false) + ClientFrame.ping() + ClientFrame.frame(0, []),
    ] {
      let expected = ParserProbe.messages(frames, inflater: Self.inflater())
      #expect(expected.filter { $0 != .ping([]) } == [.message(Self.hello, true)])
      for cut in 1..<frames.count {
        #expect(
          ParserProbe.messages(frames, cuts: [cut], inflater: Self.inflater()) == expected, "cut \(cut)")
      }
      #expect(
        ParserProbe.messages(frames, cuts: Array(1..<frames.count), inflater: Self.inflater()) == expected)
    }
  }

  /// The second message of RFC 7692 section 7.2.3.2 is the first one again, by reference.
  @Test func keepsTheContextWhereThatWasAgreedOn() {
    let first = Self.packedFrame(1, Self.forms[0].packed)
    let again = Self.packedFrame(1, [0xF2, 0x00, 0x11, 0x00, 0x00])
    let both: [Decoded] = [.message(Self.hello, true), .message(Self.hello, true)]
    #expect(ParserProbe.messages(first + again, inflater: Self.inflater()) == both)
    #expect(
      ParserProbe.messages(first + again, inflater: Self.inflater(keepsContext: false))
        == [.message(Self.hello, true), .failed(.badDeflate)])
    // What was not packed does not count, and a final block forgets nothing.
    let plain = ClientFrame.text("between")
    #expect(
      ParserProbe.messages(first + plain + again, inflater: Self.inflater())
        == [both[0], .message(Array("between".utf8), true), both[1]])
    let final = Self.packedFrame(1, Self.forms[2].packed)
    #expect(ParserProbe.messages(final + again, inflater: Self.inflater()) == both)
  }

  @Test func takesEmptyMessages() {
    let frames =
      Self.packedFrame(1, [0x00]) + Self.packedFrame(2, []) + Self.packedFrame(1, Self.forms[0].packed)
    let expected: [Decoded] = [.message([], true), .message([], false), .message(Self.hello, true)]
    for keepsContext in [true, false] {
      #expect(ParserProbe.messages(frames, inflater: Self.inflater(keepsContext: keepsContext)) == expected)
    }
  }

  /// Group 3 once more: with an agreement the first bit stands on the first frame of a message, and there alone.
  static let misplaced: [(String, [UInt8])] =
    [8, 9, 10].map { ("opcode \($0)", ClientFrame.frame($0, [], reserved: 4)) } + [
      (
        "a continuation",
        packedFrame(1, forms[0].packed, isFinal: false) + ClientFrame.frame(0, [], reserved: 4)
      ),
      (
        "a continuation of a plain message",
        ClientFrame.frame(1, hello, isFinal: false) + ClientFrame.frame(0, [], reserved: 4)
      ),
      ("bit 2 as well", ClientFrame.frame(1, forms[0].packed, reserved: 6)),
      ("bit 3 as well", ClientFrame.frame(1, forms[0].packed, reserved: 5)),
    ]

  @Test(arguments: misplaced) func refusesMisplacedMarks(_ name: String, _ frames: [UInt8]) {
    #expect(ParserProbe.messages(frames, inflater: Self.inflater()) == [.failed(.reservedBits)])
    #expect(
      ParserProbe.messages(frames, cuts: Array(1..<frames.count), inflater: Self.inflater())
        == [.failed(.reservedBits)])
  }

  static let damage: [(String, [UInt8])] = [
    ("the reserved kind of block", [0x06, 0x00]),
    ("a stored length that is not repeated", [0x00, 5, 0, 0, 0, 1]),
    ("cut within a block", Array(forms[0].packed[..<4])),
    ("cut within a stored block", Array(forms[1].packed[..<8])),
    ("a reference before the beginning", [0xF2, 0x00, 0x11, 0x00, 0x00]),
    ("bytes behind a whole block", forms[0].packed + [0xFF, 0xFF, 0xFF]),
    ("no deflate at all", Array("plain text".utf8)),
    ("the tail was not left away", forms[0].packed + [0, 0, 0xFF, 0xFF, 0xFF]),
  ]

  @Test(arguments: damage) func refusesDamage(_ name: String, _ packed: [UInt8]) {
    let frames = Self.packedFrame(2, packed)
    let whole = ParserProbe.messages(frames, inflater: Self.inflater())
    #expect(whole == [.failed(.badDeflate)])
    for cut in 1..<frames.count {
      #expect(ParserProbe.messages(frames, cuts: [cut], inflater: Self.inflater()) == whole, "cut \(cut)")
    }
    #expect(WebSocketFailure.badDeflate.closeCode == .protocolError)
  }

  /// Bad text is told with the byte that makes it, in the middle of a block.
  @Test func failsFastOnUnpackedText() {
    let packed = Self.stored(Array("good ".utf8) + [0xED, 0xA0, 0x80] + [UInt8](repeating: 0x61, count: 50))
    let frames = Self.packedFrame(1, packed, isFinal: false)
    // Header 6, block header 5, "good " 5, then two bytes.
    #expect(ParserProbe.messages(Array(frames[..<17]), inflater: Self.inflater()).isEmpty)
    #expect(ParserProbe.messages(Array(frames[..<18]), inflater: Self.inflater()) == [.failed(.invalidText)])
    let open = Self.packedFrame(1, Self.stored([0xE2, 0x82]) + [0])
    #expect(ParserProbe.messages(open, inflater: Self.inflater()) == [.failed(.invalidText)])
    // Text first, then the limit, then damage, however it is cut.
    let both = Self.packedFrame(1, Self.stored([0xFF]) + [0x06])
    let large = Self.packedFrame(1, Self.stored([UInt8](repeating: 0x61, count: 20) + [0xFF]))
    for cuts in [[], Array(1..<both.count)] {
      #expect(ParserProbe.messages(both, cuts: cuts, inflater: Self.inflater()) == [.failed(.invalidText)])
    }
    for cuts in [[], Array(1..<large.count)] {
      #expect(
        ParserProbe.messages(large, cuts: cuts, messageBytesMax: 20, inflater: Self.inflater()) == [
          .failed(.tooBig)
        ])
      #expect(
        ParserProbe.messages(large, cuts: cuts, messageBytesMax: 21, inflater: Self.inflater())
          == [.failed(.invalidText)])
    }
  }

  @Test func limitsWhatItUnpacks() throws {
    let exact = try Self.packed([UInt8](repeating: 0x61, count: 5000))
    for (bytesMax, isTaken) in [(5000, true), (4999, false)] {
      for cuts in [[], Array(1..<exact.count)] {
        let found = ParserProbe.messages(
          exact, cuts: cuts, messageBytesMax: bytesMax, inflater: Self.inflater())
        #expect((found != [.failed(.tooBig)]) == isTaken && found.count == 1)
      }
    }
    // Blocks that say nothing are limited by their own length.
    let empty = Self.packedFrame(2, Array([[UInt8]](repeating: [0, 0, 0, 0xFF, 0xFF], count: 2000).joined()))
    #expect(
      ParserProbe.messages(empty, messageBytesMax: 5000, inflater: Self.inflater()) == [.failed(.tooBig)])
  }

  @Test func limitsTheRatio() throws {
    var limits = DeflateLimits()
    (limits.ratioMax, limits.ratioFreeBytes) = (20, 1000)
    let bomb = try Self.packed([UInt8](repeating: 0, count: 200_000))
    #expect(bomb.count < 1000)
    #expect(ParserProbe.messages(bomb, inflater: Self.inflater(limits)) == [.failed(.tooBig)])
    #expect(WebSocketFailure.tooBig.closeCode == .tooBig)
    // A beginning that packs well is no attack when the rest does not; the verdict is the same for every cut.
    var random = Seed.random(62)
    let mixed = [UInt8](repeating: 0, count: 8_000) + (0..<2_000).map { _ in UInt8(random.below(256)) }
    let frame = try Self.packed(mixed)
    for cuts in [[], [7], [20, 40], Array(1..<frame.count)] {
      #expect(
        ParserProbe.messages(frame, cuts: cuts, inflater: Self.inflater(limits)) == [.message(mixed, false)])
    }
    let small = try Self.packed([UInt8](repeating: 0, count: 1000))
    #expect(ParserProbe.messages(small, inflater: Self.inflater(limits)).first != .failed(.tooBig))
  }

  private static func packed(_ message: [UInt8], windowBits: Int = 15) throws -> [UInt8] {
    var output: [UInt8] = []
    let deflater = MessageDeflater(windowBits: windowBits, keepsContext: false, DeflateLimits())
    let count = try #require(deflater.deflate(message.span, into: &output))
    return packedFrame(2, Array(output[..<count]))
  }

  @Test func keepsToTheWindow() throws {
    var random = Seed.random(63)
    let noise = (0..<2000).map { _ in UInt8(random.below(256)) }
    let repeated = noise + noise + noise
    let wide = try Self.packed(repeated)
    #expect(ParserProbe.messages(wide, inflater: Self.inflater()) == [.message(repeated, false)])
    // zlib looks at what it keeps, so that a window that is overstepped is seen where the message came in small reads.
    let cuts = Array(1..<wide.count)
    #expect(
      ParserProbe.messages(wide, cuts: cuts, inflater: Self.inflater(windowBits: 10)) == [
        .failed(.badDeflate)
      ])
    #expect(ParserProbe.messages(wide, cuts: cuts, inflater: Self.inflater()) == [.message(repeated, false)])
    let letters = (0..<6000).map { _ in UInt8(0x61 + random.below(3)) }
    for bits in 9...15 {
      let frame = try Self.packed(letters, windowBits: bits)
      #expect(
        ParserProbe.messages(frame, inflater: Self.inflater(windowBits: bits)) == [.message(letters, false)])
    }
  }

  @Test func takesMemoryOnlyWhileItMust() {
    for keepsContext in [true, false] {
      let inflater = Self.inflater(keepsContext: keepsContext)
      #expect(
        ParserProbe.messages(ClientFrame.text("plain"), inflater: inflater).count == 1 && !inflater.isHolding)
      let frame = Self.packedFrame(1, Self.forms[0].packed)
      var decoder = WebSocketDecoder(role: .server, messageBytesMax: 1000, inflater: inflater)
      for (index, piece) in ParserProbe.pieces(frame, [9]).enumerated() {
        var (piece, offset) = (piece, 0)
        var span = piece.mutableSpan
        _ = decoder.next(&span, at: &offset)
        #expect(inflater.isHolding == (index == 0 || keepsContext))
      }
    }
    let deflater = MessageDeflater(windowBits: 15, keepsContext: true, DeflateLimits())
    var output: [UInt8] = []
    let short = [UInt8](repeating: 1, count: 63)
    #expect(deflater.deflate(short.span, into: &output) == nil && !deflater.isHolding && output.isEmpty)
  }

  /// Messages of every kind and size through both ends, fragmented and cut at random; some are no shorter packed and
  /// go as they are, which must not confuse the context.
  @Test func carriesEverything() {
    var random = Seed.random(64)
    for round in 0..<60 {
      let (windowBits, keepsContext) = (9 + random.below(7), random.chance(0.6))
      let deflater = MessageDeflater(windowBits: windowBits, keepsContext: keepsContext, DeflateLimits())
      let inflater = Self.inflater(windowBits: windowBits, keepsContext: keepsContext)
      var (bytes, expected, output, packedCount): ([UInt8], [Decoded], [UInt8], Int) = ([], [], [], 0)
      for _ in 0..<20 {
        let message = Self.message(&random)
        expected.append(.message(message, false))
        let count = deflater.deflate(message.span, into: &output)
        let payload = count.map { Array(output[..<$0]) } ?? message
        packedCount += count == nil ? 0 : 1
        let cut = random.below(payload.count + 1)
        let isPacked: UInt8 = count == nil ? 0 : 4
        bytes += ClientFrame.frame(2, Array(payload[..<cut]), isFinal: false, reserved: isPacked)
        bytes += ClientFrame.frame(0, Array(payload[cut...]))
      }
      let cuts = (0..<30).map { _ in random.below(bytes.count) }.sorted()
      #expect(
        ParserProbe.messages(bytes, cuts: cuts, inflater: inflater) == expected,
        "seed \(Seed.value), round \(round)")
      #expect(packedCount > 0)
    }
  }

  /// Noise, repetitions or text, from nothing to some windows.
  static func message(_ random: inout SeededRandom) -> [UInt8] {
    let count = random.below(1 << (1 + random.below(16)))
    switch random.below(4) {
    case 0: return (0..<count).map { _ in UInt8(random.below(256)) }
    case 1: return [UInt8](repeating: UInt8(random.below(256)), count: min(count, 30_000))
    default:
      let words = ["technician", "\"lat\":24.7", "booking", "42", ",", "الرياض", "{\"type\":"]
      var text: [UInt8] = []
      while text.count < count { text += words[random.below(words.count)].utf8 }
      return text
    }
  }

  /// Damaged streams do not depend on how they are cut, and never do worse than fail.
  @Test func isIndifferentToCutsInNoise() {
    var random = Seed.random(65)
    for round in 0..<1500 {
      let form = Self.forms[random.below(Self.forms.count)].packed
      var bytes =
        Self.packedFrame(random.chance(0.5) ? 1 : 2, form)
        + Self.packedFrame(2, Self.stored(Self.hello) + [0])
      for _ in 0..<random.below(4) { bytes[random.below(bytes.count)] ^= UInt8(1 << random.below(8)) }
      let cuts = (0..<random.below(20)).map { _ in random.below(bytes.count) }.sorted()
      #expect(
        ParserProbe.messages(bytes, cuts: cuts, inflater: Self.inflater())
          == ParserProbe.messages(bytes, inflater: Self.inflater()), "seed \(Seed.value), round \(round)")
    }
  }
}
