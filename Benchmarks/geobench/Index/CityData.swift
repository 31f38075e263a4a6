// A city's technicians, made from a seed: the extent of Riyadh, 24 crowded districts, the rest anywhere.

import Bedrock
import GeoIndex

/// Technicians, their moves and the places that ask for them.
struct CityData {
  struct Technician {
    var point: GeoPoint
    var attributes: IndexAttributes
  }

  struct Move {
    var id: UInt32
    var point: GeoPoint
  }

  /// Held by a tenth and by a hundredth of the technicians.
  static let commonSkill: UInt64 = 1
  static let rareSkill: UInt64 = 1 << 8

  var technicians: [Technician] = []
  /// Walks of 5 to 50 m, everybody once per round.
  var moves: [Move] = []
  var queries: [GeoPoint] = []

  private struct District {
    var latitude: Double
    var longitude: Double
    var sigmaMeters: Double
    var cumulativeWeight: Double
  }

  private static let metersPerDegree = 111_195.0
  /// The cosine of 24.75 degrees.
  private static let cosLatitude = 0.9081
  private var districts: [District] = []

  /// - Parameter moveCount: how many moves are prepared; a measurement goes round.
  init(technicians count: Int, moves moveCount: Int, queries queryCount: Int, seed: UInt64) {
    var random = SeededRandom(seed: seed)
    makeDistricts(&random)
    for _ in 0..<count {
      technicians.append(Technician(point: place(&random), attributes: attributes(&random)))
    }
    walk(moveCount, &random)
    for _ in 0..<queryCount { queries.append(place(&random)) }
  }

  /// Zipf weights with exponent 1/2 + 1/4 stand in for the uneven size of districts.
  private mutating func makeDistricts(_ random: inout SeededRandom) {
    var weights: [Double] = []
    for rank in 1...24 {
      let root = Double(rank).squareRoot()
      weights.append(1 / (root * root.squareRoot()))
    }
    let total = weights.reduce(0, +)
    var sum = 0.0
    for weight in weights {
      sum += weight / total
      districts.append(
        District(
          latitude: random.double(in: 24.5...25.0), longitude: random.double(in: 46.45...46.95),
          sigmaMeters: random.double(in: 600...3000), cumulativeWeight: sum))
    }
  }

  /// One in five anywhere, the others in a district.
  private func place(_ random: inout SeededRandom) -> GeoPoint {
    while true {
      var latitude = random.double(in: 24.4...25.1)
      var longitude = random.double(in: 46.3...47.1)
      if !random.chance(0.2) {
        let pick = random.unit()
        guard let district = districts.first(where: { pick <= $0.cumulativeWeight }) else { continue }
        let degrees = district.sigmaMeters / Self.metersPerDegree
        latitude = district.latitude + random.normal() * degrees
        longitude = district.longitude + random.normal() * degrees / Self.cosLatitude
      }
      if let point = Self.inside(latitude, longitude) { return point }
    }
  }

  private static func inside(_ latitude: Double, _ longitude: Double) -> GeoPoint? {
    guard (24.4...25.1).contains(latitude), (46.3...47.1).contains(longitude) else { return nil }
    return try? GeoPoint(latitudeDegrees: latitude, longitudeDegrees: longitude)
  }

  private func attributes(_ random: inout SeededRandom) -> IndexAttributes {
    var skills: UInt64 = 0
    for skill in 0..<8 {
      if random.chance(0.1) { skills |= 1 << UInt64(skill) }
      if random.chance(0.01) { skills |= 1 << UInt64(skill + 8) }
    }
    let rating = min(5, max(1, 4.3 + 0.4 * random.normal()))
    return IndexAttributes(
      skills: skills, rating: Float(rating), status: UInt8(random.below(3)),
      load: UInt8(random.below(4)))
  }

  /// Everybody in turn, in an order that the memory does not know, a little on from where they were.
  private mutating func walk(_ count: Int, _ random: inout SeededRandom) {
    var points = technicians.map(\.point)
    while moves.count < count {
      for id in (0..<technicians.count).shuffled(using: &random) where moves.count < count {
        let meters = random.double(in: 5...50)
        // A direction by its cosine, drawn evenly: near enough to even directions for a walk.
        let along = random.double(in: -1...1)
        let across = (1 - along * along).squareRoot() * (random.chance(0.5) ? 1 : -1)
        let next = Self.inside(
          points[id].latitudeDegrees + meters * along / Self.metersPerDegree,
          points[id].longitudeDegrees + meters * across / Self.metersPerDegree / Self.cosLatitude)
        points[id] = next ?? points[id]
        moves.append(Move(id: UInt32(id), point: points[id]))
      }
    }
  }
}
