// Frames on their way out (RFC 6455 section 5.2).

/// One complete message, encoded once and queued for many connections.
public struct WebSocketFrame: ~Copyable {
  /// Header and payload, unmasked.
  let bytes: [UInt8]
  /// Where the payload begins.
  let payloadStart: Int

  /// Encodes a message in one frame. Text must be UTF-8. O(bytes), one allocation.
  public static func encode(_ payload: Span<UInt8>, isText: Bool) -> WebSocketFrame {
    preconditionFailure("not written yet")
  }

  init(bytes: [UInt8], payloadStart: Int) {
    self.bytes = bytes
    self.payloadStart = payloadStart
  }
}
