// The index's own distance against PROJ, everywhere on the ellipsoid.

import Bedrock
import Foundation
import GeoIndex
import Projection
import TestSupport
import Testing

@Suite("Geodesic distances")
struct GeodesicTests {
  /// What `Geodesic` states: a tenth of a micrometre.
  private let bound = 1e-7

  private func check(_ a: GeoPoint, _ b: GeoPoint, _ seed: UInt64 = 0) {
    let expected = GeodesicReference.inverseMeters(a, b)
    let actual = Geodesic.distanceMeters(a, b)
    #expect(abs(actual - expected) <= bound, "\(a) \(b): \(actual) \(expected), seed \(seed)")
    let back = Geodesic.distanceMeters(b, a)
    #expect(abs(back - actual) <= 1e-8, "not symmetric: \(a) \(b), seed \(seed)")
  }

  @Test("agree with PROJ between every kind of pair", arguments: PairSet.allCases, LongForm.seeds("geodesic"))
  func pairs(set: PairSet, seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for _ in 0..<10_000 {
      let (a, b) = set.pair(&random)
      check(a, b, seed)
    }
  }

  @Test(
    "agree with the recorded lines over stored positions",
    .enabled(if: SharedData.has("vectors/GeodTest-100.dat"), "\(SharedData.missing)"))
  func recordedLines() throws {
    let text = String(decoding: try SharedData.contents("vectors/GeodTest-100.dat"), as: UTF8.self)
    var lines = 0
    for line in text.split(separator: "\n") {
      // lat1 lon1 azi1 lat2 lon2 azi2 s12 ...
      let fields = line.split(separator: " ").compactMap { Double($0) }
      guard fields.count >= 7 else { continue }
      let a = try GeoPoint(latitudeDegrees: fields[0], longitudeDegrees: fields[1])
      let b = try GeoPoint(latitudeDegrees: fields[3], longitudeDegrees: fields[4])
      check(a, b)
      // Each end is stored within half a unit of latitude and of longitude: at most 6.6 mm away.
      #expect(abs(Geodesic.distanceMeters(a, b) - fields[6]) <= 0.0133, "\(line)")
      lines += 1
    }
    #expect(lines == 100)
  }

  @Test("rounding positions changes a distance by at most 13.2 mm", arguments: Seeds.all("geodesic"))
  func storedPositions(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    for _ in 0..<10_000 {
      let (a, b) = PairSet.allCases[random.below(PairSet.allCases.count)].pair(&random)
      let offset = { (random: inout SeededRandom) in random.double(in: -0.5...0.5) * 360 / 0x1p32 }
      let ends = [a, b].map { point in
        (
          max(-90, min(90, point.latitudeDegrees + offset(&random))),
          max(-180, point.longitudeDegrees + offset(&random))
        )
      }
      let unrounded = GeodesicReference.inverseMeters(
        latitudeDegrees: ends[0].0, longitudeDegrees: ends[0].1, toLatitudeDegrees: ends[1].0,
        toLongitudeDegrees: ends[1].1)
      let stored = Geodesic.distanceMeters(
        try GeoPoint(latitudeDegrees: ends[0].0, longitudeDegrees: ends[0].1),
        try GeoPoint(latitudeDegrees: ends[1].0, longitudeDegrees: ends[1].1))
      #expect(abs(unrounded - stored) <= 0.0132, "\(ends), seed \(seed)")
    }
  }

  @Test("agree with PROJ near the poles, the equator and the antimeridian")
  func edges() {
    let latitudes: [Int32] = [
      -(1 << 30), -(1 << 30) + 1, -(1 << 30) + 1000, -77_777_777, -5_000_001, -1000, -1, 0, 1, 2, 999,
      5_000_000, 88_888_888, (1 << 30) - 1000, (1 << 30) - 1, 1 << 30,
    ]
    let longitudes: [Int32] = [
      .min, .min + 1, .min + 10_000_000, -(1 << 30), -10_000_001, -10_000_000, -1, 0, 1, 10_000_000,
      10_000_001, 1 << 30, .max - 10_000_000, .max - 1, .max,
    ]
    for latitude1 in latitudes {
      for latitude2 in latitudes {
        for longitude in longitudes {
          check(
            GeoPoint(latitudeAngle: latitude1, longitudeAngle: 7),
            GeoPoint(latitudeAngle: latitude2, longitudeAngle: 7 &+ longitude))
        }
      }
    }
  }

  @Test("equal positions are exactly zero metres apart")
  func zero() {
    for latitude: Int32 in [-(1 << 30), -5, 0, 294_000_000, 1 << 30] {
      let point = GeoPoint(latitudeAngle: latitude, longitudeAngle: 556_000_000)
      #expect(Geodesic.distanceMeters(point, point) == 0)
    }
  }

  @Test("at a pole every longitude is the same place", arguments: Seeds.all("geodesic"))
  func poles(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for latitude: Int32 in [-(1 << 30), 1 << 30] {
      for _ in 0..<2_000 {
        let pole = GeoPoint(latitudeAngle: latitude, longitudeAngle: 0)
        let turned = GeoPoint(
          latitudeAngle: latitude, longitudeAngle: Int32(truncatingIfNeeded: random.next()))
        #expect(Geodesic.distanceMeters(pole, turned) <= 1e-8, "\(turned), seed \(seed)")
        let other = PairSet.allCases[random.below(PairSet.allCases.count)].pair(&random).0
        let (a, b) = (Geodesic.distanceMeters(pole, other), Geodesic.distanceMeters(turned, other))
        #expect(abs(a - b) <= 1e-7, "\(turned) \(other), seed \(seed)")
      }
    }
  }

  @Test("the published values: a quarter meridian, half the equator")
  func published() throws {
    let origin = try GeoPoint(latitudeDegrees: 0, longitudeDegrees: 0)
    let pole = try GeoPoint(latitudeDegrees: 90, longitudeDegrees: 0)
    let antipode = try GeoPoint(latitudeDegrees: 0, longitudeDegrees: 180)
    #expect(abs(Geodesic.distanceMeters(origin, pole) - 10_001_965.729_3) < 1e-4)
    #expect(abs(Geodesic.distanceMeters(origin, antipode) - 20_003_931.458_6) < 1e-4)
  }
}
