// Reading what topics tell beside positions: snapshots, events, the way back after a gap, the end.

import Bedrock

/// Reads `state`, `event`, `resync`, `end`, and the `error` that refuses a topic. Kept and reused.
struct TopicScanner {
  /// The topic's name: its raw bytes in the message; nil when there is none.
  private(set) var topic: Range<Int>?
  private(set) var epoch: Int64?
  private(set) var offset: Int64?
  /// The kind of an event.
  private(set) var kind: Range<Int>?
  /// The code of an error.
  private(set) var code: Range<Int>?
  /// The whole object of what happened to a booking; nil for events of technicians and customers.
  private(set) var event: Range<Int>?

  /// Reads one message. False when it is malformed.
  mutating func scan(_ text: borrowing Span<UInt8>) -> Bool {
    self = TopicScanner()
    var cursor = FrameCursor()
    cursor.beginObject(text)
    while let key = cursor.nextKey(text) {
      if FrameCursor.equals("topic", text, key) {
        topic = cursor.string(text)
      } else if FrameCursor.equals("epoch", text, key) {
        epoch = cursor.integer(text)
      } else if FrameCursor.equals("offset", text, key) {
        offset = cursor.integer(text)
      } else if FrameCursor.equals("kind", text, key) {
        kind = cursor.string(text)
      } else if FrameCursor.equals("code", text, key) {
        code = cursor.string(text)
      } else if FrameCursor.equals("event", text, key) {
        let start = cursor.position
        cursor.skipValue(text)
        event = start..<cursor.position
      } else {
        cursor.skipValue(text)
      }
    }
    return !cursor.isBroken
  }
}
