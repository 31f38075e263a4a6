// What a decoder of frames tells, gathered, and frames of every shape to feed it with.

@testable import Transport

/// What a stream of frames contained.
struct FrameTrace: Equatable {
  enum Found: Equatable {
    case message([UInt8], isText: Bool)
    case ping([UInt8])
    case pong
    case close(UInt16?, String)
    case failed(WebSocketFailure)
  }

  var found: [Found] = []
  /// How many bytes had been given when the stream was closed or broken.
  var endBytes: Int?

  /// Whether it went wrong.
  var isBroken: Bool { if case .failed = found.last { true } else { false } }

  /// The payloads of its messages.
  var messages: [[UInt8]] {
    found.compactMap { if case .message(let payload, _) = $0 { payload } else { nil } }
  }

  /// Feeds a decoder in pieces. `keptMax` bounds what it may keep of a message at any time.
  static func of(
    _ pieces: [[UInt8]], _ decoder: consuming WebSocketDecoder, keptMax: Int
  ) throws(FuzzFault) -> FrameTrace {
    var decoder = decoder
    var trace = FrameTrace()
    var before = 0
    for var piece in pieces {
      var offset = 0
      reading: while true {
        let start = offset
        var span = piece.mutableSpan
        let event = decoder.next(&span, at: &offset)
        try FuzzFault.unless((start...piece.count).contains(offset), "from \(start) to \(offset)")
        try FuzzFault.unless(trace.endBytes == nil || event == .needsMore, "\(event) behind the end")
        try FuzzFault.unless(decoder.assembled.count <= keptMax, "\(decoder.assembled.count) bytes are kept")
        switch event {
        case .needsMore:
          try FuzzFault.unless(offset == piece.count, "bytes are left and more are wanted")
          break reading
        case .message(let range, let isText):
          try FuzzFault.unless(range.lowerBound >= start && range.upperBound <= offset, "a message elsewhere")
          trace.found.append(.message(Array(piece[range]), isText: isText))
        case .assembledMessage(let isText):
          trace.found.append(.message(decoder.takeAssembled(), isText: isText))
        case .ping(let payload): trace.found.append(.ping(payload))
        case .pong: trace.found.append(.pong)
        case .close(let code, let reason):
          trace.found.append(.close(code, reason))
          trace.endBytes = before + piece.count
        case .failed(let failure):
          trace.found.append(.failed(failure))
          trace.endBytes = before + piece.count
        }
      }
      before += piece.count
    }
    return trace
  }

  /// One frame, fragments and packed ones included, with a mask from a client.
  static func frame(
    _ opcode: WebSocketDecoder.Opcode, _ payload: [UInt8], isFinal: Bool = true, isPacked: Bool = false,
    mask: UInt32? = nil
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    WebSocketFrame.append(opcode, payload.span, mask: mask, isPacked: isPacked, to: &bytes)
    if !isFinal { bytes[0] &= 0x7F }
    return bytes
  }
}
