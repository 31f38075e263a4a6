// What the server says over a WebSocket, in JSON. docs/WIRE.md describes the same messages for people.

public import Bedrock
import GeoIndex

/// Writes the server's messages.
public enum ServerMessages {
  /// `welcome`: the answer to `hello`.
  public static func welcome(
    session: String, epoch: UInt64, now: Instant, lastSequence: UInt64?, contract: PhoneContract,
    to target: SessionID, into actions: inout ActionList
  ) {
    actions.send(to: target) { json in
      json.beginObject()
      json.key("type")
      json.string("welcome" as StaticString)
      json.key("session")
      json.string(session)
      json.key("epoch")
      json.integer(Int64(epoch))
      json.key("time")
      json.integer(now.milliseconds)
      if let lastSequence {
        json.key("lastSeq")
        json.integer(Int64(lastSequence))
        json.key("contract")
        contract.write(&json)
      }
      json.endObject()
    }
  }

  /// `ack`: everything up to `sequence` was judged; what was not accepted is listed.
  public static func acknowledgement(
    sequence: UInt64, refused: [RefusedFix], to target: SessionID, into actions: inout ActionList
  ) {
    actions.send(to: target) { json in
      json.beginObject()
      json.key("type")
      json.string("ack" as StaticString)
      json.key("seq")
      json.integer(Int64(sequence))
      if !refused.isEmpty {
        json.key("refused")
        json.beginArray()
        for fix in refused {
          json.beginObject()
          json.key("seq")
          json.integer(Int64(fix.sequence))
          json.key("code")
          json.string(fix.judgement.verdict.code)
          if fix.judgement.field != .none {
            json.key("field")
            json.string(fix.judgement.field.name)
          }
          json.endObject()
        }
        json.endArray()
      }
      json.endObject()
    }
  }

  /// `error`: a message was refused as a whole; nothing of it was applied.
  /// - Parameters:
  ///   - topic: the topic that the refused message was about, as the client spelled it.
  ///   - ref: the reference that the refused message carried.
  public static func error(
    _ error: FieldError, topic: String? = nil, ref: ClientID? = nil, to target: SessionID,
    into actions: inout ActionList
  ) {
    let frame = errorFrame(
      code: error.code.rawValue, field: error.field, message: error.message, topic: topic, ref: ref)
    actions.send(actions.add(frame), to: target)
  }

  /// The frame of an `error`, in English, also for sessions that have not been opened. `topic` is the one that a refused
  /// `sub` or `unsub` was about, as the client spelled it; `ref` what a refused command carried.
  public static func errorFrame(
    code: String, field: String?, message: Phrase, topic: String? = nil, ref: ClientID? = nil
  ) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.key("type")
    json.string("error" as StaticString)
    json.key("code")
    json.string(code)
    if let field {
      json.key("field")
      json.string(field)
    }
    if let topic {
      json.key("topic")
      json.string(topic)
    }
    writeReference(ref, &json)
    json.key("message")
    json.string(message.text)
    json.endObject()
    return json.finish()
  }

  /// The `ref` that a client gave with a command, as a member of an open object; nothing when it gave none.
  public static func writeReference(_ ref: ClientID?, _ json: inout JSONWriter) {
    guard let ref else { return }
    json.key("ref")
    json.string(ref.text)
  }

  /// `resync`: events were missed; a `state` with what is now follows.
  static func resync(topic: String, to target: SessionID, into actions: inout ActionList) {
    actions.send(to: target) { json in
      json.beginObject()
      json.key("type")
      json.string("resync" as StaticString)
      json.key("topic")
      json.string(topic)
      json.endObject()
    }
  }

  /// `end`: the topic is no more, and so is the subscription.
  public static func topicEnded(
    topic: String, reason: StaticString, to target: SessionID, into actions: inout ActionList
  ) {
    actions.send(to: target) { json in topicEnded(topic, reason: reason, &json) }
  }

  /// `end`, for as many as it concerns.
  static func topicEnded(_ topic: String, reason: StaticString, _ json: inout JSONWriter) {
    json.beginObject()
    json.key("type")
    json.string("end" as StaticString)
    json.key("topic")
    json.string(topic)
    json.key("reason")
    json.string(reason)
    json.endObject()
  }
}

/// A fix that was not accepted, as an acknowledgement lists it.
public struct RefusedFix: Sendable, Equatable {
  /// The fix's number.
  public var sequence: UInt64
  /// Why.
  public var judgement: FixJudgement

  /// Describes a refusal.
  public init(sequence: UInt64, judgement: FixJudgement) {
    self.sequence = sequence
    self.judgement = judgement
  }
}
