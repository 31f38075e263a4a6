// What the pieces of one round of retention have removed together.

import Bedrock
import TripStore

/// A round of retention, added up.
struct RetentionTally: Sendable {
  /// Days of points that were dropped for all tenants, as their first instants.
  private(set) var days: [Instant] = []
  /// Rows by tenant and kind.
  private(set) var rows: [ClientID: [RetentionKind: Int]] = [:]

  /// Adds what a call has removed.
  mutating func add(_ report: RetentionReport) {
    days += report.droppedDays
    for entry in report.entries { rows[entry.tenant, default: [:]][entry.kind, default: 0] += entry.rows }
  }

  /// Whether nothing was removed.
  var isEmpty: Bool { days.isEmpty && rows.isEmpty }

  /// Rows of a kind, of all tenants.
  func rows(_ kind: RetentionKind) -> Int { rows.values.reduce(0) { $0 + ($1[kind] ?? 0) } }

  /// All rows.
  var rowCount: Int { RetentionKind.allCases.reduce(0) { $0 + rows($1) } }

  /// Tenant, kind and rows, in the order of the tenants' identifiers and of the kinds.
  var entries: [RetentionReport.Entry] {
    rows.sorted { $0.key < $1.key }.flatMap { tenant, kinds in
      RetentionKind.allCases.compactMap { kind in
        kinds[kind].map { RetentionReport.Entry(tenant: tenant, kind: kind, rows: $0) }
      }
    }
  }

  /// The days as people write them.
  var dayTexts: [String] { days.map { String(TimeText.iso8601($0).prefix(10)) } }

  /// Writes an audit row `retention.run` for each tenant of which something was removed. A dropped day is told to all:
  /// nobody looks whose points were in it.
  func audit(actor: String, at now: Instant, in store: any Store) throws(StoreError) {
    try store.transaction { () throws(StoreError) in
      for tenant in try store.tenants().map(\.id) where !days.isEmpty || rows[tenant] != nil {
        let note = ChangeNote(actor: actor, at: now, reason: "")
        let entry = AuditDraft(note: note, action: "retention.run", detail: detail(of: tenant))
        _ = try store.appendAudit(entry, of: tenant)
      }
    }
  }

  private func detail(of tenant: ClientID) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    for kind in RetentionKind.allCases {
      guard let count = rows[tenant]?[kind] else { continue }
      json.key(dynamic: kind.rawValue)
      json.integer(count)
    }
    if !days.isEmpty {
      json.key("pointDays")
      json.strings(dayTexts)
    }
    json.endObject()
    return json.finish()
  }
}
