// Audit rows in Postgres.

public import Bedrock

extension PostgresStore {
  /// See `AuditStore`.
  public func appendAudit(_ draft: AuditDraft, of tenant: ClientID) throws(StoreError) -> Int64 {
    try StoreLimits.check(draft)
    return try app.transaction { () throws(StoreError) in
      let sequence = try first(.appendAudit, of: tenant, Self.values(draft), nothing: .unknownTenant) {
        $0.integer(0)
      }
      guard let sequence else { throw .unknownTenant }
      return sequence
    }
  }

  /// Sends an audit row without waiting, inside a transaction.
  func enqueueAudit(_ draft: AuditDraft, of tenant: ClientID) throws(StoreError) {
    try StoreLimits.check(draft)
    try enqueue(.appendAudit, of: tenant, Self.values(draft), nothing: .unknownTenant)
  }

  private static func values(_ draft: AuditDraft) -> [PostgresValue] {
    [
      .time(draft.note.at), .text(draft.note.actor), .text(draft.note.reason), .text(draft.action),
      .text(draft.target), .integer(draft.oldVersion), .integer(draft.newVersion), .bytes(draft.detail),
    ]
  }

  /// See `AuditStore`. O(log n) in all rows, and O(limit).
  public func audit(
    of tenant: ClientID, before: Int64?, limit: Int
  ) throws(StoreError) -> [AuditRecord] {
    let limit = StoreLimits.auditPage(limit)
    return try list(.audit, of: tenant, [.integer(before ?? .max), .count(limit)]) { Self.auditRecord($0) }
  }

  /// The row of an audit statement.
  static func auditRecord(_ row: PostgresRow) -> AuditRecord {
    let note = ChangeNote(actor: row.text(2), at: row.time(1), reason: row.text(3))
    return AuditRecord(
      sequence: row.integer(0),
      entry: AuditDraft(
        note: note, action: row.text(4), target: row.text(5), oldVersion: row.optionalInteger(6),
        newVersion: row.optionalInteger(7), detail: row.bytes(8)))
  }
}
