// The proof: a sample of answers, each against the linear scan's.

import Bedrock
import GeoIndex

extension IndexRunner {
  /// The scan with the same technicians, who have made the same moves. Nothing in it comes from the index.
  func makeScan() -> LinearScan {
    var scan = LinearScan()
    for (id, technician) in data.technicians.enumerated() {
      scan.insert(UInt32(id), at: technician.point, fixTime: .epoch, attributes: technician.attributes)
    }
    if isBeyondFirstRound { for move in data.moves { make(move, &scan) } }
    for move in data.moves[..<nextMove] { make(move, &scan) }
    return scan
  }

  private func make(_ move: IndexData.Move, _ scan: inout LinearScan) {
    scan.move(move.id, to: Self.point(move.latitude, move.longitude), fixTime: .epoch)
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
    var wrong = index.brokenInvariant() == nil && index.count == scan.count ? 0 : 1
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
        cursor.begin(at: point, expecting: 10, filter: filter)
        for neighbor in expected.prefix(70) where cursor.next(in: &index) != neighbor { wrong += 1 }
        wrong += areaDifferences(scan, around: point, filter)
      }
    }
    return wrong
  }

  /// The same for a box of some kilometres and a diamond in it.
  private mutating func areaDifferences(
    _ scan: LinearScan, around point: GeoPoint, _ filter: IndexFilter
  ) -> Int {
    var (found, expected): ([UInt32], [UInt32]) = ([], [])
    let box = GeoBox(enclosing: point, radiusMeters: 3000)
    index.within(box, filter: filter, into: &found)
    scan.within(box, filter: filter, into: &expected)
    var wrong = found == expected ? 0 : 1
    let (west, east) = (Int64(box.westAngle), Int64(box.westAngle) + Int64(box.longitudeSpan))
    let ring = [
      Corner(longitudeUnits: west, latitudeAngle: point.latitudeAngle),
      Corner(longitudeUnits: (west + east) / 2, latitudeAngle: box.southAngle),
      Corner(longitudeUnits: east, latitudeAngle: point.latitudeAngle),
      Corner(longitudeUnits: (west + east) / 2, latitudeAngle: box.northAngle),
    ]
    guard let diamond = try? MultiPolygon.checking([[ring + [ring[0]]]], repair: true).polygon else {
      return wrong + 1
    }
    index.within(PreparedPolygon(diamond), filter: filter, into: &found)
    let inside = expected.filter { id in scan.point(of: id).map { diamond.contains($0) } ?? false }
    if found != inside { wrong += 1 }
    return wrong
  }
}
