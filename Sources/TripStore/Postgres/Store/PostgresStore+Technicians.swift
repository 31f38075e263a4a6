// Profiles of technicians in Postgres.

public import Bedrock

extension PostgresStore {
  /// See `TechnicianStore`. Two waits.
  public func putTechnician(
    _ draft: TechnicianDraft, of tenant: ClientID, expectedVersion: Int64?
  ) throws(StoreError) -> Int64 {
    try StoreLimits.check([draft])
    return try app.transaction { () throws(StoreError) in
      let version = try nextRevision(of: tenant)
      if let expectedVersion {
        let found = try first(.technicianVersion, of: tenant, [.id(draft.id)]) { $0.integer(0) } ?? 0
        guard found == expectedVersion else { throw .conflict(found: found) }
      }
      try write(draft, of: tenant, version: version)
      return version
    }
  }

  /// See `TechnicianStore`. One wait for the numbers, and one for each thousand of profiles.
  public func putTechnicians(
    _ drafts: [TechnicianDraft], of tenant: ClientID
  ) throws(StoreError) -> [Int64] {
    try StoreLimits.check(drafts)
    return try app.transaction { () throws(StoreError) in
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

  /// See `TechnicianStore`.
  public func deleteTechnician(_ id: ClientID, of tenant: ClientID) throws(StoreError) -> Bool {
    try writing(tenant) { () throws(StoreError) in
      try execute(.deleteTechnician, of: tenant, [.id(id)]) > 0
    }
  }

  /// See `TechnicianStore`. O(log n) in all technicians.
  public func technician(_ id: ClientID, of tenant: ClientID) throws(StoreError) -> TechnicianRecord? {
    try first(.technician, of: tenant, [.id(id)], TechnicianRecord.init(row:))
  }

  /// See `TechnicianStore`. One statement, so one moment; others may write meanwhile.
  public func forEachTechnician(
    of tenant: ClientID, _ body: (TechnicianRecord) throws(StoreError) -> Void
  ) throws(StoreError) {
    try forEach(.technicians, of: tenant) { (row) throws(StoreError) in
      try body(try TechnicianRecord(row: row))
    }
  }

  private func write(
    _ draft: TechnicianDraft, of tenant: ClientID, version: Int64
  ) throws(StoreError) {
    try enqueue(
      .putTechnician, of: tenant,
      [.id(draft.id), .integer(version), .bytes(draft.profile), .time(draft.updatedAt)])
  }
}
