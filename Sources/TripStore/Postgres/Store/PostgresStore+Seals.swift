// Seals of trips in Postgres, as the system's role. That they never change is a matter of triggers; see the eighth step of
// the schema.

public import Bedrock

extension PostgresStore {
  /// See `SealStore`. O(log n + limit) in the unsealed ones.
  public func unsealedTrips(after: UnsealedTrip?, limit: Int) throws(StoreError) -> [UnsealedTrip] {
    let limit = StoreLimits.page(limit, max: StoreLimits.sealPageMax)
    let values: [PostgresValue] = [
      .integer(after?.endedAt.milliseconds ?? .min), .text(after?.tenant.text ?? ""),
      .uuid(after?.trip ?? Self.firstID), .count(limit),
    ]
    var found: [UnsealedTrip] = []
    try system(.sealing).forEach(.unsealedTrips, values) { (row) throws(StoreError) in
      found.append(try UnsealedTrip(row: row))
    }
    return found
  }

  /// Not above any identifier; of the tenant with the empty name, which there is not.
  private static let firstID = UUIDv7(at: .epoch, random: (0, 0))

  /// See `SealStore`. Three waits; O(points of the trip).
  ///
  /// The summary is locked before the points are counted. A drain that commits points later looks at the seal afterwards,
  /// and waits for this lock: so either the count has its points, or the drain sees the seal.
  public func seal(
    _ trip: UUIDv7, of tenant: ClientID, chains: [TripChain], over fixCount: Int?, at: Instant
  ) throws(StoreError) -> Bool {
    try StoreLimits.check(chains)
    guard try first(.hasTenant, of: tenant, nothing: .unknownTenant, { $0.integer(0) }) != nil else {
      throw .unknownTenant
    }
    let connection = system(.sealing)
    return try connection.transaction { () throws(StoreError) in
      let isSealed = try connection.first(.lockSummary, [.id(tenant), .uuid(trip)]) { $0.integer(0) != 0 }
      guard isSealed == false else { return false }
      if let fixCount {
        let count = try connection.first(.countFixes, [.id(tenant), .uuid(trip)]) { $0.integer(0) }
        guard count == Int64(fixCount) else { return false }
      }
      try connection.enqueue(.sealTrip, [.id(tenant), .uuid(trip), .time(at)])
      for chain in chains {
        try connection.enqueue(
          .addChain,
          [.id(tenant), .uuid(trip), .id(chain.device), .integer(chain.fixCount), .bytes(chain.head)])
      }
      return true
    }
  }

  /// See `SealStore`. O(log n).
  public func seal(of trip: UUIDv7, tenant: ClientID) throws(StoreError) -> TripSeal? {
    let sealedAt = try first(.sealedAt, of: tenant, [.uuid(trip)]) { $0.optionalTime(0) }
    guard case let sealedAt?? = sealedAt else { return nil }
    let chains = try list(.chains, of: tenant, [.uuid(trip)]) { (row) throws(StoreError) in
      TripChain(
        device: try row.clientID(0, "a device's identifier"), fixCount: row.integer(1), head: row.bytes(2))
    }
    return TripSeal(sealedAt: sealedAt, chains: chains)
  }
}
