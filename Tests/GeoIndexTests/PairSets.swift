// Pairs of positions between which distances have gone wrong before.

import Bedrock
import GeoIndex
import Testing

/// A way to draw two positions.
enum PairSet: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case anywhere, everyScale, nearForm, nearFormEdge, justBeyondNear
  case antipodes, equatorialAntipodes, cusp, poles, acrossPole, equator, meridian, antimeridian

  var testDescription: String { rawValue }

  func pair(_ random: inout SeededRandom) -> (GeoPoint, GeoPoint) {
    let a = PointSet.uniform.point(&random)
    switch self {
    case .anywhere:
      return (a, PointSet.uniform.point(&random))
    case .everyScale:
      return (a, Self.moved(a, Self.signed(&random, bits: 30), Self.signed(&random, bits: 30)))
    case .nearForm:
      return (
        a,
        Self.moved(
          a, Int64(random.below(10_000_001)) - 5_000_000, Int64(random.below(20_000_001)) - 10_000_000)
      )
    case .nearFormEdge:
      return (
        a, Self.moved(a, random.chance(0.5) ? 5_000_000 : -5_000_000, random.chance(0.5) ? 10_000_000 : 0)
      )
    case .justBeyondNear:
      return (a, Self.moved(a, random.chance(0.5) ? 5_000_001 : -5_000_001, Self.signed(&random, bits: 24)))
    case .antipodes:
      return (a, Self.antipode(a, Self.signed(&random, bits: 27), Self.signed(&random, bits: 27)))
    case .equatorialAntipodes:
      let b = Self.place(random.chance(0.3) ? 0 : Self.signed(&random, bits: 20), Int64(a.longitudeAngle))
      let north = random.chance(0.3) ? 0 : Self.signed(&random, bits: random.chance(0.5) ? 12 : 24)
      return (b, Self.antipode(b, north, Self.signed(&random, bits: 25)))
    case .cusp:
      // Where geodesics from a point on the equator begin to cross: f pi cos(latitude) before the antipode.
      let latitude = random.chance(0.5) ? Self.signed(&random, bits: 8) : 0
      let b = Self.place(latitude, 0)
      return (b, Self.antipode(b, Self.signed(&random, bits: 10), 7_200_057 + Self.signed(&random, bits: 14)))
    case .poles:
      return (Self.polar(&random), Self.polar(&random))
    case .acrossPole:
      let b = Self.polar(&random)
      return (
        b,
        Self.place(
          Int64(b.latitudeAngle), Int64(b.longitudeAngle) + (1 << 31) + Self.signed(&random, bits: 20))
      )
    case .equator:
      return (
        Self.place(random.chance(0.4) ? 0 : Self.signed(&random, bits: 6), Int64(a.longitudeAngle)),
        Self.place(
          random.chance(0.4) ? 0 : Self.signed(&random, bits: 6), Int64(a.longitudeAngle &+ a.latitudeAngle))
      )
    case .meridian:
      let longitude = Int64(a.longitudeAngle) + (random.chance(0.5) ? 0 : 1 << 31)
      return (a, Self.place(Int64(PointSet.uniform.point(&random).latitudeAngle), longitude))
    case .antimeridian:
      return (
        Self.place(Int64(a.latitudeAngle), (1 << 31) + Self.signed(&random, bits: 24)),
        Self.place(
          Int64(a.latitudeAngle) + Self.signed(&random, bits: 24), (1 << 31) + Self.signed(&random, bits: 24))
      )
    }
  }

  private static func place(_ latitude: Int64, _ longitude: Int64) -> GeoPoint {
    GeoPoint(
      latitudeAngle: Int32(max(-(1 << 30), min(1 << 30, latitude))),
      longitudeAngle: Int32(truncatingIfNeeded: longitude))
  }

  private static func moved(_ point: GeoPoint, _ north: Int64, _ east: Int64) -> GeoPoint {
    place(Int64(point.latitudeAngle) + north, Int64(point.longitudeAngle) + east)
  }

  private static func antipode(_ point: GeoPoint, _ north: Int64, _ east: Int64) -> GeoPoint {
    place(-Int64(point.latitudeAngle) + north, Int64(point.longitudeAngle) + (1 << 31) + east)
  }

  private static func polar(_ random: inout SeededRandom) -> GeoPoint {
    let latitude = (1 << 30) - signed(&random, bits: 26).magnitude
    return place(
      random.chance(0.5) ? Int64(latitude) : -Int64(latitude), Int64(truncatingIfNeeded: random.next()))
  }

  /// A number of either sign and of any size up to a power of two, small ones as often as large ones.
  private static func signed(_ random: inout SeededRandom, bits: Int) -> Int64 {
    let size = Int64(random.below(1 << random.below(bits + 1)))
    return random.chance(0.5) ? size : -size
  }
}
