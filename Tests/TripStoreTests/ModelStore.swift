// The contract in its simplest form: dictionaries. What the real stores are compared with.

import Bedrock
@testable import TripStore

/// A store in memory. Durable for as long as the test.
final class ModelStore: Store {
  struct Tenant {
    var record: TenantRecord
    var revision: Int64 = 0
    var settings: SettingsRecord?
    var technicians: [ClientID: TechnicianRecord] = [:]
    var positions: PositionSnapshot?
    var audit: [AuditRecord] = []
    var zones: [ClientID: ZoneRecord] = [:]
    var endpoints: [ClientID: EndpointRecord] = [:]
    var life = ModelLife()
    var points: [ModelPointKey: TrackPoint] = [:]
    var erasures: [ClientID: ErasureRecord] = [:]
  }

  /// The days that have points, of all tenants.
  var pointDays: Set<Int64> = []
  var content: [ClientID: Tenant] = [:]

  func transaction<Value>(_ body: () throws(StoreError) -> Value) throws(StoreError) -> Value {
    let before = (content, pointDays)
    do throws(StoreError) {
      return try body()
    } catch {
      (content, pointDays) = before
      throw error
    }
  }

  func reading<Value>(_ body: () throws(StoreError) -> Value) throws(StoreError) -> Value { try body() }

  var locksTenants: Bool { false }

  func change<Value>(
    _ tenant: ClientID, _ body: (inout Tenant) throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    guard var found = content[tenant] else { throw .unknownTenant }
    let value = try body(&found)
    content[tenant] = found
    return value
  }

  func addTenant(_ tenant: TenantRecord) throws(StoreError) {
    try StoreLimits.check(tenant)
    guard content[tenant.id] == nil else { throw .exists }
    content[tenant.id] = Tenant(record: tenant)
  }

  func tenant(_ id: ClientID) throws(StoreError) -> TenantRecord? { content[id]?.record }

  func tenants() throws(StoreError) -> [TenantRecord] {
    content.values.map(\.record).sorted { $0.id < $1.id }
  }

  func settings(of tenant: ClientID) throws(StoreError) -> SettingsRecord? { content[tenant]?.settings }

  func putSettings(
    _ document: [UInt8], of tenant: ClientID, expectedVersion: Int64, note: ChangeNote
  ) throws(StoreError) -> Int64 {
    try StoreLimits.check(settings: document, note: note)
    return try change(tenant) { (tenant) throws(StoreError) in
      let found = tenant.settings?.version ?? 0
      guard found == expectedVersion else { throw .conflict(found: found) }
      tenant.settings = SettingsRecord(version: found + 1, document: document, updatedAt: note.at)
      tenant.revision += 1
      let entry = AuditDraft(
        note: note, action: "settings.put", oldVersion: found, newVersion: found + 1)
      tenant.audit.append(AuditRecord(sequence: tenant.revision, entry: entry))
      return found + 1
    }
  }

  func putTechnician(
    _ draft: TechnicianDraft, of tenant: ClientID, expectedVersion: Int64?
  ) throws(StoreError) -> Int64 {
    try StoreLimits.check([draft])
    return try change(tenant) { (tenant) throws(StoreError) in
      let found = tenant.technicians[draft.id]?.version ?? 0
      if let expectedVersion, expectedVersion != found { throw .conflict(found: found) }
      return tenant.put(draft)
    }
  }

  func putTechnicians(_ drafts: [TechnicianDraft], of tenant: ClientID) throws(StoreError) -> [Int64] {
    try StoreLimits.check(drafts)
    return try change(tenant) { (tenant) throws(StoreError) in drafts.map { tenant.put($0) } }
  }

  func deleteTechnician(_ id: ClientID, of tenant: ClientID) throws(StoreError) -> Bool {
    try change(tenant) { (tenant) throws(StoreError) in
      tenant.technicians.removeValue(forKey: id) != nil
    }
  }

  func technician(_ id: ClientID, of tenant: ClientID) throws(StoreError) -> TechnicianRecord? {
    content[tenant]?.technicians[id]
  }

  func forEachTechnician(
    of tenant: ClientID, _ body: (TechnicianRecord) throws(StoreError) -> Void
  ) throws(StoreError) {
    let technicians = content[tenant]?.technicians.values.sorted { $0.id < $1.id } ?? []
    for technician in technicians { try body(technician) }
  }

  func savePositions(_ snapshot: PositionSnapshot, of tenant: ClientID) throws(StoreError) {
    try StoreLimits.check(snapshot)
    try change(tenant) { (tenant) throws(StoreError) in tenant.positions = snapshot }
  }

  func positions(of tenant: ClientID) throws(StoreError) -> PositionSnapshot? {
    content[tenant]?.positions
  }

  func appendAudit(_ draft: AuditDraft, of tenant: ClientID) throws(StoreError) -> Int64 {
    try StoreLimits.check(draft)
    return try change(tenant) { (tenant) throws(StoreError) in
      tenant.revision += 1
      tenant.audit.append(AuditRecord(sequence: tenant.revision, entry: draft))
      return tenant.revision
    }
  }

  func audit(of tenant: ClientID, before: Int64?, limit: Int) throws(StoreError) -> [AuditRecord] {
    let rows = content[tenant]?.audit.filter { $0.sequence < before ?? .max } ?? []
    return Array(rows.reversed().prefix(StoreLimits.auditPage(limit)))
  }
}

extension ModelStore.Tenant {
  mutating func put(_ draft: TechnicianDraft) -> Int64 {
    revision += 1
    technicians[draft.id] = TechnicianRecord(
      id: draft.id, version: revision, profile: draft.profile, updatedAt: draft.updatedAt)
    return revision
  }
}
