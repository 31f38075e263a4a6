// Trying a webhook, and the messages that were given up: the list of them, and sending them again.

import Access
import Bedrock
import Transport
import TripStore
import Webhooks

extension WebhookRoutes {
  static let test = Route(
    method: "POST", path: "/v1/webhooks/{id}:test", rule: .tenant(.admin),
    summary: "Send a message of the kind ping now, once, and answer what came of it",
    documentation: Documentation.test
  ) { call in
    let id = try call.id("id")
    let (tenant, requestID, desk) = (call.caller.tenant, call.requestID, call.server.webhooks)
    return .onStore { store throws(StoreError) in
      guard let record = try store.endpoint(id, of: tenant) else { return .problem(noWebhook) }
      return .later { answer in
        let message = WebhookMessage(
          id: ServerContext.newID(), kind: WebhookMessage.pingKind, tenant: tenant,
          queuedAt: EngineClock.wallClock())
        desk.send(message, attempt: 1, to: record) { outcome in
          answer(
            Envelope.success(requestID: requestID) { json in write(outcome, of: message.id, &json) })
        }
      }
    }
  }

  static let deadLetters = Route(
    method: "GET", path: "/v1/webhooks/{id}/dead-letters", rule: .tenant(.admin),
    summary: "Messages that were given up, the first queued first, page by page",
    documentation: Documentation.deadLetters
  ) { call in
    let id = try call.id("id")
    let (limit, after) = try call.valid { () throws(FieldErrors) in
      var reader = try QueryReader(call.request.head)
      let page = (reader.read(Self.limit), Int64(reader.read(Self.after)))
      try reader.finish()
      return page
    }
    let (tenant, requestID) = (call.caller.tenant, call.requestID)
    return .onStore { store throws(StoreError) in
      guard try store.endpoint(id, of: tenant) != nil else { return .problem(noWebhook) }
      let letters = try store.deadLetters(of: id, tenant: tenant, after: after, limit: limit)
      return .answer(
        Envelope.success(requestID: requestID) { json in
          json.beginObject()
          json.key("items")
          json.beginArray()
          for letter in letters { WebhookDocument.write(letter, &json) }
          json.endArray()
          if letters.count == limit, let last = letters.last {
            json.key("next")
            json.integer(last.record.sequence)
          }
          json.endObject()
        })
    }
  }

  static let resend = Route(
    method: "POST", path: "/v1/webhooks/{id}/dead-letters/{message}:resend", rule: .tenant(.admin),
    summary: "Queue a message again that was given up; audited", documentation: Documentation.resend
  ) { call in
    let (id, message) = (try call.id("id"), try call.uuid("message"))
    let (tenant, requestID, bell) = (call.caller.tenant, call.requestID, call.server.webhooks.bell)
    let note = note(call)
    return .onStore { store throws(StoreError) in
      if let problem = try problemOfResending(to: id, of: tenant, in: store) { return .problem(problem) }
      let isQueued = try store.resend(message, to: id, of: tenant, at: note.at)
      if isQueued { try audit(1, to: id, note, of: tenant, in: store) }
      bell.ring(tenant)
      return .answer(
        Envelope.success(requestID: requestID) { json in
          json.beginObject()
          json.key("message")
          json.string(message.description)
          json.key("isQueued")
          json.bool(isQueued)
          json.endObject()
        })
    }
  }

  static let resendAll = Route(
    method: "POST", path: "/v1/webhooks/{id}/dead-letters:resend-all", rule: .tenant(.admin),
    summary: "Queue the oldest messages again that were given up; audited",
    documentation: Documentation.resendAll
  ) { call in
    let id = try call.id("id")
    let (tenant, requestID, bell) = (call.caller.tenant, call.requestID, call.server.webhooks.bell)
    let note = note(call)
    return .onStore { store throws(StoreError) in
      if let problem = try problemOfResending(to: id, of: tenant, in: store) { return .problem(problem) }
      let count = try store.resendAll(to: id, of: tenant, limit: resendMax, at: note.at)
      if count > 0 { try audit(count, to: id, note, of: tenant, in: store) }
      let isMore = try !store.deadLetters(of: id, tenant: tenant, after: 0, limit: 1).isEmpty
      bell.ring(tenant)
      return .answer(
        Envelope.success(requestID: requestID) { json in
          json.beginObject()
          json.key("count")
          json.integer(count)
          json.key("isMore")
          json.bool(isMore)
          json.endObject()
        })
    }
  }

  /// The most messages that one call queues again.
  static let resendMax = StoreLimits.outboxPageMax

  static let limit = QueryItem<Int>.whole(
    "limit", in: 1...100, else: 50, "How many messages; each of them brings its event.")
  static let after = QueryItem<Int>.whole(
    "after", in: 0...(1 << 53), else: 0, "Only messages queued behind this place: `next` of the page before.")

  private static func problemOfResending(
    to id: ClientID, of tenant: ClientID, in store: any Store
  ) throws(StoreError) -> Problem? {
    guard let record = try store.endpoint(id, of: tenant) else { return noWebhook }
    guard !record.endpoint.isActive else { return nil }
    return Problem(.conflict, "the webhook is not active; activate it first")
  }

  private static func audit(
    _ count: Int, to id: ClientID, _ note: ChangeNote, of tenant: ClientID, in store: any Store
  ) throws(StoreError) {
    var json = JSONWriter()
    json.beginObject()
    json.key("count")
    json.integer(count)
    json.endObject()
    let draft = AuditDraft(note: note, action: "webhook.resend", target: id.text, detail: json.finish())
    _ = try store.appendAudit(draft, of: tenant)
  }

  private static func write(_ outcome: WebhookOutcome, of message: UUIDv7, _ json: inout JSONWriter) {
    json.beginObject()
    json.key("message")
    json.string(message.description)
    json.key("isDelivered")
    json.bool(outcome.isDelivered)
    json.key("outcome")
    json.string(outcome.description)
    json.key("milliseconds")
    json.integer(outcome.milliseconds)
    json.endObject()
  }
}
