// The proof: a sample of answers, each against the linear scan's.

import Bedrock
import GeoIndex

extension IndexRunner {
  /// The scan with the same technicians where they are now.
  func makeScan() -> LinearScan {
    var scan = LinearScan()
    for id in 0..<UInt32(data.technicians.count) {
      guard let point = index.point(of: id), let attributes = index.attributes(of: id) else { continue }
      scan.insert(id, at: point, fixTime: .epoch, attributes: attributes)
    }
    return scan
  }

  /// Answers that differ from the scan's, over `samples` places and all kinds of queries; invariants that do not hold
  /// count as one more.
  mutating func differences(_ scan: LinearScan, samples: Int) -> Int {
    let filters: [IndexFilter] = [
      .everything, IndexFilter(allSkills: CityData.commonSkill), IndexFilter(allSkills: CityData.rareSkill),
      IndexFilter(minRating: 4.7, statuses: 0b011, maxLoad: 2),
    ]
    var (found, expected): ([Neighbor], [Neighbor]) = ([], [])
    var ids: [UInt32] = []
    var wrong = index.brokenInvariant() == nil ? 0 : 1
    for sample in 0..<samples {
      let point = query()
      for filter in filters {
        let limit = sample % 2 == 0 ? 10 : 50
        scan.within(radiusMeters: .infinity, of: point, filter: filter, into: &expected)
        index.nearest(to: point, limit: limit, filter: filter, into: &found)
        if found != Array(expected.prefix(limit)) { wrong += 1 }
        let near = expected.prefix { $0.distanceMeters <= 1000 }
        index.within(radiusMeters: 1000, of: point, filter: filter, into: &found)
        if found != Array(near) { wrong += 1 }
        index.idsWithin(radiusMeters: 1000, of: point, filter: filter, into: &ids)
        if ids.sorted() != near.map(\.id).sorted() { wrong += 1 }
      }
    }
    return wrong
  }
}
