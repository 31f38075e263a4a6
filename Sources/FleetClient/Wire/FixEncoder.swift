// The messages of a phone or viewer, written into one buffer that is used again and again.

import Bedrock

/// Encodes what a client says. Once the buffer has its capacity, encoding fixes allocates nothing.
struct FixEncoder {
  /// The message that was encoded last.
  var bytes: [UInt8] = []

  /// `fix`
  mutating func encode(_ fix: OutgoingFix, sequence: UInt64) {
    var json = JSONWriter(emptied())
    json.beginObject()
    json.key("type")
    json.string("fix" as StaticString)
    Self.writeMembers(of: fix, sequence: sequence, &json)
    json.endObject()
    bytes = json.finish()
  }

  /// `fixes`: several of one phone, the oldest first.
  mutating func encode(_ batch: ArraySlice<PhoneLedger.Entry>) {
    var json = JSONWriter(emptied())
    json.beginObject()
    json.key("type")
    json.string("fixes" as StaticString)
    json.key("items")
    json.beginArray()
    for entry in batch {
      json.beginObject()
      Self.writeMembers(of: entry.fix, sequence: entry.sequence, &json)
      json.endObject()
    }
    json.endArray()
    json.endObject()
    bytes = json.finish()
  }

  /// `hello` of a phone.
  mutating func encodeHello(token: String) { encodeHello(.token(token), resuming: []) }

  /// `sub`
  mutating func encodeSubscribe(topic: String) {
    var json = JSONWriter(emptied())
    json.beginObject()
    json.key("type")
    json.string("sub" as StaticString)
    json.key("topic")
    json.string(topic)
    json.endObject()
    bytes = json.finish()
  }

  /// `bye`
  mutating func encodeGoodbye() {
    var json = JSONWriter(emptied())
    json.beginObject()
    json.key("type")
    json.string("bye" as StaticString)
    json.endObject()
    bytes = json.finish()
  }

  private static func writeMembers(of fix: OutgoingFix, sequence: UInt64, _ json: inout JSONWriter) {
    json.key("seq")
    json.integer(Int64(sequence))
    json.key("t")
    json.integer(fix.time.milliseconds)
    json.key("lat")
    json.number(fix.latitudeDegrees, decimals: 7)
    json.key("lon")
    json.number(fix.longitudeDegrees, decimals: 7)
    if let value = fix.accuracyMeters {
      json.key("acc")
      json.number(Double(value), decimals: 1)
    }
    if let value = fix.speedMetersPerSecond {
      json.key("spd")
      json.number(Double(value), decimals: 2)
    }
    if let value = fix.headingDegrees {
      json.key("hdg")
      json.number(Double(value), decimals: 1)
    }
    if let value = fix.batteryFraction {
      json.key("bat")
      json.number(Double(value), decimals: 2)
    }
  }

  /// Takes the buffer out, empty but with its capacity.
  mutating func emptied() -> [UInt8] {
    var buffer: [UInt8] = []
    swap(&buffer, &bytes)
    buffer.removeAll(keepingCapacity: true)
    return buffer
  }
}
