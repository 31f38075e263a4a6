// Which message of the server this is, and the few whose content matters once per connection.

/// The messages of the server, by their `type`.
enum ServerFrame {
  case welcome, ack, state, pos, event, error, resync, end
  case offer, outcome, assignment, trip
  /// A type that this client does not know; newer servers may have more.
  case other

  /// The kind of a message; nil when it is no JSON object with a `type`. Costs a few bytes, because the server
  /// writes `type` first.
  static func kind(of text: borrowing Span<UInt8>) -> ServerFrame? {
    var cursor = FrameCursor()
    cursor.beginObject(text)
    while let key = cursor.nextKey(text) {
      guard FrameCursor.equals("type", text, key) else {
        cursor.skipValue(text)
        continue
      }
      return cursor.string(text).map { kind(text, $0) }
    }
    return nil
  }

  private static func kind(_ text: borrowing Span<UInt8>, _ word: Range<Int>) -> ServerFrame {
    if FrameCursor.equals("ack", text, word) { return .ack }
    if FrameCursor.equals("pos", text, word) { return .pos }
    if FrameCursor.equals("event", text, word) { return .event }
    if FrameCursor.equals("state", text, word) { return .state }
    if FrameCursor.equals("welcome", text, word) { return .welcome }
    if FrameCursor.equals("error", text, word) { return .error }
    if FrameCursor.equals("resync", text, word) { return .resync }
    if FrameCursor.equals("end", text, word) { return .end }
    if FrameCursor.equals("offer", text, word) { return .offer }
    if FrameCursor.equals("outcome", text, word) { return .outcome }
    if FrameCursor.equals("assignment", text, word) { return .assignment }
    if FrameCursor.equals("trip", text, word) { return .trip }
    return .other
  }

  /// `lastSeq` of a `welcome`: the highest number that the server has judged for this device; 0 where it says
  /// none. Nil when the message is malformed.
  static func lastSequence(ofWelcome text: borrowing Span<UInt8>) -> UInt64? {
    var cursor = FrameCursor()
    var last: Int64 = 0
    cursor.beginObject(text)
    while let key = cursor.nextKey(text) {
      if FrameCursor.equals("lastSeq", text, key) {
        last = cursor.integer(text) ?? 0
      } else {
        cursor.skipValue(text)
      }
    }
    return cursor.isBroken ? nil : UInt64(exactly: last)
  }
}
