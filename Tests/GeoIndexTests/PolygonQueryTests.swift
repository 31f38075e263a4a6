// Technicians in a polygon, and cells over it, against asking the polygon for everybody.

import Bedrock
import GeoIndex
import TestSupport
import Testing

@Suite("Polygons over the index")
struct PolygonQueryTests {
  /// A star around a place, across the antimeridian or not; latitudes end at the poles.
  private func star(_ random: inout SeededRandom, _ center: GeoPoint) throws -> MultiPolygon? {
    let room = Int64((1 << 30) - center.latitudeAngle.magnitude)
    let radius = min(room, Int64(1) << Int64(12 + random.below(18)))
    guard radius > 1_000 else { return nil }
    let ring = PolygonShapes.star(
      &random, longitude: Int64(center.longitudeAngle), latitude: center.latitudeAngle, radius: radius,
      corners: 3 + random.below(40))
    return try MultiPolygon.checking([[ring]], repair: true).polygon
  }

  private func check(_ polygon: MultiPolygon, _ twins: inout Twins, _ seed: UInt64) {
    let prepared = PreparedPolygon(polygon)
    let filter =
      twins.random.chance(0.5) ? .everything : RandomAttributes.filter(&twins.random, now: twins.now)
    var expected: [UInt32] = []
    for id in twins.present.sorted() {
      guard let point = twins.scan.point(of: id), let attributes = twins.scan.attributes(of: id),
        let fixTime = twins.scan.fixTime(of: id), filter.admits(attributes, fixTime: fixTime)
      else { continue }
      if polygon.contains(point) { expected.append(id) }
    }
    var found: [UInt32] = []
    twins.index.within(prepared, filter: filter, into: &found)
    #expect(found == expected, "\(twins.set), seed \(seed)")

    let maxCells = 1 + twins.random.below(60)
    let cells = Geohash.cover(prepared, maxCells: maxCells)
    #expect(cells.count <= maxCells && Set(cells).count == cells.count, "seed \(seed)")
    for id in expected {
      guard let point = twins.scan.point(of: id) else { continue }
      #expect(cells.contains { $0.contains(point) }, "\(point) is in no cell, \(twins.set), seed \(seed)")
    }
    for cell in cells {
      #expect(prepared.relation(to: cell.box) != .outside, "\(cell) without need, seed \(seed)")
    }
  }

  @Test("hold whom the polygon holds", arguments: PointSet.allCases, LongForm.seeds("index"))
  func stars(set: PointSet, seed: UInt64) throws {
    var twins = Twins(set, seed: seed)
    for id in 0..<800 { twins.insert(UInt32(id)) }
    for _ in 0..<30 {
      let center = set.center(&twins.random)
      if let polygon = try star(&twins.random, center) { check(polygon, &twins, seed) }
    }
  }

  @Test("go round poles, have holes and many parts", arguments: LongForm.seeds("index"))
  func nasty(seed: UInt64) throws {
    // Round the north pole eastwards; round the south pole westwards.
    let north = [[(-180.0, 80.0), (-90, 85), (0, 89.9), (90, 70), (180, 80)]]
    let south = [[(180.0, -83.0), (60, -85), (-60, -84), (-180, -83)]]
    let ring = [PolygonShapes.box(46, 24, 47.4, 25.4), PolygonShapes.hole(46.65, 24.65, 46.75, 24.75)]
    let parts = try PolygonShapes.multi(
      ring, [PolygonShapes.box(179, -19, 180, -17)], [PolygonShapes.box(-180, -19, -179.5, -17)], north, south
    )
    for set in [PointSet.northPole, .southPole, .antimeridian, .city, .uniform] {
      var twins = Twins(set, seed: seed)
      for id in 0..<800 { twins.insert(UInt32(id)) }
      for _ in 0..<4 { check(parts, &twins, seed) }
    }
  }
}
