// Audit rows in SQLite.

public import Bedrock

extension SQLiteStore {
  /// See `AuditStore`. One flush.
  public func appendAudit(_ draft: AuditDraft, of tenant: ClientID) throws(StoreError) -> Int64 {
    try StoreLimits.check(draft)
    return try connection.transaction { () throws(StoreError) in
      let sequence = try nextRevision(of: tenant)
      try connection.execute(
        .appendAudit,
        [
          .text(tenant.text), .integer(sequence), .integer(draft.note.at.milliseconds),
          .text(draft.note.actor), .text(draft.note.reason), .text(draft.action), .text(draft.target),
          .optional(draft.oldVersion), .optional(draft.newVersion), .blob(draft.detail),
        ])
      return sequence
    }
  }

  /// See `AuditStore`. O(log n) in all rows, and O(limit).
  public func audit(
    of tenant: ClientID, before: Int64?, limit: Int
  ) throws(StoreError) -> [AuditRecord] {
    let limit = StoreLimits.auditPage(limit)
    var records: [AuditRecord] = []
    try connection.forEach(
      .audit, [.text(tenant.text), .integer(before ?? .max), .integer(Int64(limit))]
    ) { (row) throws(StoreError) in
      records.append(AuditRecord(row: row))
    }
    return records
  }
}
