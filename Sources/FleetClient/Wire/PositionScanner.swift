// Reading positions as viewers get them: one technician's, or a map full.

import Bedrock

/// Reads the topic, the identifiers and the fix times of a `pos` message. Kept and reused.
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
  /// The topic of a booking, a trip or a share: its raw bytes; nil for technicians and maps.
  private(set) var subject: Range<Int>?
  /// The time of the fix on such a topic.
  private(set) var subjectTime: Instant?

  /// Reads `{"type":"pos","topic":"technician:ID","t":...}`,
  /// `{"type":"pos","topic":"map:...","items":[{"id":...,"t":...}]}`, or the like of another topic, whose `t` stands
  /// beside it as well. False when the message is malformed.
  mutating func scan(_ text: borrowing Span<UInt8>) -> Bool {
    seen.removeAll(keepingCapacity: true)
    (subject, subjectTime) = (nil, nil)
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
    guard let time else { return true }
    if let id = FrameCursor.suffix(after: "technician:", text, topic) {
      seen.append(Seen(id: id, time: Instant(milliseconds: time)))
    } else {
      (subject, subjectTime) = (topic, Instant(milliseconds: time))
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
