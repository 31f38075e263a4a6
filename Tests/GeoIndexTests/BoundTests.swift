// The bounds that searches rely on, held against PROJ between every kind of pair.

import Bedrock
import GeoIndex
import Projection
import TestSupport
import Testing

@Suite("Bounds of distances")
struct BoundTests {
  @Test(
    "a square's least distance is no bound too high", arguments: PairSet.allCases, LongForm.seeds("geodesic"))
  func farBound(set: PairSet, seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for _ in 0..<4_000 {
      let (a, b) = set.pair(&random)
      let meters = GeodesicReference.inverseMeters(a, b)
      let bits = [4, 7, 10, 13, 16][random.below(5)]
      let bound = KernelProbe.farBoundMeters(from: a, toSquareOf: b, bits: bits)
      #expect(bound <= meters, "\(a) \(b) \(bits) bits, seed \(seed)")
      // And of use: the square's farthest corner is at most 1 % and its diagonal further.
      let diagonal = 2.25 * 20_100_000 / Double(1 << bits)
      #expect(bound >= meters * 0.99 - diagonal - 2, "\(a) \(b) \(bits) bits, seed \(seed)")
    }
  }

  @Test(
    "a geodesic is no shorter than its chord and no longer than the arc over it", arguments: PairSet.allCases,
    LongForm.seeds("geodesic"))
  func chords(set: PairSet, seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for _ in 0..<10_000 {
      let (a, b) = set.pair(&random)
      let meters = GeodesicReference.inverseMeters(a, b)
      let (chord, longest) = KernelProbe.farBracketMeters(from: a, to: b)
      #expect(chord <= meters && meters <= longest, "\(a) \(b): \(chord) \(meters) \(longest), seed \(seed)")
      // And of use: at 400 km both are a quarter of a thousandth off.
      if meters < 400_000 { #expect(longest - chord <= 0.0075 * meters + 0.01, "\(a) \(b), seed \(seed)") }
    }
  }

  @Test(
    "the box around a disk and a cover hold its rim", arguments: PairSet.allCases, LongForm.seeds("geodesic"))
  func disks(set: PairSet, seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for _ in 0..<400 {
      let (a, b) = set.pair(&random)
      let meters = GeodesicReference.inverseMeters(a, b) + 1e-7
      #expect(GeoBox(enclosing: a, radiusMeters: meters).contains(b), "\(a) \(b), seed \(seed)")
      let maxCells = 1 + random.below(30)
      let cells = Geohash.cover(center: a, radiusMeters: meters, maxCells: maxCells)
      #expect(cells.count <= maxCells && cells.contains { $0.contains(b) }, "\(a) \(b), seed \(seed)")
      // Another cell of the same size would be one too many, or the cells are as small as there are.
      if let bits = cells.first?.bits, bits < Geohash.maxBits {
        let finer = Geohash.cover(center: a, radiusMeters: meters, maxCells: 4 * maxCells)
        #expect(finer.allSatisfy { cell in cells.contains { $0 == cell.ancestor(bits: bits) } })
      }
    }
  }

  @Test(
    "the cheap distance stays within its band at the radius itself", arguments: PairSet.allCases,
    LongForm.seeds("geodesic"))
  func band(set: PairSet, seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for _ in 0..<20_000 {
      let (a, b) = set.pair(&random)
      let meters = GeodesicReference.inverseMeters(a, b)
      guard meters > 0, meters < 40_000,
        let estimate = KernelProbe.estimate(from: a, to: b, radiusMeters: meters * (1 + 1e-9))
      else { continue }
      let ratio = estimate.squaredMeters / (meters * meters)
      #expect(
        abs(ratio - 1) <= estimate.band, "\(a) \(b): \(ratio - 1) beyond \(estimate.band), seed \(seed)")
    }
  }
}
