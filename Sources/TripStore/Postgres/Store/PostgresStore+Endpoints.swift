// Webhook endpoints in Postgres.

public import Bedrock

extension PostgresStore {
  /// See `EndpointStore`. Three waits; O(endpoints), and O(what waits) when it is deactivated.
  public func putEndpoint(
    _ draft: EndpointDraft, secret: [UInt8], of tenant: ClientID, expectedVersion: Int64?, note: ChangeNote
  ) throws(StoreError) -> (endpoint: EndpointRecord, isNew: Bool) {
    try StoreLimits.check(draft, secret, note)
    return try app.transaction { () throws(StoreError) in
      let version = try nextRevision(of: tenant)
      let found = try endpoint(draft.id, of: tenant)
      let oldVersion = found?.version ?? 0
      if let expectedVersion, expectedVersion != oldVersion { throw .conflict(found: oldVersion) }
      if found == nil { try checkRoom(of: tenant) }
      if found?.endpoint.isActive == true, !draft.isActive {
        try enqueue(
          .giveUpMessages, of: tenant, [.id(draft.id), .time(note.at), .text(EndpointRecord.deactivated)])
      }
      let record =
        found?.replaced(by: draft, version: version, at: note.at)
        ?? EndpointRecord(
          endpoint: draft, secrets: EndpointSecrets(current: secret), version: version, createdAt: note.at,
          updatedAt: note.at)
      try enqueueEndpoint(record, of: tenant)
      try enqueueAudit(
        draft.audit("webhook.put", note, oldVersion: oldVersion, newVersion: version), of: tenant)
      return (record, found == nil)
    }
  }

  /// See `EndpointStore`. Three waits; O(log n).
  public func rotateSecret(
    of endpoint: ClientID, to secret: [UInt8], previousUntil: Instant, tenant: ClientID, note: ChangeNote
  ) throws(StoreError) -> EndpointRecord? {
    StoreLimits.check(secret)
    try StoreLimits.check(note)
    return try writing(tenant) { () throws(StoreError) in
      guard var record = try self.endpoint(endpoint, of: tenant) else { return nil }
      let oldVersion = record.version
      record.secrets = record.secrets.rotated(to: secret, previousUntil: previousUntil)
      record.version = try nextRevision(of: tenant)
      record.updatedAt = note.at
      try enqueueEndpoint(record, of: tenant)
      try enqueueAudit(
        record.endpoint.audit(
          "webhook.rotateSecret", note, oldVersion: oldVersion, newVersion: record.version),
        of: tenant)
      return record
    }
  }

  /// See `EndpointStore`. Two waits; O(what waits and what was given up).
  public func deleteEndpoint(
    _ id: ClientID, of tenant: ClientID, note: ChangeNote
  ) throws(StoreError) -> Bool {
    try StoreLimits.check(note)
    return try writing(tenant) { () throws(StoreError) in
      guard let found = try endpoint(id, of: tenant) else { return false }
      try enqueue(.deleteEndpoint, of: tenant, [.id(id)])
      try enqueueAudit(
        found.endpoint.audit("webhook.delete", note, oldVersion: found.version, newVersion: nil), of: tenant)
      return true
    }
  }

  /// See `EndpointStore`. O(log n).
  public func endpoint(_ id: ClientID, of tenant: ClientID) throws(StoreError) -> EndpointRecord? {
    try first(.endpoint, of: tenant, [.id(id)], EndpointRecord.init(row:))
  }

  /// See `EndpointStore`. One statement, so one moment.
  public func endpoints(of tenant: ClientID) throws(StoreError) -> [EndpointRecord] {
    try list(.endpoints, of: tenant, [], EndpointRecord.init(row:))
  }

  /// See `EndpointStore`. O(active endpoints).
  public func relayTenants() throws(StoreError) -> [ClientID] {
    var tenants: [ClientID] = []
    try app.forEach(.relayTenants) { (row) throws(StoreError) in
      tenants.append(try row.clientID(0, "a tenant's identifier"))
    }
    return tenants
  }

  private func checkRoom(of tenant: ClientID) throws(StoreError) {
    let count = try first(.countEndpoints, of: tenant) { $0.integer(0) } ?? 0
    guard count < StoreLimits.endpointsMax else { throw .tooManyEndpoints }
  }

  private func enqueueEndpoint(_ record: EndpointRecord, of tenant: ClientID) throws(StoreError) {
    let draft = record.endpoint
    try enqueue(
      .putEndpoint, of: tenant,
      [
        .id(draft.id), .integer(record.version), .text(draft.url), .text(draft.kinds?.joined(separator: ",")),
        .integer(draft.isActive ? 1 : 0), .bytes(record.secrets.current),
        .bytes(record.secrets.previous?.secret), .time(record.secrets.previous?.until),
        .time(record.createdAt), .time(record.updatedAt),
      ])
  }
}
