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
    return try list(.audit, of: tenant, [.integer(before ?? .max), .count(limit)]) { AuditRecord(row: $0) }
  }
}
