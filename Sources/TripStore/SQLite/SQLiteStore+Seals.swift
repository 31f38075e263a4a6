// Seals of trips in SQLite. That they never change is a matter of triggers; see the eighth step of the schema.

public import Bedrock

extension SQLiteStore {
  /// See `SealStore`. O(log n + limit) in the unsealed ones.
  public func unsealedTrips(after: UnsealedTrip?, limit: Int) throws(StoreError) -> [UnsealedTrip] {
    let limit = StoreLimits.page(limit, max: StoreLimits.sealPageMax)
    // No identifier is smaller than the empty one.
    let values: [SQLiteValue] = [
      .integer(after?.endedAt.milliseconds ?? .min), .text(after?.tenant.text ?? ""),
      .text(after?.trip.description ?? ""), .integer(Int64(limit)),
    ]
    var found: [UnsealedTrip] = []
    try connection.once(.unsealedTrips, values) { (row) throws(StoreError) in
      found.append(try UnsealedTrip(row: row))
    }
    return found
  }

  /// See `SealStore`. One flush; O(points of the trip).
  public func seal(
    _ trip: UUIDv7, of tenant: ClientID, chains: [TripChain], over fixCount: Int?, at: Instant
  ) throws(StoreError) -> Bool {
    try StoreLimits.check(chains)
    return try connection.transaction { () throws(StoreError) in
      try require(tenant)
      if let fixCount, try self.fixCount(of: trip, tenant: tenant) != fixCount { return false }
      let isFirst = try connection.once(.sealTrip, [.text(tenant.text), .id(trip), .time(at)]) == 1
      guard isFirst else { return false }
      for chain in chains {
        try connection.once(
          .addChain,
          [
            .text(tenant.text), .id(trip), .text(chain.device.text), .integer(chain.fixCount),
            .blob(chain.head),
          ])
      }
      return true
    }
  }

  /// See `SealStore`. O(log n).
  public func seal(of trip: UUIDv7, tenant: ClientID) throws(StoreError) -> TripSeal? {
    let values: [SQLiteValue] = [.text(tenant.text), .id(trip)]
    var sealedAt: Instant?
    try connection.once(.sealedAt, values) { sealedAt = $0.optionalTime(0) }
    guard let sealedAt else { return nil }
    var seal = TripSeal(sealedAt: sealedAt, chains: [])
    try connection.once(.chains, values) { (row) throws(StoreError) in
      seal.chains.append(
        TripChain(
          device: try row.clientID(0, "a device's identifier"), fixCount: row.integer(1), head: row.bytes(2)))
    }
    return seal
  }
}
