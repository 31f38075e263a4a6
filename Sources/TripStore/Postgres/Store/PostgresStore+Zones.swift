// Zones in Postgres.

public import Bedrock

extension PostgresStore {
  /// See `ZoneStore`. Four waits; O(n) in the zones of the tenant.
  public func putZone(
    _ draft: ZoneDraft, of tenant: ClientID, expectedVersion: Int64?, note: ChangeNote
  ) throws(StoreError) -> Int64 {
    try StoreLimits.check(draft, note)
    return try app.transaction { () throws(StoreError) in
      let version = try nextRevision(of: tenant)
      let found = try zone(draft.id, of: tenant)?.version ?? 0
      if let expectedVersion, expectedVersion != found { throw .conflict(found: found) }
      let others = try first(.otherZones, of: tenant, [.id(draft.id)]) { row in
        (zones: Int(row.integer(0)), points: Int(row.integer(1)))
      }
      try StoreLimits.checkRoom(for: draft, besides: others ?? (0, 0))
      try write(draft, of: tenant, from: found, to: version, note)
      return version
    }
  }

  /// See `ZoneStore`. Two waits, and one for each thousand of statements; O(n) in the zones of the tenant.
  public func putZones(
    _ drafts: [ZoneDraft], of tenant: ClientID, note: ChangeNote
  ) throws(StoreError) -> [Int64] {
    try StoreLimits.check(drafts, note)
    return try app.transaction { () throws(StoreError) in
      let last = try nextRevision(of: tenant, count: drafts.count)
      let standings = try zoneStandings(of: tenant)
      try StoreLimits.checkRoom(for: drafts, among: standings)
      let found = Dictionary(uniqueKeysWithValues: standings.map { ($0.id, $0.version) })
      var version = last - Int64(drafts.count)
      return try drafts.map { (draft) throws(StoreError) in
        version += 1
        try write(draft, of: tenant, from: found[draft.id] ?? 0, to: version, note)
        return version
      }
    }
  }

  private func write(
    _ draft: ZoneDraft, of tenant: ClientID, from old: Int64, to version: Int64, _ note: ChangeNote
  ) throws(StoreError) {
    try enqueue(
      .putZone, of: tenant,
      [
        .id(draft.id), .integer(version), .time(note.at), .count(draft.pointCount),
        .bytes(draft.properties), .bytes(draft.geometry),
      ])
    try enqueueAudit(
      AuditDraft(
        note: note, action: "zone.put", target: draft.id.text, oldVersion: old, newVersion: version),
      of: tenant)
  }

  /// See `ZoneStore`. Two waits; O(log n).
  public func deleteZone(
    _ id: ClientID, of tenant: ClientID, note: ChangeNote
  ) throws(StoreError) -> Bool {
    try StoreLimits.check(note)
    return try writing(tenant) { () throws(StoreError) in
      guard let found = try zone(id, of: tenant) else { return false }
      try enqueue(.deleteZone, of: tenant, [.id(id)])
      try enqueueAudit(
        AuditDraft(note: note, action: "zone.delete", target: id.text, oldVersion: found.version), of: tenant)
      return true
    }
  }

  /// See `ZoneStore`. O(log n).
  public func zone(_ id: ClientID, of tenant: ClientID) throws(StoreError) -> ZoneRecord? {
    try first(.zone, of: tenant, [.id(id)], ZoneRecord.init(row:))
  }

  /// See `ZoneStore`. One statement, so one moment.
  public func zones(of tenant: ClientID) throws(StoreError) -> [ZoneRecord] {
    try list(.zones, of: tenant, [], ZoneRecord.init(row:))
  }

  /// See `ZoneStore`. One statement, so one moment.
  public func zoneStandings(of tenant: ClientID) throws(StoreError) -> [ZoneStanding] {
    try list(.zoneStandings, of: tenant, [], ZoneStanding.init(row:))
  }
}
