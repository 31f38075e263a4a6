// The model's webhook endpoints: a dictionary per tenant.

import Bedrock
@testable import TripStore

extension ModelStore {
  func putEndpoint(
    _ draft: EndpointDraft, secret: [UInt8], of tenant: ClientID, expectedVersion: Int64?, note: ChangeNote
  ) throws(StoreError) -> (endpoint: EndpointRecord, isNew: Bool) {
    try StoreLimits.check(draft, secret, note)
    return try change(tenant) { (tenant) throws(StoreError) in
      let found = tenant.endpoints[draft.id]
      let oldVersion = found?.version ?? 0
      if let expectedVersion, expectedVersion != oldVersion { throw .conflict(found: oldVersion) }
      guard found != nil || tenant.endpoints.count < StoreLimits.endpointsMax else { throw .tooManyEndpoints }
      tenant.revision += 1
      let record = EndpointRecord(
        endpoint: draft, secrets: found?.secrets ?? EndpointSecrets(current: secret),
        version: tenant.revision, createdAt: found?.createdAt ?? note.at, updatedAt: note.at)
      tenant.endpoints[draft.id] = record
      if !draft.isActive { tenant.life.giveUp(draft.id, at: note.at) }
      tenant.note("webhook.put", record, note, oldVersion: oldVersion, newVersion: record.version)
      return (record, found == nil)
    }
  }

  func rotateSecret(
    of endpoint: ClientID, to secret: [UInt8], previousUntil: Instant, tenant: ClientID, note: ChangeNote
  ) throws(StoreError) -> EndpointRecord? {
    StoreLimits.check(secret)
    try StoreLimits.check(note)
    return try change(tenant) { (tenant) throws(StoreError) in
      guard let found = tenant.endpoints[endpoint] else { return nil }
      tenant.revision += 1
      var record = found
      record.secrets = EndpointSecrets(
        current: secret, previous: .init(secret: found.secrets.current, until: previousUntil))
      record.version = tenant.revision
      record.updatedAt = note.at
      tenant.endpoints[endpoint] = record
      tenant.note(
        "webhook.rotateSecret", record, note, oldVersion: found.version, newVersion: record.version)
      return record
    }
  }

  func deleteEndpoint(
    _ id: ClientID, of tenant: ClientID, note: ChangeNote
  ) throws(StoreError) -> Bool {
    try StoreLimits.check(note)
    return try change(tenant) { (tenant) throws(StoreError) in
      guard let found = tenant.endpoints.removeValue(forKey: id) else { return false }
      tenant.life.outbox.removeAll { $0.endpoint == id }
      tenant.note("webhook.delete", found, note, oldVersion: found.version, newVersion: nil)
      return true
    }
  }

  func endpoint(_ id: ClientID, of tenant: ClientID) throws(StoreError) -> EndpointRecord? {
    content[tenant]?.endpoints[id]
  }

  func endpoints(of tenant: ClientID) throws(StoreError) -> [EndpointRecord] {
    content[tenant]?.endpoints.values.sorted { $0.endpoint.id < $1.endpoint.id } ?? []
  }

  func relayTenants() throws(StoreError) -> [ClientID] {
    content.filter { $0.value.endpoints.values.contains { $0.endpoint.isActive } }.keys.sorted()
  }
}

extension ModelStore.Tenant {
  /// Queues a message for everybody who wants it; returns for how many.
  mutating func queue(_ message: OutboxDraft, of booking: ClientID, at: Instant) throws(StoreError) -> Int {
    var count = 0
    for id in endpoints.keys.sorted() where endpoints[id]?.endpoint.wants(message.kind) == true {
      guard !life.outbox.contains(where: { $0.endpoint == id && $0.record.message.id == message.id }) else {
        throw .exists
      }
      revision += 1
      let record = OutboxRecord(
        sequence: revision, booking: booking, attempt: 0, queuedAt: at, message: message)
      life.outbox.append(ModelLife.Message(endpoint: id, record: record))
      life.promote(booking, to: id, at: at)
      count += 1
    }
    return count
  }

  fileprivate mutating func note(
    _ action: String, _ record: EndpointRecord, _ note: ChangeNote, oldVersion: Int64?, newVersion: Int64?
  ) {
    revision += 1
    let draft = record.endpoint.audit(action, note, oldVersion: oldVersion, newVersion: newVersion)
    audit.append(AuditRecord(sequence: revision, entry: draft))
  }
}

extension ModelLife {
  /// Makes dead letters of everything that waits for an endpoint.
  fileprivate mutating func giveUp(_ endpoint: ClientID, at: Instant) {
    for index in outbox.indices where outbox[index].endpoint == endpoint && outbox[index].failed == nil {
      outbox[index].dueAt = nil
      outbox[index].failed = (at, EndpointRecord.deactivated)
    }
  }
}
