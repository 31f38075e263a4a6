// Summaries, counts and densities against counting everybody.

import Bedrock
import GeoIndex
import TestSupport
import Testing

@Suite("Summaries and estimates")
struct CellReadTests {
  private func twins(_ set: PointSet, _ seed: UInt64) -> Twins {
    var twins = Twins(set, seed: seed)
    for id in 0..<900 { twins.insert(UInt32(id)) }
    for _ in 0..<600 { twins.step(maxID: 1200) }
    return twins
  }

  private func box(_ twins: inout Twins) -> GeoBox {
    if twins.random.chance(0.2) { return .world }
    let (a, b) = (twins.set.point(&twins.random), twins.set.center(&twins.random))
    return GeoBox(
      southAngle: min(a.latitudeAngle, b.latitudeAngle), northAngle: max(a.latitudeAngle, b.latitudeAngle),
      westAngle: a.longitudeAngle, longitudeSpan: UInt32(bitPattern: b.longitudeAngle &- a.longitudeAngle))
  }

  @Test(
    "summaries of cells are those of their technicians", arguments: PointSet.allCases, LongForm.seeds("index")
  )
  func summaries(set: PointSet, seed: UInt64) {
    var twins = twins(set, seed)
    var found: [CellSummary] = []
    for _ in 0..<25 {
      let box = box(&twins)
      let bits = twins.random.below(MovingIndex.summaryBitsMax + 1)
      let filter =
        twins.random.chance(0.5) ? .everything : RandomAttributes.filter(&twins.random, now: twins.now)
      let range = GeohashRange(box, bits: bits)
      var expected: [Geohash: CellSummary] = [:]
      for id in twins.present {
        guard let point = twins.scan.point(of: id), let attributes = twins.scan.attributes(of: id),
          let fixTime = twins.scan.fixTime(of: id), filter.admits(attributes, fixTime: fixTime),
          range.contains(Geohash(point, bits: bits))
        else { continue }
        let cell = Geohash(point, bits: bits)
        var summary =
          expected[cell]
          ?? CellSummary(cell: cell, count: 0, bestRating: 0, skills: 0, freshest: fixTime)
        summary.count += 1
        summary.bestRating = max(summary.bestRating, attributes.rating)
        summary.skills |= attributes.skills
        summary.freshest = max(summary.freshest, fixTime)
        expected[cell] = summary
      }
      twins.index.summaries(bits: bits, in: box, filter: filter, into: &found)
      #expect(found == expected.values.sorted(), "\(bits) bits of \(box), seed \(seed)")
    }
  }

  @Test("counts lie within what is told for certain", arguments: PointSet.allCases, LongForm.seeds("index"))
  func counts(set: PointSet, seed: UInt64) {
    var twins = twins(set, seed)
    var ids: [UInt32] = []
    for _ in 0..<60 {
      let box = box(&twins)
      let estimate = twins.index.estimateCount(in: box)
      twins.index.within(box, into: &ids)
      #expect(estimate.least <= ids.count && ids.count <= estimate.most, "\(box), seed \(seed)")
      #expect(Double(estimate.least) <= estimate.expected + 1e-6, "\(box), seed \(seed)")
      #expect(estimate.expected <= Double(estimate.most) + 1e-6, "\(box), seed \(seed)")
      let cell = Geohash(twins.set.point(&twins.random), bits: twins.random.below(33))
      let exact = twins.index.estimateCount(in: cell.box)
      twins.index.within(cell.box, into: &ids)
      #expect(exact.least == ids.count && exact.most == ids.count, "\(cell), seed \(seed)")
      #expect(abs(exact.expected - Double(ids.count)) < 1e-6, "\(cell), seed \(seed)")
    }
  }

  @Test("the whole earth has its area, and halves have half of it")
  func areas() throws {
    // The figure's published surface, 510 065 621.724 km2 (NIMA TR8350.2).
    #expect(abs(GeoBox.world.areaSquareMeters - 510_065_621.724e6) < 1e6)
    for bits in 0...20 {
      var random = SeededRandom(seed: UInt64(bits))
      let cell = Geohash(PointSet.uniform.point(&random), bits: bits)
      let parts = cell.children.map(\.box.areaSquareMeters).reduce(0, +)
      #expect(abs(parts / cell.box.areaSquareMeters - 1) < 1e-5, "\(cell)")
    }
  }

  @Test("density is that of the even fleet, whatever the place asks from", arguments: Seeds.all("index"))
  func density(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var index = MovingIndex()
    // 40 000 in a square of 0.4 degrees on the equator: 20 for each km2.
    for id in 0..<UInt32(40_000) {
      let point = try GeoPoint(
        latitudeDegrees: random.double(in: -0.2...0.2), longitudeDegrees: random.double(in: 9.8...10.2))
      index.insert(id, at: point, fixTime: .epoch, attributes: IndexAttributes())
    }
    let expected = 40_000 / (try box(-0.2, 9.8, 0.2, 10.2).areaSquareMeters / 1e6)
    for _ in 0..<200 {
      let point = try GeoPoint(
        latitudeDegrees: random.double(in: -0.15...0.15), longitudeDegrees: random.double(in: 9.85...10.15))
      let density = index.densityPerSquareKilometer(around: point)
      #expect(
        density > 0.6 * expected && density < 1.5 * expected, "\(density) for \(expected), seed \(seed)")
    }
    let ocean = try GeoPoint(latitudeDegrees: -40, longitudeDegrees: -120)
    #expect(index.densityPerSquareKilometer(around: ocean) == 40_000 / GeoBox.world.areaSquareMeters * 1e6)
  }

  private func box(_ south: Double, _ west: Double, _ north: Double, _ east: Double) throws -> GeoBox {
    try GeoBox(southDegrees: south, westDegrees: west, northDegrees: north, eastDegrees: east)
  }
}
