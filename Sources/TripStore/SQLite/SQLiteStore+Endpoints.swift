// Webhook endpoints in SQLite.

public import Bedrock

extension SQLiteStore {
  /// See `EndpointStore`. One flush; O(endpoints), and O(what waits) when it is deactivated.
  public func putEndpoint(
    _ draft: EndpointDraft, secret: [UInt8], of tenant: ClientID, expectedVersion: Int64?, note: ChangeNote
  ) throws(StoreError) -> (endpoint: EndpointRecord, isNew: Bool) {
    try StoreLimits.check(draft, secret, note)
    return try connection.transaction { () throws(StoreError) in
      let version = try nextRevision(of: tenant)
      let found = try endpoint(draft.id, of: tenant)
      let oldVersion = found?.version ?? 0
      if let expectedVersion, expectedVersion != oldVersion { throw .conflict(found: oldVersion) }
      if found == nil { try checkRoom(of: tenant) }
      if found?.endpoint.isActive == true, !draft.isActive {
        try connection.execute(
          .giveUpMessages,
          [.text(tenant.text), .text(draft.id.text), .time(note.at), .text(EndpointRecord.deactivated)])
      }
      let record =
        found?.replaced(by: draft, version: version, at: note.at)
        ?? EndpointRecord(
          endpoint: draft, secrets: EndpointSecrets(current: secret), version: version, createdAt: note.at,
          updatedAt: note.at)
      try write(record, of: tenant)
      _ = try appendAudit(
        draft.audit("webhook.put", note, oldVersion: oldVersion, newVersion: version), of: tenant)
      return (record, found == nil)
    }
  }

  /// See `EndpointStore`. One flush; O(log n).
  public func rotateSecret(
    of endpoint: ClientID, to secret: [UInt8], previousUntil: Instant, tenant: ClientID, note: ChangeNote
  ) throws(StoreError) -> EndpointRecord? {
    StoreLimits.check(secret)
    try StoreLimits.check(note)
    return try connection.transaction { () throws(StoreError) in
      try require(tenant)
      guard var record = try self.endpoint(endpoint, of: tenant) else { return nil }
      let oldVersion = record.version
      record.secrets = record.secrets.rotated(to: secret, previousUntil: previousUntil)
      record.version = try nextRevision(of: tenant)
      record.updatedAt = note.at
      try write(record, of: tenant)
      _ = try appendAudit(
        record.endpoint.audit(
          "webhook.rotateSecret", note, oldVersion: oldVersion, newVersion: record.version),
        of: tenant)
      return record
    }
  }

  /// See `EndpointStore`. One flush; O(what waits and what was given up).
  public func deleteEndpoint(
    _ id: ClientID, of tenant: ClientID, note: ChangeNote
  ) throws(StoreError) -> Bool {
    try StoreLimits.check(note)
    return try connection.transaction { () throws(StoreError) in
      try require(tenant)
      guard let found = try endpoint(id, of: tenant) else { return false }
      try connection.execute(.deleteEndpoint, [.text(tenant.text), .text(id.text)])
      _ = try appendAudit(
        found.endpoint.audit("webhook.delete", note, oldVersion: found.version, newVersion: nil), of: tenant)
      return true
    }
  }

  /// See `EndpointStore`. O(log n).
  public func endpoint(_ id: ClientID, of tenant: ClientID) throws(StoreError) -> EndpointRecord? {
    try connection.first(.endpoint, [.text(tenant.text), .text(id.text)], EndpointRecord.init(row:))
  }

  /// See `EndpointStore`. One statement, so one moment.
  public func endpoints(of tenant: ClientID) throws(StoreError) -> [EndpointRecord] {
    var records: [EndpointRecord] = []
    try connection.forEach(.endpoints, [.text(tenant.text)]) { (row) throws(StoreError) in
      records.append(try EndpointRecord(row: row))
    }
    return records
  }

  /// See `EndpointStore`. O(active endpoints).
  public func relayTenants() throws(StoreError) -> [ClientID] {
    var tenants: [ClientID] = []
    try connection.forEach(.relayTenants, []) { (row) throws(StoreError) in
      tenants.append(try row.clientID(0, "a tenant's identifier"))
    }
    return tenants
  }

  private func checkRoom(of tenant: ClientID) throws(StoreError) {
    let count = try connection.first(.countEndpoints, [.text(tenant.text)]) { $0.integer(0) } ?? 0
    guard count < StoreLimits.endpointsMax else { throw .tooManyEndpoints }
  }

  private func write(_ record: EndpointRecord, of tenant: ClientID) throws(StoreError) {
    let draft = record.endpoint
    try connection.execute(
      .putEndpoint,
      [
        .text(tenant.text), .text(draft.id.text), .integer(record.version), .text(draft.url),
        draft.kinds.map { .text($0.joined(separator: ",")) } ?? .null, .integer(draft.isActive ? 1 : 0),
        .blob(record.secrets.current), record.secrets.previous.map { .blob($0.secret) } ?? .null,
        .optional(record.secrets.previous?.until), .time(record.createdAt), .time(record.updatedAt),
      ])
  }
}
