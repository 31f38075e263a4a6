// Frames on their way out (RFC 6455 section 5.2): never fragmented, lengths in their shortest form.

/// One complete message, encoded once and queued for many connections. Who sends many of them keeps one and encodes
/// the next message into it.
public struct WebSocketFrame: ~Copyable, Sendable {
  /// Header and payload, unmasked.
  private(set) var bytes: [UInt8] = []
  /// Where the payload begins.
  private(set) var payloadStart = 0
  private(set) var isText = false

  /// A frame to encode into: an empty binary message.
  public init() {
    let nothing: [UInt8] = []
    encode(nothing.span, isText: false)
  }

  /// Encodes a message in one frame. Text must be UTF-8. O(bytes), one allocation.
  public static func encode(_ payload: Span<UInt8>, isText: Bool) -> WebSocketFrame {
    var frame = WebSocketFrame()
    frame.encode(payload, isText: isText)
    return frame
  }

  /// Encodes another message in place of the one before. Text must be UTF-8. O(bytes), no allocation unless the message
  /// is the longest so far.
  public mutating func encode(_ payload: Span<UInt8>, isText: Bool) {
    bytes.removeAll(keepingCapacity: true)
    bytes.reserveCapacity(payload.count + 10)
    Self.append(isText ? .text : .binary, payload, mask: nil, to: &bytes)
    payloadStart = bytes.count - payload.count
    self.isText = isText
  }

  /// The bytes on the wire.
  public var encoded: [UInt8] { bytes }

  /// Appends a frame to a buffer; with a mask for the client role.
  static func append(
    _ opcode: WebSocketDecoder.Opcode, _ payload: Span<UInt8>, mask: UInt32?, isPacked: Bool = false,
    to bytes: inout [UInt8]
  ) {
    let header = FrameHeader(opcode, count: payload.count, mask: mask, isPacked: isPacked)
    for index in 0..<header.count { bytes.append(header.bytes[index]) }
    let start = bytes.count
    // SAFETY: the payload is copied during the call.
    unsafe payload.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    if let mask {
      var span = bytes.mutableSpan
      _ = Masking.apply(mask, to: &span, start..<(start + payload.count))
    }
  }

  /// The payload of a close frame: code and reason, cut to 125 bytes between two characters.
  static func closePayload(_ code: WebSocketCloseCode, reason: String) -> [UInt8] {
    precondition(code.mayBeSent, "a close code that may be sent")
    var payload = [UInt8(code.rawValue >> 8), UInt8(code.rawValue & 0xFF)]
    for scalar in reason.unicodeScalars {
      let character = UTF8.encode(scalar).map(Array.init) ?? []
      if payload.count + character.count > 125 { break }
      payload += character
    }
    return payload
  }
}

/// The header of an unfragmented frame; `isPacked` sets the mark of RFC 7692 section 6.
struct FrameHeader {
  var bytes = InlineArray<14, UInt8>(repeating: 0)
  var count: Int

  init(_ opcode: WebSocketDecoder.Opcode, count payload: Int, mask: UInt32?, isPacked: Bool) {
    let masked: UInt8 = mask == nil ? 0 : 0x80
    bytes[0] = (isPacked ? 0xC0 : 0x80) | opcode.rawValue
    if payload < 126 {
      bytes[1] = masked | UInt8(payload)
      count = 2
    } else if payload < 65_536 {
      bytes[1] = masked | 126
      bytes[2] = UInt8(payload >> 8)
      bytes[3] = UInt8(payload & 0xFF)
      count = 4
    } else {
      bytes[1] = masked | 127
      for index in 0..<8 { bytes[2 + index] = UInt8(truncatingIfNeeded: payload >> (56 - 8 * index)) }
      count = 10
    }
    if let mask {
      for index in 0..<4 { bytes[count + index] = UInt8(truncatingIfNeeded: mask >> UInt32(8 * index)) }
      count += 4
    }
  }
}
