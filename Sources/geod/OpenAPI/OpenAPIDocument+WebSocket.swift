// What the document says of the WebSocket: its topics and commands with their rights, from the same table as the
// routes. OpenAPI has no words for it, so it stands in an extension.

import Access
import Bedrock
import TrackHub

extension OpenAPIDocument {
  /// Writes the member `x-websocket`.
  static func writeWebSocket(_ json: inout JSONWriter) {
    json.key("x-websocket")
    json.beginObject()
    json.key("topics")
    json.beginArray()
    for kind in Topic.Kind.allCases {
      write(kind.spelling, kind.meaning, AccessTable.rule(for: kind), &json)
    }
    json.endArray()
    json.key("commands")
    json.beginArray()
    for kind in ClientMessage.Kind.allCases {
      write(kind.rawValue, kind.meaning, AccessTable.rule(for: kind), &json)
    }
    json.endArray()
    json.endObject()
  }

  private static func write(
    _ name: String, _ meaning: String, _ rule: AccessRule, _ json: inout JSONWriter
  ) {
    json.beginObject()
    json.member("name", name)
    json.member("description", meaning)
    json.key("roles")
    JSONValue.array(rule.roles.roles.map { .string($0.rawValue) }).write(&json)
    json.member("scope", rule.scope.rawValue)
    json.endObject()
  }
}

extension Topic.Kind {
  fileprivate var meaning: String {
    switch self {
    case .technician: "One technician: position, presence, profile."
    case .map: "Everybody inside the box, in degrees."
    case .clusters: "How many are in each cell of the box, for those who look from far away."
    case .booking: "One booking, with its offers and its trip."
    case .trip: "One trip, and where its technician is."
    case .ops: "What a control room has to know of all bookings in service."
    case .share: "What the session's own share shows."
    }
  }
}

extension ClientMessage.Kind {
  fileprivate var meaning: String {
    switch self {
    case .hello: "The first message: who it is, and what to watch again."
    case .fix: "Where the phone is."
    case .fixes: "Several of them, for example after a time without a connection."
    case .sub: "Begin to watch a topic."
    case .unsub: "Stop watching it."
    case .accept: "Take an offer."
    case .decline: "Decline an offer."
    case .trip: "The trip moves on: `start`, `arrive`, `begin`, `complete`, `cancel`."
    case .bye: "The end; the technician is offline at once."
    }
  }
}
