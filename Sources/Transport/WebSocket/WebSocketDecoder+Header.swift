// Frame headers (RFC 6455 section 5.2): 2 to 14 bytes, usually all there at once.

extension WebSocketDecoder {
  enum HeaderOutcome {
    case incomplete
    case complete
    case failed(WebSocketFailure)
  }

  mutating func readHeader(_ bytes: Span<UInt8>, at offset: inout Int) -> HeaderOutcome {
    if headerCount == 0, bytes.count - offset >= 2 {
      let length = Self.headerLength(bytes[offset + 1])
      if bytes.count - offset >= length {
        let start = offset
        offset += length
        return parseHeader(length) { bytes[start + $0] }
      }
    }
    while offset < bytes.count {
      header[Int(headerCount)] = bytes[offset]
      headerCount += 1
      offset += 1
      guard headerCount >= 2, Int(headerCount) == Self.headerLength(header[1]) else { continue }
      let copy = header
      headerCount = 0
      return parseHeader(Self.headerLength(copy[1])) { copy[$0] }
    }
    return .incomplete
  }

  /// The length of a header by its second byte.
  private static func headerLength(_ second: UInt8) -> Int {
    let extra = second & 0x7F == 127 ? 8 : second & 0x7F == 126 ? 2 : 0
    return 2 + extra + (second & 0x80 != 0 ? 4 : 0)
  }

  @inline(__always)
  private mutating func parseHeader(_ count: Int, _ byte: (Int) -> UInt8) -> HeaderOutcome {
    let first = byte(0)
    let second = byte(1)
    let isMarked = first & 0x40 != 0
    if first & 0x70 != 0, first & 0x30 != 0 || inflater == nil { return .failed(.reservedBits) }
    guard let opcode = Opcode(rawValue: first & 0x0F) else { return .failed(.unknownOpcode) }
    // The mark of a packed message stands on its first frame and nowhere else (RFC 7692 section 6.1).
    if isMarked, opcode != .text, opcode != .binary { return .failed(.reservedBits) }
    let isMasked = second & 0x80 != 0
    if isMasked != (role == .server) {
      return .failed(role == .server ? .unmaskedByClient : .maskedByServer)
    }
    var length = Int(second & 0x7F)
    if length == 126 {
      length = Int(byte(2)) << 8 | Int(byte(3))
      if length < 126 { return .failed(.badLength) }
    } else if length == 127 {
      var wide: UInt64 = 0
      for index in 2..<10 { wide = wide << 8 | UInt64(byte(index)) }
      if wide < 65_536 || wide >> 63 != 0 { return .failed(.badLength) }
      length = Int(wide)
    }
    isFinal = first & 0x80 != 0
    self.opcode = opcode
    remaining = length
    mask = 0
    if isMasked {
      for index in 0..<4 { mask |= UInt32(byte(count - 4 + index)) << UInt32(8 * index) }
    }
    return checkSequence(isMarked: isMarked)
  }

  /// The rules that bind a frame to those before it (RFC 6455 sections 5.4 and 5.5).
  private mutating func checkSequence(isMarked: Bool) -> HeaderOutcome {
    if opcode.isControl { return isFinal && remaining <= 125 ? .complete : .failed(.badControlFrame) }
    let isContinuation = opcode == .continuation
    if isContinuation != (messageOpcode != .continuation) { return .failed(.badFragment) }
    if !isContinuation {
      messageOpcode = opcode
      text = UTF8Validator()
      isPacked = isMarked
      if isMarked { inflater?.begin() }
    }
    if isPacked, let inflater {
      return inflater.announce(remaining, messageBytesMax: messageBytesMax) ? .complete : .failed(.tooBig)
    }
    return remaining <= messageBytesMax - assembled.count ? .complete : .failed(.tooBig)
  }
}
