// Reading positions as viewers get them: one technician's, or a map full.

import Bedrock

/// Reads the identifiers and fix times of a `pos` message. Kept and reused.
struct PositionScanner {
  /// A position in a message.
  struct Seen {
    /// The technician's identifier: its raw bytes in the message.
    var id: Range<Int>
    /// The time of the fix.
    var time: Instant
  }

  /// The positions of the message that was read last.
  private(set) var seen: [Seen] = []

  private static let topicPrefix = "technician:".utf8.count

  /// Reads `{"type":"pos","topic":"technician:ID","t":...}` or
  /// `{"type":"pos","topic":"map:...","items":[{"id":...,"t":...}]}`. False when the message is malformed.
  mutating func scan(_ text: borrowing Span<UInt8>) -> Bool {
    seen.removeAll(keepingCapacity: true)
    var cursor = FrameCursor()
    var topic: Range<Int>?
    var time: Int64?
    cursor.beginObject(text)
    while let key = cursor.nextKey(text) {
      if FrameCursor.equals("topic", text, key) {
        topic = cursor.string(text)
      } else if FrameCursor.equals("t", text, key) {
        time = cursor.integer(text)
      } else if FrameCursor.equals("items", text, key) {
        cursor.beginArray(text)
        while cursor.nextElement(text) { readItem(&cursor, text) }
      } else {
        cursor.skipValue(text)
      }
    }
    guard !cursor.isBroken, let topic else { return false }
    if let time, topic.count > Self.topicPrefix {
      let id = (topic.lowerBound + Self.topicPrefix)..<topic.upperBound
      seen.append(Seen(id: id, time: Instant(milliseconds: time)))
    }
    return true
  }

  private mutating func readItem(_ cursor: inout FrameCursor, _ text: borrowing Span<UInt8>) {
    var id: Range<Int>?
    var time: Int64?
    cursor.beginObject(text)
    while let key = cursor.nextKey(text) {
      if FrameCursor.equals("id", text, key) {
        id = cursor.string(text)
      } else if FrameCursor.equals("t", text, key) {
        time = cursor.integer(text)
      } else {
        cursor.skipValue(text)
      }
    }
    if let id, let time { seen.append(Seen(id: id, time: Instant(milliseconds: time))) }
  }
}
