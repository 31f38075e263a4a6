// Shapes of data that have broken spatial indexes before.

import Bedrock
import GeoIndex
import Testing

/// A way to draw positions.
enum PointSet: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case uniform, city, circle, grid, cluster, northPole, southPole, antimeridian, duplicates, equatorAndPrime
  case worldCities

  var testDescription: String { rawValue }

  func point(_ random: inout SeededRandom) -> GeoPoint {
    switch self {
    case .uniform:
      return GeoPoint(
        latitudeAngle: Int32(random.below(1 << 31) - (1 << 30)),
        longitudeAngle: Int32(truncatingIfNeeded: random.next()))
    case .city:
      return near(24.7, 46.7, 0.1 * random.normal(), 0.1 * random.normal())
    case .circle:
      let (x, y) = Self.directions[random.below(Self.directions.count)]
      return near(Self.circleCenter.0, Self.circleCenter.1, 0.02 * y, 0.02 * x / 0.908_508)
    case .grid:
      return near(48.2, 11.5, 0.001 * Double(random.below(40)), 0.001 * Double(random.below(40)))
    case .cluster:
      return near(-33.9, 151.2, 1e-6 * random.normal(), 1e-6 * random.normal())
    case .northPole:
      return near(90 - 0.5 * random.unit() * random.unit() * random.unit(), 360 * random.unit() - 180, 0, 0)
    case .southPole:
      return near(-90 + 8 * random.unit() * random.unit(), 360 * random.unit() - 180, 0, 0)
    case .antimeridian:
      return near(-17.8, 180, 0.2 * random.normal(), 0.2 * random.normal())
    case .duplicates:
      return near(1.3, 103.8, 0.01 * Double(random.below(3)), 0.01 * Double(random.below(3)))
    case .equatorAndPrime:
      return near(0, 0, 0.003 * random.normal(), 0.003 * random.normal())
    case .worldCities:
      let city = Self.cities[random.below(Self.cities.count)]
      return near(city.0, city.1, 0.05 * random.normal(), 0.05 * random.normal())
    }
  }

  /// From here everybody on the circle is equally far, to about a thousandth: the cheap distance orders them
  /// wrongly, the exact one must not.
  private static let circleCenter = (24.7, 46.7)

  /// A place to ask from.
  func center(_ random: inout SeededRandom) -> GeoPoint {
    if self == .circle, random.chance(0.4) { return near(Self.circleCenter.0, Self.circleCenter.1, 0, 0) }
    return random.chance(0.9) ? point(&random) : PointSet.uniform.point(&random)
  }

  private static let cities = [
    (24.7, 46.7), (21.5, 39.2), (51.5, -0.1), (-36.8, 174.8), (64.1, -21.9), (-54.8, -68.3), (78.2, 15.6),
  ]

  /// Equal radii up to rounding: the corners of a polygon.
  private static let directions: [(Double, Double)] = (0..<360).map { step in
    var (x, y) = (1.0, 0.0)
    for _ in 0..<step { (x, y) = (x * 0.99985 - y * 0.01745, x * 0.01745 + y * 0.99985) }
    let length = (x * x + y * y).squareRoot()
    return (x / length, y / length)
  }

  private func near(_ latitude: Double, _ longitude: Double, _ north: Double, _ east: Double) -> GeoPoint {
    let unit = 4_294_967_296.0 / 360
    let latitudeAngle = max(-0x1p30, min(0x1p30, ((latitude + north) * unit).rounded()))
    let longitudeAngle = Int64(((longitude + east) * unit).rounded())
    return GeoPoint(
      latitudeAngle: Int32(latitudeAngle), longitudeAngle: Int32(truncatingIfNeeded: longitudeAngle))
  }
}

/// Attributes and filters at random: often trivial, sometimes so strict that nobody passes.
enum RandomAttributes {
  static func attributes(_ random: inout SeededRandom) -> IndexAttributes {
    var skills: UInt64 = 0
    for skill in 0..<64 where random.chance(skill < 8 ? 0.3 : 0.02) { skills |= 1 << UInt64(skill) }
    return IndexAttributes(
      skills: skills, rating: Float(random.below(51)) / 10, status: UInt8(random.below(64)),
      load: UInt8(random.below(6)))
  }

  static func filter(_ random: inout SeededRandom, now: Int64) -> IndexFilter {
    var filter = IndexFilter()
    if random.chance(0.3) { filter.allSkills = 1 << UInt64(random.below(12)) }
    if random.chance(0.1) { filter.allSkills |= 1 << UInt64(random.below(64)) }
    if random.chance(0.2) { filter.anySkills = 1 << UInt64(random.below(64)) | 1 << UInt64(random.below(8)) }
    if random.chance(0.3) { filter.minRating = Float(random.below(51)) / 10 }
    if random.chance(0.2) { filter.statuses = random.next() }
    if random.chance(0.2) { filter.maxLoad = UInt8(random.below(6)) }
    if random.chance(0.2) { filter.freshSince = Instant(milliseconds: now - Int64(random.below(2000))) }
    return filter
  }
}
