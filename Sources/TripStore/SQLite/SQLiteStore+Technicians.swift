// Profiles of technicians in SQLite.

public import Bedrock

extension SQLiteStore {
  /// See `TechnicianStore`. One flush.
  public func putTechnician(
    _ draft: TechnicianDraft, of tenant: ClientID, expectedVersion: Int64?
  ) throws(StoreError) -> Int64 {
    try StoreLimits.check([draft])
    return try connection.transaction { () throws(StoreError) in
      let version = try nextRevision(of: tenant)
      if let expectedVersion {
        let found =
          try connection.first(.technicianVersion, [.text(tenant.text), .text(draft.id.text)]) {
            $0.integer(0)
          } ?? 0
        guard found == expectedVersion else { throw .conflict(found: found) }
      }
      try write(draft, of: tenant, version: version)
      return version
    }
  }

  /// See `TechnicianStore`. One flush, however many; other processes wait for all of it.
  public func putTechnicians(
    _ drafts: [TechnicianDraft], of tenant: ClientID
  ) throws(StoreError) -> [Int64] {
    try StoreLimits.check(drafts)
    return try connection.transaction { () throws(StoreError) in
      var version = try nextRevision(of: tenant, count: drafts.count) - Int64(drafts.count)
      var versions: [Int64] = []
      versions.reserveCapacity(drafts.count)
      for draft in drafts {
        version += 1
        try write(draft, of: tenant, version: version)
        versions.append(version)
      }
      return versions
    }
  }

  /// See `TechnicianStore`. One flush.
  public func deleteTechnician(_ id: ClientID, of tenant: ClientID) throws(StoreError) -> Bool {
    try connection.transaction { () throws(StoreError) in
      try require(tenant)
      return try connection.execute(.deleteTechnician, [.text(tenant.text), .text(id.text)]) > 0
    }
  }

  /// See `TechnicianStore`. O(log n) in all technicians.
  public func technician(_ id: ClientID, of tenant: ClientID) throws(StoreError) -> TechnicianRecord? {
    try connection.first(.technician, [.text(tenant.text), .text(id.text)], TechnicianRecord.init(row:))
  }

  /// See `TechnicianStore`. One statement, so one moment; others may write meanwhile.
  public func forEachTechnician(
    of tenant: ClientID, _ body: (TechnicianRecord) throws(StoreError) -> Void
  ) throws(StoreError) {
    try connection.forEach(.technicians, [.text(tenant.text)]) { (row) throws(StoreError) in
      try body(try TechnicianRecord(row: row))
    }
  }

  private func write(
    _ draft: TechnicianDraft, of tenant: ClientID, version: Int64
  ) throws(StoreError) {
    try connection.execute(
      .putTechnician,
      [
        .text(tenant.text), .text(draft.id.text), .integer(version), .blob(draft.profile),
        .integer(draft.updatedAt.milliseconds),
      ])
  }
}
