// Payloads: unmasked in place, checked as they arrive, gathered only when they come in pieces.

extension WebSocketDecoder {
  /// The frame that nearly all frames are, in one step: a whole message of at most 125 bytes from a client, all of
  /// it there. Nil for everything else, with nothing changed; the general way decides it the same.
  @inline(__always)
  mutating func nextShort(_ bytes: inout MutableSpan<UInt8>, at offset: inout Int) -> WebSocketEvent? {
    guard bytes.count - offset >= 6, headerCount == 0, !isInFrame, messageOpcode == .continuation,
      role == .server, !isFinished
    else { return nil }
    let first = bytes[offset]
    let count = Int(bytes[offset + 1]) - 0x80
    guard first == 0x82 || first == 0x81, count >= 0, count < 126, count <= messageBytesMax,
      bytes.count - offset >= 6 + count
    else { return nil }
    var mask: UInt32 = 0
    for index in 0..<4 { mask |= UInt32(bytes[offset + 2 + index]) << UInt32(8 * index) }
    let range = (offset + 6)..<(offset + 6 + count)
    _ = Masking.apply(mask, to: &bytes, range)
    offset = range.upperBound
    guard first == 0x81 else { return .message(range, isText: false) }
    var text = UTF8Validator()
    guard text.accept(bytes.span, range), text.isAtBoundary else { return fail(.invalidText) }
    return .message(range, isText: true)
  }

  /// Takes what there is of the frame's payload; nil when the frame or the bytes ended without an event.
  mutating func readPayload(_ bytes: inout MutableSpan<UInt8>, at offset: inout Int) -> WebSocketEvent? {
    let count = min(remaining, bytes.count - offset)
    let range = offset..<(offset + count)
    if count > 0, role == .server { mask = Masking.apply(mask, to: &bytes, range) }
    offset += count
    remaining -= count
    return opcode.isControl ? takeControl(bytes.span, range) : takeData(bytes.span, range)
  }

  private mutating func takeData(_ bytes: Span<UInt8>, _ range: Range<Int>) -> WebSocketEvent? {
    if isPacked { return takePacked(bytes, range) }
    let isText = messageOpcode == .text
    if isText, !text.accept(bytes, range) { return fail(.invalidText) }
    let isInOnePiece = remaining == 0 && isFinal && opcode != .continuation && assembled.isEmpty
    if !isInOnePiece { Self.append(bytes, range, to: &assembled) }
    guard remaining == 0 else { return nil }
    isInFrame = false
    guard isFinal else { return nil }
    messageOpcode = .continuation
    if isText, !text.isAtBoundary { return fail(.invalidText) }
    return isInOnePiece ? .message(range, isText: isText) : .assembledMessage(isText: isText)
  }

  private mutating func takeControl(_ bytes: Span<UInt8>, _ range: Range<Int>) -> WebSocketEvent? {
    Self.append(bytes, range, to: &control)
    guard remaining == 0 else { return nil }
    isInFrame = false
    let payload = control
    control = []
    switch opcode {
    case .ping: return .ping(payload)
    case .pong: return .pong
    default: return takeClose(payload)
    }
  }

  /// RFC 6455 section 5.5.1: nothing, or a code and a reason in UTF-8.
  private mutating func takeClose(_ payload: [UInt8]) -> WebSocketEvent {
    finish()
    if payload.isEmpty { return .close(code: nil, reason: "") }
    guard payload.count >= 2 else { return .failed(.badClosePayload) }
    let code = UInt16(payload[0]) << 8 | UInt16(payload[1])
    guard WebSocketCloseCode(rawValue: code).mayBeSent else { return .failed(.badClosePayload) }
    guard let reason = String(validating: payload[2...], as: UTF8.self) else { return .failed(.invalidText) }
    return .close(code: code, reason: reason)
  }

  private static func append(_ bytes: Span<UInt8>, _ range: Range<Int>, to buffer: inout [UInt8]) {
    // SAFETY: the closure reads `range`, which the caller took from the span's own bounds, during the call.
    unsafe bytes.withUnsafeBufferPointer { unsafe buffer.append(contentsOf: $0[range]) }
  }
}
