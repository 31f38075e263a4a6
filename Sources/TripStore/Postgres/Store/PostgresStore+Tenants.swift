// Tenants and their settings in Postgres.

public import Bedrock

extension PostgresStore {
  /// See `TenantStore`.
  public func addTenant(_ tenant: TenantRecord) throws(StoreError) {
    try StoreLimits.check(tenant)
    try app.transaction { () throws(StoreError) -> Void in
      try enqueue(
        .addTenant, of: tenant.id,
        [
          .text(tenant.nameArabic), .text(tenant.nameEnglish), .text(tenant.timeZone),
          .time(tenant.createdAt),
        ])
    }
  }

  /// See `TenantStore`. O(log n) in the tenants.
  public func tenant(_ id: ClientID) throws(StoreError) -> TenantRecord? {
    try first(.tenant, of: id, [], TenantRecord.init(row:))
  }

  /// See `TenantStore`. O(n) in the tenants: the list has nothing but identifiers, and each tenant is asked for as itself.
  public func tenants() throws(StoreError) -> [TenantRecord] {
    try app.reading { () throws(StoreError) in
      var ids: [ClientID] = []
      try app.forEach(.tenantIDs) { (row) throws(StoreError) in
        ids.append(try row.clientID(0, "a tenant's identifier"))
      }
      var records: [TenantRecord] = []
      for id in ids {
        try enqueue(.tenant, of: id) { (row) throws(StoreError) in records.append(try TenantRecord(row: row))
        }
      }
      try app.settle()
      return records
    }
  }

  /// See `SettingsStore`.
  public func settings(of tenant: ClientID) throws(StoreError) -> SettingsRecord? {
    try first(.settings, of: tenant) { row in
      SettingsRecord(version: row.integer(0), document: row.bytes(1), updatedAt: row.time(2))
    }
  }

  /// See `SettingsStore`. Two waits.
  public func putSettings(
    _ document: [UInt8], of tenant: ClientID, expectedVersion: Int64, note: ChangeNote
  ) throws(StoreError) -> Int64 {
    try StoreLimits.check(settings: document, note: note)
    return try writing(tenant) { () throws(StoreError) in
      let found = try first(.settingsVersion, of: tenant) { $0.integer(0) } ?? 0
      guard found == expectedVersion else { throw .conflict(found: found) }
      let version = found + 1
      try enqueue(.putSettings, of: tenant, [.integer(version), .bytes(document), .time(note.at)])
      try enqueueAudit(
        AuditDraft(note: note, action: "settings.put", oldVersion: found, newVersion: version), of: tenant)
      return version
    }
  }
}
