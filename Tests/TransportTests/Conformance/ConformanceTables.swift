// The cases of groups 1 to 5: framing, pings, reserved bits, opcodes, fragments.

@testable import Transport

extension ConformanceCase {
  /// Made anew for each test: what tables of enums hold for ever, leak checkers cannot see.
  static var all: [ConformanceCase] {
    framing + pings + reservedBits + opcodes + fragmentation + utf8 + closing
  }

  /// The cases of a group and of its parts.
  static func of(_ group: String) -> [ConformanceCase] {
    all.filter { $0.group.split(separator: ".")[0] == group }
  }

  private static func bytes(_ count: Int, _ seed: Int = 7) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* seed &+ seed) }
  }
  private static func letters(_ count: Int) -> [UInt8] { (0..<count).map { 0x61 + UInt8($0 % 26) } }

  static var framing: [ConformanceCase] {
    [0, 125, 126, 127, 128, 65_535, 65_536].flatMap { size in
      [
        .good("1.1", "text of \(size)", [ClientFrame.frame(1, letters(size))], [.text(letters(size))]),
        .good("1.2", "binary of \(size)", [ClientFrame.frame(2, bytes(size))], [.binary(bytes(size))]),
      ]
    } + [
      .good(
        "1.1", "text of 65536 in pieces of 997", [ClientFrame.frame(1, letters(65_536))],
        [.text(letters(65_536))], chopBytes: 997),
      .good(
        "1.2", "binary of 65536 in pieces of 997", [ClientFrame.frame(2, bytes(65_536))],
        [.binary(bytes(65_536))], chopBytes: 997),
      .bad("1.3", "no mask", [[0x81, 0x01, 0x61]], failing: .unmaskedByClient),
      .bad("1.3", "125 in the 16-bit form", [[0x82, 0xFE, 0, 125, 1, 2, 3, 4]], failing: .badLength),
      .bad(
        "1.3", "65535 in the 64-bit form", [[0x82, 0xFF, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 1, 2, 3, 4]],
        failing: .badLength),
      .bad("1.3", "2^63", [[0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]], failing: .badLength),
    ]
  }

  static var pings: [ConformanceCase] {
    [
      .good("2.1", "without payload", [ClientFrame.ping()], [.pong([])]),
      .good("2.2", "with text", [ClientFrame.ping(letters(20))], [.pong(letters(20))]),
      .good(
        "2.3", "with binary", [ClientFrame.ping([0, 0xFF, 0xFE, 0xC0, 0x80])],
        [.pong([0, 0xFF, 0xFE, 0xC0, 0x80])]),
      .good("2.4", "of 125", [ClientFrame.ping(bytes(125))], [.pong(bytes(125))]),
      .bad("2.5", "of 126", [ClientFrame.ping(bytes(126))], failing: .badControlFrame),
      .good("2.6", "of 125, byte by byte", [ClientFrame.ping(bytes(125))], [.pong(bytes(125))], chopBytes: 1),
      .good("2.7", "a pong unasked", [ClientFrame.frame(10, [])], [], decoded: [.pong]),
      .good("2.8", "a pong with payload", [ClientFrame.frame(10, letters(9))], [], decoded: [.pong]),
      .good(
        "2.9", "a pong, then a ping", [ClientFrame.frame(10, letters(9)), ClientFrame.ping(letters(3))],
        [.pong(letters(3))], decoded: [.pong, .ping(letters(3))]),
      .good("2.10", "ten pings", (0..<10).map { ClientFrame.ping([$0]) }, (0..<10).map { .pong([$0]) }),
      .good(
        "2.11", "ten pings, byte by byte", (0..<10).map { ClientFrame.ping([$0]) },
        (0..<10).map { .pong([$0]) },
        chopBytes: 1),
    ]
  }

  /// Bit 1 means nothing without an agreement, bits 2 and 3 mean nothing ever.
  static var reservedBits: [ConformanceCase] {
    (1...7).flatMap { bits -> [ConformanceCase] in
      let reserved = UInt8(bits)
      let before = ClientFrame.text("before")
      return [
        .bad(
          "3", "bits \(bits) in text", [ClientFrame.frame(1, letters(4), reserved: reserved)],
          failing: .reservedBits),
        .bad(
          "3", "bits \(bits) behind a message",
          [before, ClientFrame.frame(1, letters(4), reserved: reserved)],
          [.text(Array("before".utf8))], failing: .reservedBits),
        .bad(
          "3", "bits \(bits) behind a message, byte by byte",
          [before, ClientFrame.frame(2, letters(4), reserved: reserved)], [.text(Array("before".utf8))],
          failing: .reservedBits,
          chopBytes: 1),
        .bad(
          "3", "bits \(bits) in a ping", [ClientFrame.frame(9, letters(4), reserved: reserved)],
          failing: .reservedBits),
        .bad(
          "3", "bits \(bits) in a close", [ClientFrame.frame(8, [3, 0xE8], reserved: reserved)],
          failing: .reservedBits),
        .bad(
          "3", "bits \(bits) in a continuation",
          [
            ClientFrame.frame(1, letters(4), isFinal: false),
            ClientFrame.frame(0, letters(4), reserved: reserved),
          ], failing: .reservedBits),
      ]
    }
  }

  static var opcodes: [ConformanceCase] {
    ([3, 4, 5, 6, 7, 11, 12, 13, 14, 15] as [UInt8]).flatMap {
      opcode -> [ConformanceCase] in
      let group = opcode < 8 ? "4.1" : "4.2"
      return [
        .bad(group, "opcode \(opcode)", [ClientFrame.frame(opcode, [])], failing: .unknownOpcode),
        .bad(
          group, "opcode \(opcode) with payload", [ClientFrame.frame(opcode, letters(8))],
          failing: .unknownOpcode),
        .bad(
          group, "opcode \(opcode) behind a message, then a ping",
          [ClientFrame.text("before"), ClientFrame.frame(opcode, letters(8)), ClientFrame.ping()],
          [.text(Array("before".utf8))], failing: .unknownOpcode),
        .bad(
          group, "opcode \(opcode) behind a message, byte by byte",
          [ClientFrame.text("before"), ClientFrame.frame(opcode, letters(8))], [.text(Array("before".utf8))],
          failing: .unknownOpcode, chopBytes: 1),
      ]
    }
  }

  static var fragmentation: [ConformanceCase] {
    let parts = ClientFrame.fragments(1, letters(30), [13])
    let whole = Reply.text(letters(30))
    let five = ClientFrame.fragments(1, letters(50), each: 10)
    let open = ClientFrame.frame(1, letters(5), isFinal: false)
    return [
      .bad(
        "5.1", "a ping in two", [ClientFrame.frame(9, [1], isFinal: false), ClientFrame.frame(0, [2])],
        failing: .badControlFrame),
      .bad(
        "5.2", "a pong in two", [ClientFrame.frame(10, [1], isFinal: false), ClientFrame.frame(0, [2])],
        failing: .badControlFrame),
      .bad(
        "5.2", "a close in two", [ClientFrame.frame(8, [3, 0xE8], isFinal: false)], failing: .badControlFrame),
      .good("5.3", "text in two", parts, [whole]),
      .good("5.4", "text in two, 5 bytes at a time", parts, [whole], chopBytes: 5),
      .good("5.5", "text in two, byte by byte", parts, [whole], chopBytes: 1),
      .good("5.6", "a ping between", [parts[0], ClientFrame.ping([9]), parts[1]], [.pong([9]), whole]),
      .good(
        "5.8", "a ping between, byte by byte", [parts[0], ClientFrame.ping([9]), parts[1]],
        [.pong([9]), whole], chopBytes: 1),
      .bad(
        "5.9", "a continuation of nothing, then text",
        [ClientFrame.frame(0, letters(5)), ClientFrame.text("x")], failing: .badFragment),
      .bad(
        "5.11", "the same byte by byte", [ClientFrame.frame(0, letters(5)), ClientFrame.text("x")],
        failing: .badFragment, chopBytes: 1),
      .bad(
        "5.12", "an open continuation of nothing", [ClientFrame.frame(0, letters(5), isFinal: false)],
        failing: .badFragment),
      .bad(
        "5.15", "a continuation behind a whole message", parts + [ClientFrame.frame(0, [1])], [whole],
        failing: .badFragment),
      .bad(
        "5.16", "again and again", [ClientFrame.frame(0, letters(5), isFinal: false)] + parts,
        failing: .badFragment),
      .bad("5.18", "text within text", [open, ClientFrame.text("x")], failing: .badFragment),
      .bad("5.18", "binary within text", [open, ClientFrame.frame(2, [1])], failing: .badFragment),
      .good(
        "5.19", "five with two pings",
        [five[0], five[1], ClientFrame.ping([1]), five[2], five[3], ClientFrame.ping([2]), five[4]],
        [.pong([1]), .pong([2]), .text(letters(50))]),
      .good(
        "5.20", "five with two pings, byte by byte",
        [five[0], five[1], ClientFrame.ping([1]), five[2], five[3], ClientFrame.ping([2]), five[4]],
        [.pong([1]), .pong([2]), .text(letters(50))], chopBytes: 1),
      .good(
        "5.19", "empty fragments before, between and behind",
        [
          ClientFrame.frame(2, [], isFinal: false), ClientFrame.frame(0, [7], isFinal: false),
          ClientFrame.frame(0, [], isFinal: false), ClientFrame.frame(0, []),
        ],
        [.binary([7])]),
    ]
  }
}
