// The index's own distance against PROJ, everywhere on the ellipsoid.

import Bedrock
import GeoIndex
import Projection
import TestSupport
import Testing

@Suite("Geodesic distances")
struct GeodesicTests {
  /// What both sides may differ by: a hundredth of a millimetre.
  private let tolerance = 1e-5

  private func check(_ a: GeoPoint, _ b: GeoPoint, tolerance: Double? = nil) {
    let expected = GeodesicReference.inverseMeters(a, b)
    let actual = Geodesic.distanceMeters(a, b)
    #expect(abs(actual - expected) <= tolerance ?? self.tolerance, "\(a) \(b): \(actual) \(expected)")
    #expect(abs(Geodesic.distanceMeters(b, a) - actual) <= 1e-6, "not symmetric: \(a) \(b)")
  }

  private func anywhere(_ random: inout SeededRandom) -> GeoPoint {
    GeoPoint(
      latitudeAngle: Int32(random.below(1 << 31) - (1 << 30)),
      longitudeAngle: Int32(truncatingIfNeeded: random.next()))
  }

  @Test("agree with PROJ between random points", arguments: Seeds.all("geodesic"))
  func random(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for _ in 0..<20_000 { check(anywhere(&random), anywhere(&random)) }
  }

  @Test("agree with PROJ at every distance from a nanodegree to a quadrant", arguments: Seeds.all("geodesic"))
  func allScales(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for _ in 0..<40_000 {
      let a = anywhere(&random)
      let scale = random.double(in: 0...30)
      let north = Int64(random.normal() / 3 * pow2(scale))
      let east = Int64(random.normal() / 3 * pow2(scale))
      let latitude = max(-(1 << 30), min(1 << 30, Int64(a.latitudeAngle) + north))
      let b = GeoPoint(
        latitudeAngle: Int32(latitude),
        longitudeAngle: Int32(truncatingIfNeeded: Int64(a.longitudeAngle) + east))
      check(a, b)
    }
  }

  @Test("agree with PROJ between nearly antipodal points", arguments: Seeds.all("geodesic"))
  func antipodes(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for _ in 0..<20_000 {
      let a = anywhere(&random)
      let scale = random.double(in: 0...26)
      let latitude = -Int64(a.latitudeAngle) + Int64(random.normal() * pow2(scale))
      let longitude = Int64(a.longitudeAngle) + (1 << 31) + Int64(random.normal() * pow2(scale))
      let b = GeoPoint(
        latitudeAngle: Int32(max(-(1 << 30), min(1 << 30, latitude))),
        longitudeAngle: Int32(truncatingIfNeeded: longitude))
      check(a, b)
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

  @Test("the closed form for near pairs is exact to a micrometre", arguments: Seeds.all("geodesic"))
  func nearForm(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for _ in 0..<40_000 {
      let a = anywhere(&random)
      let north = Int64(random.below(10_000_001)) - 5_000_000
      let east = Int64(random.below(20_000_001)) - 10_000_000
      let latitude = max(-(1 << 30), min(1 << 30, Int64(a.latitudeAngle) + north))
      let b = GeoPoint(
        latitudeAngle: Int32(latitude),
        longitudeAngle: Int32(truncatingIfNeeded: Int64(a.longitudeAngle) + east))
      check(a, b, tolerance: 1e-6)
    }
  }

  @Test("equal positions are exactly zero metres apart")
  func zero() {
    for latitude: Int32 in [-(1 << 30), -5, 0, 294_000_000, 1 << 30] {
      let point = GeoPoint(latitudeAngle: latitude, longitudeAngle: 556_000_000)
      #expect(Geodesic.distanceMeters(point, point) == 0)
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

  private func pow2(_ exponent: Double) -> Double {
    let whole = exponent.rounded(.down)
    return Double(sign: .plus, exponent: Int(whole), significand: 1 + exponent - whole)
  }
}
