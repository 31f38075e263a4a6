// Zones in the model: a dictionary per tenant.

import Bedrock
@testable import TripStore

extension ModelStore {
  func putZone(
    _ draft: ZoneDraft, of tenant: ClientID, expectedVersion: Int64?, note: ChangeNote
  ) throws(StoreError) -> Int64 {
    try StoreLimits.check(draft, note)
    return try change(tenant) { (tenant) throws(StoreError) in
      let found = tenant.zones[draft.id]?.version ?? 0
      if let expectedVersion, expectedVersion != found { throw .conflict(found: found) }
      let others = tenant.zones.values.filter { $0.zone.id != draft.id }
      try StoreLimits.checkRoom(
        for: draft, besides: (others.count, others.reduce(0) { $0 + $1.zone.pointCount }))
      tenant.revision += 1
      let version = tenant.revision
      tenant.zones[draft.id] = ZoneRecord(zone: draft, version: version, updatedAt: note.at)
      tenant.note(
        AuditDraft(
          note: note, action: "zone.put", target: draft.id.text, oldVersion: found, newVersion: version))
      return version
    }
  }

  func putZones(
    _ drafts: [ZoneDraft], of tenant: ClientID, note: ChangeNote
  ) throws(StoreError) -> [Int64] {
    try StoreLimits.check(drafts, note)
    return try change(tenant) { (tenant) throws(StoreError) in
      let replaced = drafts.map(\.id)
      let others = tenant.zones.values.filter { !replaced.contains($0.zone.id) }.map(\.zone)
      guard (others + drafts).count <= StoreLimits.zonesMax else { throw .tooManyZones }
      guard (others + drafts).map(\.pointCount).reduce(0, +) <= StoreLimits.zonePointsMax else {
        throw .tooManyZonePoints
      }
      let first = tenant.revision + 1
      tenant.revision += Int64(drafts.count)
      for (offset, draft) in drafts.enumerated() {
        let (old, version) = (tenant.zones[draft.id]?.version ?? 0, first + Int64(offset))
        tenant.zones[draft.id] = ZoneRecord(zone: draft, version: version, updatedAt: note.at)
        tenant.note(
          AuditDraft(
            note: note, action: "zone.put", target: draft.id.text, oldVersion: old, newVersion: version))
      }
      return drafts.indices.map { first + Int64($0) }
    }
  }

  func deleteZone(_ id: ClientID, of tenant: ClientID, note: ChangeNote) throws(StoreError) -> Bool {
    try StoreLimits.check(note)
    return try change(tenant) { (tenant) throws(StoreError) in
      guard let found = tenant.zones.removeValue(forKey: id) else { return false }
      tenant.note(AuditDraft(note: note, action: "zone.delete", target: id.text, oldVersion: found.version))
      return true
    }
  }

  func zone(_ id: ClientID, of tenant: ClientID) throws(StoreError) -> ZoneRecord? {
    content[tenant]?.zones[id]
  }

  func zones(of tenant: ClientID) throws(StoreError) -> [ZoneRecord] {
    content[tenant]?.zones.values.sorted { $0.zone.id < $1.zone.id } ?? []
  }

  func zoneStandings(of tenant: ClientID) throws(StoreError) -> [ZoneStanding] {
    try zones(of: tenant).map {
      ZoneStanding(id: $0.zone.id, version: $0.version, pointCount: $0.zone.pointCount)
    }
  }
}

extension ModelStore.Tenant {
  fileprivate mutating func note(_ draft: AuditDraft) {
    revision += 1
    audit.append(AuditRecord(sequence: revision, entry: draft))
  }
}
