// Position snapshots in Postgres.

public import Bedrock

extension PostgresStore {
  /// See `SnapshotStore`.
  public func savePositions(_ snapshot: PositionSnapshot, of tenant: ClientID) throws(StoreError) {
    try StoreLimits.check(snapshot)
    let checksum = snapshot.checksum(of: tenant)
    try writing(tenant) { () throws(StoreError) -> Void in
      try enqueue(
        .savePositions, of: tenant,
        [.time(snapshot.takenAt), .bytes(snapshot.payload), .integer(checksum)])
    }
  }

  /// See `SnapshotStore`. O(n) in the payload.
  public func positions(of tenant: ClientID) throws(StoreError) -> PositionSnapshot? {
    try first(.positions, of: tenant) { (row) throws(StoreError) in
      let snapshot = PositionSnapshot(takenAt: row.time(0), payload: row.bytes(1))
      guard snapshot.checksum(of: tenant) == row.integer(2) else {
        throw .corrupt(what: "the position snapshot")
      }
      return snapshot
    }
  }
}
