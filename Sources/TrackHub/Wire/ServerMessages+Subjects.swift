// Frames about subjects. What they say is the engine's business; here is what all of them have in common.

import Bedrock

extension ServerMessages {
  /// `state` of a subject; `members` is an object whose members are added.
  static func subjectState(
    _ topic: String, epoch: UInt64, offset: UInt64, _ members: [UInt8], _ json: inout JSONWriter
  ) {
    json.beginObject()
    json.key("type")
    json.string("state" as StaticString)
    json.key("topic")
    json.string(topic)
    json.key("epoch")
    json.integer(Int64(epoch))
    json.key("offset")
    json.integer(Int64(offset))
    json.members(of: members)
    json.endObject()
  }

  /// `pos` of a subject; `write` adds its members.
  static func subjectPosition(
    _ topic: String, _ json: inout JSONWriter, _ write: (inout JSONWriter) -> Void
  ) {
    json.beginObject()
    json.key("type")
    json.string("pos" as StaticString)
    json.key("topic")
    json.string(topic)
    write(&json)
    json.endObject()
  }
}
