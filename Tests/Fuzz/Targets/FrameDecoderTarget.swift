// Frames: the model's messages however they are cut, faults at the first byte that shows them, and messages that come
// back when they are framed again.

@testable import Transport

enum FrameDecoderTarget {
  /// The limits of a message that the switches choose from: one in a short frame, one of several, none that matters.
  private static let limits = [100, 125, 300, 1 << 20]

  static func check(_ input: FuzzInput) throws(FuzzFault) -> FuzzTarget.Verdict {
    let role = input.isOn(0) ? WebSocketRole.client : .server
    let messageBytesMax = limits[input.number(bit: 1, width: 2)]
    let expected = FrameModel(role: role, messageBytesMax: messageBytesMax).read(input.payload)
    for cuts in input.cuttings {
      let pieces = FuzzInput.pieces(input.payload, cuts)
      let decoder = WebSocketDecoder(role: role, messageBytesMax: messageBytesMax)
      let trace = try FrameTrace.of(pieces, decoder, keptMax: messageBytesMax)
      try FuzzFault.unlessEqual(trace.found, expected.found, "not the model's messages when cut at \(cuts)")
      // Whoever gets a byte at a time must not need one more than the model.
      if pieces.allSatisfy({ $0.count == 1 }) {
        try FuzzFault.unlessEqual(trace.endBytes, expected.endBytes, "another end byte by byte")
      }
    }
    try checkFrames(expected.found, role, messageBytesMax)
    return expected.isBroken ? .refused : expected.found.isEmpty ? .unfinished : .read
  }

  /// What was found, framed by the other end, is found again.
  private static func checkFrames(
    _ found: [FrameTrace.Found], _ role: WebSocketRole, _ messageBytesMax: Int
  ) throws(FuzzFault) {
    let mask: UInt32? = role == .server ? 0xA1B2_C3D4 : nil
    var bytes: [UInt8] = []
    for one in found {
      switch one {
      case .message(let payload, let isText):
        try FuzzFault.unless(payload.count <= messageBytesMax, "a message of \(payload.count) bytes")
        bytes += FrameTrace.frame(isText ? .text : .binary, payload, mask: mask)
      case .ping(let payload): bytes += FrameTrace.frame(.ping, payload, mask: mask)
      case .pong: bytes += FrameTrace.frame(.pong, [], mask: mask)
      case .close(nil, _): bytes += FrameTrace.frame(.close, [], mask: mask)
      case .close(let code?, let reason):
        let payload = WebSocketFrame.closePayload(WebSocketCloseCode(rawValue: code), reason: reason)
        bytes += FrameTrace.frame(.close, payload, mask: mask)
      case .failed: break
      }
    }
    let decoder = WebSocketDecoder(role: role, messageBytesMax: messageBytesMax)
    let again = try FrameTrace.of([bytes], decoder, keptMax: messageBytesMax)
    let whole = found.filter { if case .failed = $0 { false } else { true } }
    try FuzzFault.unlessEqual(again.found, whole, "other messages when framed again")
  }
}
