// What phones say about bookings, and how everybody greets.

import Bedrock

extension FixEncoder {
  /// `hello`, with the topics that the client goes on to watch.
  mutating func encodeHello(_ credential: FleetCredential, resuming topics: [TopicWatcher]) {
    var json = JSONWriter(emptied())
    json.beginObject()
    json.key("type")
    json.string("hello" as StaticString)
    switch credential {
    case .token(let token):
      json.key("token")
      json.string(token)
    case .share(let key):
      json.key("share")
      json.string(key)
    }
    let known = topics.filter(\.isResumable)
    if !known.isEmpty {
      json.key("resume")
      json.beginArray()
      for topic in known {
        json.beginObject()
        json.key("topic")
        json.string(topic.topic)
        json.key("epoch")
        json.integer(topic.epoch ?? 0)
        json.key("offset")
        json.integer(topic.offset)
        json.endObject()
      }
      json.endArray()
    }
    json.endObject()
    bytes = json.finish()
  }

  /// `unsub`
  mutating func encodeUnsubscribe(topic: String) {
    var json = JSONWriter(emptied())
    json.beginObject()
    json.key("type")
    json.string("unsub" as StaticString)
    json.key("topic")
    json.string(topic)
    json.endObject()
    bytes = json.finish()
  }

  /// `accept`, `decline` or `trip`.
  mutating func encode(_ command: PhoneCommand, ref: String) {
    var json = JSONWriter(emptied())
    json.beginObject()
    json.key("type")
    var reason: String?
    switch command {
    case .accept(let offer):
      json.string("accept" as StaticString)
      json.key("offer")
      json.string(offer.description)
    case .decline(let offer, let why):
      json.string("decline" as StaticString)
      json.key("offer")
      json.string(offer.description)
      reason = why
    case .trip(let id, let action, let why):
      json.string("trip" as StaticString)
      json.key("id")
      json.string(id.description)
      json.key("action")
      json.string(action.rawValue)
      reason = why
    }
    if let reason {
      json.key("reason")
      json.string(reason)
    }
    json.key("ref")
    json.string(ref)
    json.endObject()
    bytes = json.finish()
  }
}
