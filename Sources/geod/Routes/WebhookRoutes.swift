// Webhooks: where a tenant is told what happens to its bookings. The routes about messages that were given up, and
// the one that tries an endpoint, are in WebhookRoutes+Messages.swift.

import Access
import Bedrock
import Transport
import TripStore
import Webhooks

/// The routes of webhooks.
enum WebhookRoutes {
  static let all = [list, get, put, delete, rotateSecret, test, deadLetters, resend, resendAll]

  static let list = Route(
    method: "GET", path: "/v1/webhooks", rule: .tenant(.admin),
    summary: "All webhooks with what waits for them, in the order of their identifiers",
    documentation: Documentation.list
  ) { call in
    let (tenant, requestID) = (call.caller.tenant, call.requestID)
    return .onStore { store throws(StoreError) in
      var found: [(EndpointRecord, OutboxBacklog)] = []
      for record in try store.endpoints(of: tenant) {
        found.append((record, try store.outboxBacklog(for: record.endpoint.id, of: tenant)))
      }
      let webhooks = found
      return .answer(
        Envelope.success(requestID: requestID) { json in
          json.beginObject()
          json.key("items")
          json.beginArray()
          for (record, backlog) in webhooks { WebhookDocument.write(record, backlog: backlog, &json) }
          json.endArray()
          json.endObject()
        })
    }
  }

  static let get = Route(
    method: "GET", path: "/v1/webhooks/{id}", rule: .tenant(.admin),
    summary: "One webhook with what waits for it", documentation: Documentation.get
  ) { call in
    let id = try call.id("id")
    let (tenant, requestID) = (call.caller.tenant, call.requestID)
    return .onStore { store throws(StoreError) in
      guard let record = try store.endpoint(id, of: tenant) else { return .problem(noWebhook) }
      let backlog = try store.outboxBacklog(for: id, of: tenant)
      return .answer(
        Envelope.success(requestID: requestID) { json in
          WebhookDocument.write(record, backlog: backlog, &json)
        })
    }
  }

  static let put = Route(
    method: "PUT", path: "/v1/webhooks/{id}", rule: .tenant(.admin),
    summary: "Add a webhook or replace it; a new one answers its secret, once; audited",
    bodyBytesMax: WebhookDocument.bytesMax, documentation: Documentation.put
  ) { call in
    let id = try call.id("id")
    let value = try call.json()
    let desk = call.server.webhooks
    let change = try call.valid { () throws(FieldErrors) in
      try WebhookDocument.read(value, id: id, desk: desk)
    }
    let note = note(call, reason: change.reason)
    let (tenant, requestID, secret) = (call.caller.tenant, call.requestID, WebhookSecret.make())
    return .onStore { store throws(StoreError) in
      let (record, isNew) = try store.putEndpoint(
        change.endpoint, secret: Array(secret.utf8), of: tenant, expectedVersion: change.expectedVersion,
        note: note)
      return .answer(
        Envelope.success(requestID: requestID) { json in
          WebhookDocument.write(record, secret: isNew ? secret : nil, &json)
        })
    }
  }

  static let delete = Route(
    method: "DELETE", path: "/v1/webhooks/{id}", rule: .tenant(.admin),
    summary: "Remove a webhook with everything that waits for it; audited",
    documentation: Documentation.delete
  ) { call in
    let id = try call.id("id")
    let note = note(call)
    let (tenant, requestID) = (call.caller.tenant, call.requestID)
    return .onStore { store throws(StoreError) in
      guard try store.deleteEndpoint(id, of: tenant, note: note) else { return .problem(noWebhook) }
      return .answer(
        Envelope.success(requestID: requestID) { json in
          json.beginObject()
          json.key("id")
          json.string(id.text)
          json.endObject()
        })
    }
  }

  static let rotateSecret = Route(
    method: "POST", path: "/v1/webhooks/{id}:rotate-secret", rule: .tenant(.admin),
    summary: "Make a new secret and answer it, once; the old one signs beside it for a while; audited",
    bodyBytesMax: WebhookDocument.bytesMax, documentation: Documentation.rotateSecret
  ) { call in
    let id = try call.id("id")
    let value = try call.jsonOrEmpty()
    let (hours, reason) = try call.valid { () throws(FieldErrors) in
      var reader = FieldReader(value)
      let hours = reader.whole(
        "overlapHours", in: WebhookDocument.overlapHours, else: WebhookDocument.overlapHoursUsual)
      let reason = reader.text("reason", lengthMax: WebhookDocument.reasonLengthMax) ?? ""
      try reader.finish()
      return (hours, reason)
    }
    let note = note(call, reason: reason)
    let (tenant, requestID, secret) = (call.caller.tenant, call.requestID, WebhookSecret.make())
    return .onStore { store throws(StoreError) in
      let record = try store.rotateSecret(
        of: id, to: Array(secret.utf8), previousUntil: note.at.advanced(byMilliseconds: hours * 3_600_000),
        tenant: tenant, note: note)
      guard let record else { return .problem(noWebhook) }
      return .answer(
        Envelope.success(requestID: requestID) { json in
          WebhookDocument.write(record, secret: secret, &json)
        })
    }
  }

  /// Who changes something, and when by the time of day: secrets and signatures go by that too.
  static func note(_ call: borrowing RouteCall, reason: String = "") -> ChangeNote {
    ChangeNote(actor: call.caller.subject.text, at: EngineClock.wallClock(), reason: reason)
  }

  static let noWebhook = Problem(
    .notFound, "there is no webhook with this identifier",
    errors: [FieldError(field: "id", code: .notFound, message: "names no webhook of the tenant")])
}
