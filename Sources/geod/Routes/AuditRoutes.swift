// The audit: who changed or overrode what, the newest first.

import Access
import Bedrock
import Transport
import TripStore

/// The routes of the audit.
enum AuditRoutes {
  static let all = [list]

  static let list = Route(
    method: "GET", path: "/v1/audit", rule: .tenant(.admin),
    summary: "Who changed what, when and why, the newest first, page by page",
    documentation: Documentation.list
  ) { call in
    let (limit, before) = try call.valid { () throws(FieldErrors) in
      var reader = try QueryReader(call.request.head)
      let page = (reader.read(Self.limit), reader.read(Self.before).map { Int64($0) })
      try reader.finish()
      return page
    }
    let (tenant, requestID) = (call.caller.tenant, call.requestID)
    return .onStore { store throws(StoreError) in
      let rows = try store.audit(of: tenant, before: before, limit: limit)
      return .answer(answer(rows, limit: limit, requestID))
    }
  }

  private static func answer(_ rows: [AuditRecord], limit: Int, _ requestID: String) -> HTTPResponse {
    Envelope.success(requestID: requestID) { json in
      json.beginObject()
      json.key("items")
      json.beginArray()
      for row in rows { write(row, &json) }
      json.endArray()
      if rows.count == limit, let last = rows.last {
        json.key("next")
        json.integer(last.sequence)
      }
      json.endObject()
    }
  }

  private static func write(_ row: AuditRecord, _ json: inout JSONWriter) {
    let entry = row.entry
    json.beginObject()
    json.key("sequence")
    json.integer(row.sequence)
    json.key("t")
    json.integer(entry.note.at.milliseconds)
    json.key("actor")
    json.string(entry.note.actor)
    json.key("action")
    json.string(entry.action)
    json.key("target")
    json.string(entry.target)
    json.key("reason")
    json.string(entry.note.reason)
    if let version = entry.oldVersion {
      json.key("oldVersion")
      json.integer(version)
    }
    if let version = entry.newVersion {
      json.key("newVersion")
      json.integer(version)
    }
    if !entry.detail.isEmpty {
      json.key("detail")
      json.raw(entry.detail)
    }
    json.endObject()
  }
}
