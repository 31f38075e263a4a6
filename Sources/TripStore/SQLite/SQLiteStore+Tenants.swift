// Tenants and their settings in SQLite.

public import Bedrock

extension SQLiteStore {
  /// See `TenantStore`. One flush.
  public func addTenant(_ tenant: TenantRecord) throws(StoreError) {
    try StoreLimits.check(tenant)
    try connection.transaction { () throws(StoreError) -> Void in
      try connection.execute(
        .addTenant,
        [
          .text(tenant.id.text), .text(tenant.nameArabic), .text(tenant.nameEnglish), .text(tenant.timeZone),
          .integer(tenant.createdAt.milliseconds),
        ])
    }
  }

  /// See `TenantStore`. O(log n) in the tenants.
  public func tenant(_ id: ClientID) throws(StoreError) -> TenantRecord? {
    try connection.first(.tenant, [.text(id.text)], TenantRecord.init(row:))
  }

  /// See `TenantStore`. O(n) in the tenants.
  public func tenants() throws(StoreError) -> [TenantRecord] {
    var records: [TenantRecord] = []
    try connection.forEach(.tenants, []) { (row) throws(StoreError) in
      records.append(try TenantRecord(row: row))
    }
    return records
  }

  /// See `SettingsStore`.
  public func settings(of tenant: ClientID) throws(StoreError) -> SettingsRecord? {
    try connection.first(.settings, [.text(tenant.text)]) { row in
      SettingsRecord(
        version: row.integer(0), document: row.bytes(1), updatedAt: Instant(milliseconds: row.integer(2)))
    }
  }

  /// See `SettingsStore`. One flush for document and audit row.
  public func putSettings(
    _ document: [UInt8], of tenant: ClientID, expectedVersion: Int64, note: ChangeNote
  ) throws(StoreError) -> Int64 {
    try StoreLimits.check(settings: document, note: note)
    return try connection.transaction { () throws(StoreError) in
      try require(tenant)
      let found = try connection.first(.settingsVersion, [.text(tenant.text)]) { $0.integer(0) } ?? 0
      guard found == expectedVersion else { throw .conflict(found: found) }
      let version = found + 1
      try connection.execute(
        .putSettings,
        [.text(tenant.text), .integer(version), .blob(document), .integer(note.at.milliseconds)])
      _ = try appendAudit(
        AuditDraft(note: note, action: "settings.put", oldVersion: found, newVersion: version), of: tenant)
      return version
    }
  }
}
