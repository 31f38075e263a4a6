// The model's seals.

import Bedrock
@testable import TripStore

extension ModelStore {
  func unsealedTrips(after: UnsealedTrip?, limit: Int) throws(StoreError) -> [UnsealedTrip] {
    let waiting = content.flatMap { tenant, content in
      content.life.summaries.values.filter { content.life.seals[$0.summary.trip] == nil }
        .map { UnsealedTrip(tenant: tenant, trip: $0.summary.trip, endedAt: $0.summary.endedAt) }
    }
    let page = waiting.sorted { $0.place < $1.place }.filter {
      after.map(\.place) ?? (.min, "", "") < $0.place
    }
    return Array(page.prefix(StoreLimits.page(limit, max: StoreLimits.sealPageMax)))
  }

  func seal(
    _ trip: UUIDv7, of tenant: ClientID, chains: [TripChain], over fixCount: Int?, at: Instant
  ) throws(StoreError) -> Bool {
    try StoreLimits.check(chains)
    if let fixCount, try self.fixCount(of: trip, tenant: tenant) != fixCount { return false }
    return try change(tenant) { (tenant) throws(StoreError) in
      guard tenant.life.summaries[trip] != nil, tenant.life.seals[trip] == nil else { return false }
      tenant.life.seals[trip] = TripSeal(sealedAt: at, chains: chains.sorted { $0.device < $1.device })
      return true
    }
  }

  func seal(of trip: UUIDv7, tenant: ClientID) throws(StoreError) -> TripSeal? {
    content[tenant]?.life.seals[trip]
  }
}

extension UnsealedTrip {
  fileprivate var place: (Int64, String, String) {
    (endedAt.milliseconds, tenant.text, trip.description)
  }
}
