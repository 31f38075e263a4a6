// Position snapshots in SQLite.

public import Bedrock

extension SQLiteStore {
  /// See `SnapshotStore`. One flush.
  public func savePositions(_ snapshot: PositionSnapshot, of tenant: ClientID) throws(StoreError) {
    try StoreLimits.check(snapshot)
    let checksum = snapshot.checksum(of: tenant)
    try connection.transaction { () throws(StoreError) -> Void in
      try require(tenant)
      try connection.execute(
        .savePositions,
        [
          .text(tenant.text), .integer(snapshot.takenAt.milliseconds), .blob(snapshot.payload),
          .integer(checksum),
        ])
    }
  }

  /// See `SnapshotStore`. O(n) in the payload.
  public func positions(of tenant: ClientID) throws(StoreError) -> PositionSnapshot? {
    try connection.first(.positions, [.text(tenant.text)]) { (row) throws(StoreError) in
      let snapshot = PositionSnapshot(
        takenAt: Instant(milliseconds: row.integer(0)), payload: row.bytes(1))
      guard snapshot.checksum(of: tenant) == row.integer(2) else {
        throw .corrupt(what: "the position snapshot")
      }
      return snapshot
    }
  }
}
