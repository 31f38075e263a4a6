// Zones in SQLite.

public import Bedrock

extension SQLiteStore {
  /// See `ZoneStore`. One flush for zone and audit row; O(n) in the zones of the tenant.
  public func putZone(
    _ draft: ZoneDraft, of tenant: ClientID, expectedVersion: Int64?, note: ChangeNote
  ) throws(StoreError) -> Int64 {
    try StoreLimits.check(draft, note)
    return try connection.transaction { () throws(StoreError) in
      let version = try nextRevision(of: tenant)
      let found = try zone(draft.id, of: tenant)?.version ?? 0
      if let expectedVersion, expectedVersion != found { throw .conflict(found: found) }
      let others = try connection.first(.otherZones, [.text(tenant.text), .text(draft.id.text)]) { row in
        (zones: Int(row.integer(0)), points: Int(row.integer(1)))
      }
      try StoreLimits.checkRoom(for: draft, besides: others ?? (0, 0))
      try write(draft, of: tenant, from: found, to: version, note)
      return version
    }
  }

  /// See `ZoneStore`. One flush; O(n) in the zones of the tenant.
  public func putZones(
    _ drafts: [ZoneDraft], of tenant: ClientID, note: ChangeNote
  ) throws(StoreError) -> [Int64] {
    try StoreLimits.check(drafts, note)
    return try connection.transaction { () throws(StoreError) in
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
    try connection.execute(
      .putZone,
      [
        .text(tenant.text), .text(draft.id.text), .integer(version), .time(note.at),
        .integer(Int64(draft.pointCount)), .blob(draft.properties), .blob(draft.geometry),
      ])
    _ = try appendAudit(
      AuditDraft(
        note: note, action: "zone.put", target: draft.id.text, oldVersion: old, newVersion: version),
      of: tenant)
  }

  /// See `ZoneStore`. One flush; O(log n).
  public func deleteZone(
    _ id: ClientID, of tenant: ClientID, note: ChangeNote
  ) throws(StoreError) -> Bool {
    try StoreLimits.check(note)
    return try connection.transaction { () throws(StoreError) in
      try require(tenant)
      guard let found = try zone(id, of: tenant) else { return false }
      try connection.execute(.deleteZone, [.text(tenant.text), .text(id.text)])
      _ = try appendAudit(
        AuditDraft(note: note, action: "zone.delete", target: id.text, oldVersion: found.version), of: tenant)
      return true
    }
  }

  /// See `ZoneStore`. O(log n).
  public func zone(_ id: ClientID, of tenant: ClientID) throws(StoreError) -> ZoneRecord? {
    try connection.first(.zone, [.text(tenant.text), .text(id.text)], ZoneRecord.init(row:))
  }

  /// See `ZoneStore`. One statement, so one moment.
  public func zones(of tenant: ClientID) throws(StoreError) -> [ZoneRecord] {
    var records: [ZoneRecord] = []
    try connection.forEach(.zones, [.text(tenant.text)]) { (row) throws(StoreError) in
      records.append(try ZoneRecord(row: row))
    }
    return records
  }

  /// See `ZoneStore`. One statement, so one moment.
  public func zoneStandings(of tenant: ClientID) throws(StoreError) -> [ZoneStanding] {
    var standings: [ZoneStanding] = []
    try connection.forEach(.zoneStandings, [.text(tenant.text)]) { (row) throws(StoreError) in
      standings.append(try ZoneStanding(row: row))
    }
    return standings
  }
}
