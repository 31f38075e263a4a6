// Blocks of cells: the same cells as a cover lists, and none besides.

import Bedrock
import GeoIndex
import TestSupport
import Testing

@Suite struct GeohashRangeTests {
  @Test func aRangeHoldsTheCellsThatTheCoverLists() throws {
    for seed in Seeds.all("geohash-range") {
      var random = SeededRandom(seed: seed)
      for _ in 0..<200 {
        let south = random.unit() * 170 - 90
        let west = random.unit() * 360 - 180
        let span = random.unit() * (random.chance(0.2) ? 359 : 30)
        let east = west + span > 180 ? west + span - 360 : west + span
        let box = try GeoBox(
          southDegrees: south, westDegrees: west, northDegrees: min(90, south + random.unit() * 20),
          eastDegrees: east)
        let bits = random.below(13)
        let range = GeohashRange(box, bits: bits)
        var inside = 0
        for value in 0..<(UInt64(1) << UInt64(bits)) {
          let cell = Geohash(value: value, bits: bits)
          let touches = Self.touches(cell.box, box)
          #expect(range.contains(cell) == touches, "seed \(seed): \(cell) of \(box)")
          inside += touches ? 1 : 0
        }
        #expect(range.count == inside)
      }
    }
  }

  /// Whether two boxes share a stored position, by their edges.
  private static func touches(_ cell: GeoBox, _ box: GeoBox) -> Bool {
    guard cell.southAngle <= box.northAngle, cell.northAngle >= box.southAngle else { return false }
    let begin = UInt32(bitPattern: cell.westAngle &- box.westAngle)
    let reach = UInt32(bitPattern: box.westAngle &- cell.westAngle)
    return begin <= box.longitudeSpan || reach <= cell.longitudeSpan
  }
}
