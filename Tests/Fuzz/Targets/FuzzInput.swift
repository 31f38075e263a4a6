// The bytes of a fuzzed input, taken apart: switches, places to cut, and what goes through the codec.

/// An input: one byte of switches, one that says how many cuts follow (its lowest three bits), a byte for the length of
/// each piece, and the payload. Every sequence of bytes is an input, so that nothing a fuzzer makes is wasted.
struct FuzzInput: Sendable {
  /// What the target makes of it is the target's.
  var switches: UInt8
  /// Where the payload is cut: rising, from 0 to its end.
  var cuts: [Int]
  /// What goes through the codec.
  var payload: [UInt8]

  /// The most cuts that a file can state.
  static let cutsMax = 7

  /// Takes a file apart.
  init(_ bytes: [UInt8]) {
    switches = bytes.first ?? 0
    let count = bytes.count > 1 ? Int(bytes[1]) & Self.cutsMax : 0
    let lengths = bytes.dropFirst(2).prefix(count)
    payload = Array(bytes.dropFirst(2 + count))
    cuts = []
    for length in lengths { cuts.append(min((cuts.last ?? 0) + Int(length), payload.count)) }
  }

  /// The same switches and payload, cut elsewhere.
  func cut(at cuts: [Int]) -> FuzzInput {
    var other = self
    other.cuts = cuts
    return other
  }

  /// The payload in one piece, as it is cut, and byte by byte: what a codec finds must be the same.
  var cuttings: [[Int]] {
    payload.isEmpty ? [[]] : [[], cuts, Array(1..<payload.count)]
  }

  /// Some of the switches as a number.
  func number(bit: Int, width: Int) -> Int { Int(switches) >> bit & (1 << width - 1) }

  /// Whether a switch is on.
  func isOn(_ bit: Int) -> Bool { number(bit: bit, width: 1) == 1 }

  /// Bytes in pieces, cut before each of `cuts`.
  static func pieces(_ bytes: [UInt8], _ cuts: [Int]) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var start = 0
    for cut in cuts + [bytes.count] {
      pieces.append(Array(bytes[start..<cut]))
      start = cut
    }
    return pieces
  }
}
