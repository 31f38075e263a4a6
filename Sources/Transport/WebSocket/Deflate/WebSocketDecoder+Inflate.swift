// Packed messages in the decoder: unpacked, limited and checked as their frames arrive.

extension WebSocketDecoder {
  /// Takes what there is of a packed message's frame; nil when the frame or the bytes ended without an event.
  mutating func takePacked(_ bytes: Span<UInt8>, _ range: Range<Int>) -> WebSocketEvent? {
    guard let inflater else { preconditionFailure("a packed message without an agreement") }
    if !range.isEmpty, let failure = unpack(inflater, bytes, range) { return fail(failure) }
    guard remaining == 0 else { return nil }
    isInFrame = false
    guard isFinal else { return nil }
    if let failure = unpack(inflater, nil, 0..<4) { return fail(failure) }
    guard inflater.finish() else { return fail(.badDeflate) }
    let isText = messageOpcode == .text
    messageOpcode = .continuation
    isPacked = false
    if isText, !text.isAtBoundary { return fail(.invalidText) }
    return .assembledMessage(isText: isText)
  }

  /// Unpacks a range, or the message's tail. Faults are told in the order of the unpacked bytes, so that it makes no
  /// difference how reads cut the frames: text up to the limit first, then the limit, then the damage behind it.
  private mutating func unpack(
    _ inflater: MessageInflater, _ bytes: Span<UInt8>?, _ range: Range<Int>
  ) -> WebSocketFailure? {
    let unpackedMax = inflater.unpackedMax(messageBytesMax: messageBytesMax)
    var position = range.lowerBound
    while true {
      let start = assembled.count
      // One byte more than may be shows that there is more.
      let room = unpackedMax - start + 1
      let step =
        if let bytes {
          inflater.step(bytes, position..<range.upperBound, into: &assembled, bytesMax: room)
        } else {
          inflater.tailStep(from: position, into: &assembled, bytesMax: room)
        }
      let end = min(assembled.count, unpackedMax)
      if messageOpcode == .text {
        var checked = text
        guard checked.accept(assembled.span, start..<end) else { return .invalidText }
        text = checked
      }
      if assembled.count > unpackedMax { return .tooBig }
      if step.isDamaged { return .badDeflate }
      if step.isUsedUp { return nil }
      position = step.position
    }
  }
}
