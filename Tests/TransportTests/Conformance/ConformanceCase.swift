// A case of the conformance tables: what a client sends, and what an echo server must make of it.

import Testing

@testable import Transport

/// What comes back, frame by frame.
enum Reply: Equatable, Sendable {
  case text([UInt8])
  case binary([UInt8])
  case pong([UInt8])
  /// A close frame; nil without a code.
  case close(UInt16?)
}

/// One case. The groups are those of the Autobahn fuzzing client; the cases are ours.
struct ConformanceCase: Sendable, CustomTestStringConvertible {
  var group: String
  var name: String
  /// Frames with masks, as they go to the wire.
  var sent: [UInt8]
  /// The close included.
  var replies: [Reply]
  /// How many bytes each write has; nil for one write.
  var chopBytes: Int?

  var testDescription: String { "\(group) \(name)" }

  /// What the server's decoder must tell about `sent`.
  var decoded: [Decoded] { expected }
  private var expected: [Decoded]

  /// A case that the client ends with 1000.
  static func good(
    _ group: String, _ name: String, _ frames: [[UInt8]], _ replies: [Reply], decoded: [Decoded]? = nil,
    chopBytes: Int? = nil
  ) -> ConformanceCase {
    let sent = Array(frames.joined()) + ClientFrame.close(1000)
    return ConformanceCase(
      group: group, name: name, sent: sent, replies: replies + [.close(1000)], chopBytes: chopBytes,
      expected: (decoded ?? replies.map(Self.decoded)) + [.close(1000, "")])
  }

  /// A case that the server ends, for this fault.
  static func bad(
    _ group: String, _ name: String, _ frames: [[UInt8]], _ replies: [Reply] = [],
    failing failure: WebSocketFailure,
    decoded: [Decoded]? = nil, chopBytes: Int? = nil
  ) -> ConformanceCase {
    ConformanceCase(
      group: group, name: name, sent: Array(frames.joined()),
      replies: replies + [.close(failure.closeCode.rawValue)], chopBytes: chopBytes,
      expected: (decoded ?? replies.map(Self.decoded)) + [.failed(failure)])
  }

  /// A case whose frames have the close in them.
  static func ending(
    _ group: String, _ name: String, _ frames: [[UInt8]], _ replies: [Reply], _ decoded: [Decoded]
  ) -> ConformanceCase {
    ConformanceCase(
      group: group, name: name, sent: Array(frames.joined()), replies: replies, chopBytes: nil,
      expected: decoded)
  }

  private static func decoded(_ reply: Reply) -> Decoded {
    switch reply {
    case .text(let bytes): .message(bytes, true)
    case .binary(let bytes): .message(bytes, false)
    case .pong(let bytes): .ping(bytes)
    case .close(let code): .close(code, "")
    }
  }
}

/// Frames as clients send them, made byte by byte and independently of Transport's encoder.
enum ClientFrame {
  static func frame(
    _ opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true, reserved: UInt8 = 0, mask: UInt32 = 0x9C3A_51E7
  ) -> [UInt8] {
    var bytes = [(isFinal ? 0x80 : 0) | reserved << 4 | opcode]
    let count = payload.count
    if count < 126 {
      bytes.append(0x80 | UInt8(count))
    } else if count < 65_536 {
      bytes += [0xFE, UInt8(count >> 8), UInt8(count & 0xFF)]
    } else {
      bytes.append(0xFF)
      for shift in (0..<8).reversed() { bytes.append(UInt8(truncatingIfNeeded: count >> (8 * shift))) }
    }
    let key = (0..<4).map { UInt8(truncatingIfNeeded: mask >> UInt32(8 * $0)) }
    bytes += key
    bytes.reserveCapacity(bytes.count + count)
    for index in 0..<count { bytes.append(payload[index] ^ key[index % 4]) }
    return bytes
  }

  static func text(_ text: String) -> [UInt8] { frame(1, Array(text.utf8)) }
  static func ping(_ payload: [UInt8] = []) -> [UInt8] { frame(9, payload) }
  static func close(_ code: UInt16, _ reason: [UInt8] = []) -> [UInt8] {
    frame(8, [UInt8(code >> 8), UInt8(code & 0xFF)] + reason)
  }

  /// A message in frames of the stated sizes; what is left goes into the last.
  static func fragments(_ opcode: UInt8, _ payload: [UInt8], _ sizes: [Int]) -> [[UInt8]] {
    var frames: [[UInt8]] = []
    var start = 0
    for size in sizes {
      frames.append(
        frame(frames.isEmpty ? opcode : 0, Array(payload[start..<(start + size)]), isFinal: false))
      start += size
    }
    return frames + [frame(frames.isEmpty ? opcode : 0, Array(payload[start...]))]
  }

  /// The same in frames of one size.
  static func fragments(_ opcode: UInt8, _ payload: [UInt8], each size: Int) -> [[UInt8]] {
    fragments(opcode, payload, [Int](repeating: size, count: max(0, (payload.count - 1) / size)))
  }
}
