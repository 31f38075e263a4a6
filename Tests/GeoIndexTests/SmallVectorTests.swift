// Recorded cases of other projects' tests: texts, neighbours, scores, radius and box searches, seeds.

import Bedrock
import Foundation
import GeoIndex
import TestSupport
import Testing

@Suite("Recorded small vectors")
struct SmallVectorTests {
  private static let path = "vectors/geo_small_vectors.json"

  @Test("every recorded case, by its kind", .enabled(if: SharedData.has(path), "\(SharedData.missing)"))
  func all() throws {
    let json = try JSONSerialization.jsonObject(with: try SharedData.contents(Self.path))
    let cases = try #require(json as? [[String: Any]]).map { Fields(values: $0) }
    var world: [String: GeoPoint] = [:]
    for fields in cases {
      if fields.has("points") { world = try fields.points() }
      switch try fields.text("op") {
      case "encode": try encode(fields)
      case "adjacent": try adjacent(fields)
      case "neighbors_set": try neighbors(fields)
      case "cover_bbox": try cover(fields)
      case "redis_points": #expect(world.count == 7)
      case "redis_score52": try score(fields, world)
      case "geohash_string_redis11": try shortText(fields)
      case "distance_m": try distance(fields)
      case "radius", "radius_member", "radius_oblique", "radius_over_pole", "radius_huge":
        try radius(fields, world)
      case "box", "box_member", "box_corner": try box(fields, world)
      case "fuzz_regression_seeds": try seeds(fields)
      case let kind: Issue.record("a case of the unknown kind \(kind)")
      }
    }
    #expect(cases.count == 28)
  }

  private func encode(_ fields: Fields) throws {
    let cell = try Geohash(
      latitudeDegrees: fields.number("lat"), longitudeDegrees: fields.number("lon"),
      bits: 5 * Int(fields.number("precision")))
    #expect(cell.text == (try fields.text("hash")))
  }

  private func adjacent(_ fields: Fields) throws {
    let directions: [String: Geohash.Direction] = ["n": .north, "e": .east, "s": .south, "w": .west]
    let direction = try #require(directions[try fields.text("direction")])
    #expect(try Geohash(text: fields.text("hash")).neighbor(direction).text == fields.text("result"))
  }

  private func neighbors(_ fields: Fields) throws {
    let found = try Geohash(text: fields.text("hash")).neighbors.compactMap(\.text)
    #expect(Set(found) == Set(try fields.texts("result")))
  }

  private func cover(_ fields: Fields) throws {
    let (northWest, southEast) = (try fields.numbers("top_left"), try fields.numbers("bottom_right"))
    let box = try GeoBox(
      southDegrees: southEast[0], westDegrees: northWest[1], northDegrees: northWest[0],
      eastDegrees: southEast[1])
    let expected = try fields.texts("result")
    let cells = GeohashRange(box, bits: 5 * Int(try fields.number("precision"))).cells
    #expect(Set(cells.compactMap(\.text)) == Set(expected))
    // As many cells as that are allowed: the same ones, or halves of them.
    let finest = Geohash.cover(box, maxCells: expected.count)
    #expect(finest.allSatisfy { cell in cells.contains { $0 == cell.ancestor(bits: $0.bits) } })
  }

  /// The scores are cells of 52 bits, but of a world that ends at 85.05112878 degrees north and south.
  private func score(_ fields: Fields, _ world: [String: GeoPoint]) throws {
    for (name, score) in try fields.integers("result") {
      let point = try #require(world[name])
      let cell = try Geohash(
        latitudeDegrees: point.latitudeDegrees / 85.051_128_78 * 90, longitudeDegrees: point.longitudeDegrees,
        bits: 52)
      // 26 bits of longitude are 0.6 m; positions are stored to 9.3 mm, so the last bits may differ.
      let recorded = Geohash(value: score, bits: 52)
      #expect(recorded == cell || recorded.neighbors.contains(cell), "\(name)")
    }
  }

  /// Eleven characters, the last of which is always 0.
  private func shortText(_ fields: Fields) throws {
    let cell = try Geohash(
      latitudeDegrees: fields.number("lat"), longitudeDegrees: fields.number("lon"), bits: 55)
    #expect(cell.text?.prefix(10) == (try fields.text("result")).prefix(10))
  }

  private func distance(_ fields: Fields) throws {
    let (a, b) = (try fields.numbers("a"), try fields.numbers("b"))
    let meters = Geodesic.distanceMeters(
      try GeoPoint(latitudeDegrees: a[1], longitudeDegrees: a[0]),
      try GeoPoint(latitudeDegrees: b[1], longitudeDegrees: b[0]))
    let range = try fields.numbers("between")
    // Theirs is on a sphere, which is at most 0.6 % off.
    #expect(meters > range[0] * 0.994 && meters < range[1] * 1.006)
  }

  /// Theirs are metres on a sphere, at most 0.6 % off: who is that near to the edge may be in or out.
  private func radius(_ fields: Fields, _ world: [String: GeoPoint]) throws {
    var index = indexed(world)
    let names = world.keys.sorted()
    let center = try fields.center(world)
    let meters = try fields.has("radius_m") ? fields.number("radius_m") : 1000 * fields.number("radius_km")
    var found: [Neighbor] = []
    index.within(radiusMeters: 0.994 * meters, of: center, into: &found)
    let sure = Set(found.map { names[Int($0.id)] })
    index.within(radiusMeters: 1.006 * meters, of: center, into: &found)
    if fields.has("order"), try fields.text("order") == "desc" { found.reverse() }
    if fields.has("count") { found.removeLast(max(0, found.count - Int(try fields.number("count")))) }
    let answer = found.map { names[Int($0.id)] }
    guard fields.has("result") || fields.has("result_unordered") else {
      #expect(answer.count == Int(try fields.number("count")))
      return
    }
    let isOrdered = fields.has("result")
    let recorded = try fields.answers(isOrdered ? "result" : "result_unordered")
    let expected = recorded.map(\.0)
    if !fields.has("count") { #expect(sure.isSubset(of: expected), "\(fields.values)") }
    let common = answer.filter { expected.contains($0) }
    #expect(isOrdered ? common == expected : Set(common) == Set(expected), "\(fields.values)")
    for (name, kilometers) in recorded {
      guard let kilometers, let neighbor = found.first(where: { names[Int($0.id)] == name }) else { continue }
      #expect(abs(neighbor.distanceMeters - 1000 * kilometers) <= 6 * kilometers + 0.6, "\(name)")
    }
  }

  /// Their box ends at half its height north and south, and at half its width along the parallel of each point, on a
  /// sphere: the box of degrees around it, then that rule. Their positions are rounded to 0.6 m: who is that near to
  /// the edge may be in or out.
  private func box(_ fields: Fields, _ world: [String: GeoPoint]) throws {
    var index = indexed(world)
    let names = world.keys.sorted()
    let center = try fields.center(world)
    let half = (try fields.number("height_km") * 500, try fields.number("width_km") * 500)
    let reach = 1.01 * (half.0 * half.0 + half.1 * half.1).squareRoot()
    var ids: [UInt32] = []
    index.within(GeoBox(enclosing: center, radiusMeters: reach), into: &ids)
    func inside(_ margin: Double) -> Set<String> {
      let names = ids.compactMap { id -> String? in
        guard let point = index.point(of: id) else { return nil }
        let beside = GeoPoint(latitudeAngle: point.latitudeAngle, longitudeAngle: center.longitudeAngle)
        let (north, east) = (sphereMeters(center, beside), sphereMeters(point, beside))
        return north <= half.0 + margin && east <= half.1 + margin ? names[Int(id)] : nil
      }
      return Set(names)
    }
    let isOrdered = fields.has("result")
    let expected = try fields.answers(isOrdered ? "result" : "result_unordered").map(\.0)
    #expect(inside(-1).isSubset(of: expected) && inside(1).isSuperset(of: expected), "\(fields.values)")
    guard isOrdered else { return }
    var found: [Neighbor] = []
    index.within(radiusMeters: reach, of: center, into: &found)
    #expect(found.map { names[Int($0.id)] }.filter { expected.contains($0) } == expected, "\(fields.values)")
  }

  private func sphereMeters(_ a: GeoPoint, _ b: GeoPoint) -> Double {
    let radians = Double.pi / 180
    let (u, v) = (
      (b.latitudeDegrees - a.latitudeDegrees) * radians, (b.longitudeDegrees - a.longitudeDegrees) * radians
    )
    let h =
      pow(sin(u / 2), 2)
      + cos(a.latitudeDegrees * radians) * cos(b.latitudeDegrees * radians) * pow(sin(v / 2), 2)
    return 2 * 6_372_797.560_856 * asin(h.squareRoot())
  }

  /// Seeds and searches that once made a fuzz test of theirs fail: the searches, over points of those seeds.
  private func seeds(_ fields: Fields) throws {
    for entry in try fields.rows("result") {
      var random = SeededRandom(seed: UInt64(entry[0]))
      let center = try GeoPoint(latitudeDegrees: entry[3], longitudeDegrees: entry[2])
      var index = MovingIndex()
      var scan = LinearScan()
      for id in 0..<UInt32(2000) {
        let point = (id % 2 == 0 ? PointSet.uniform : .northPole).point(&random)
        index.insert(id, at: point, fixTime: .epoch, attributes: IndexAttributes())
        scan.insert(id, at: point, fixTime: .epoch, attributes: IndexAttributes())
      }
      var (found, expected): ([Neighbor], [Neighbor]) = ([], [])
      index.within(radiusMeters: 1000 * entry[1], of: center, into: &found)
      scan.within(radiusMeters: 1000 * entry[1], of: center, into: &expected)
      #expect(found == expected, "\(entry)")
      let cells = Geohash.cover(center: center, radiusMeters: 1000 * entry[1], maxCells: 9)
      #expect(
        expected.allSatisfy { hit in
          cells.contains { cell in scan.point(of: hit.id).map(cell.contains) ?? false }
        })
    }
  }

  private func indexed(_ world: [String: GeoPoint]) -> MovingIndex {
    var index = MovingIndex()
    for (id, name) in world.keys.sorted().enumerated() {
      guard let point = world[name] else { continue }
      index.insert(UInt32(id), at: point, fixTime: .epoch, attributes: IndexAttributes())
    }
    return index
  }
}

/// One case: JSON of no fixed shape.
private struct Fields {
  let values: [String: Any]

  func has(_ name: String) -> Bool { values[name] != nil }
  func number(_ name: String) throws -> Double { try #require(values[name] as? Double) }
  func numbers(_ name: String) throws -> [Double] { try #require(values[name] as? [Double]) }
  func rows(_ name: String) throws -> [[Double]] { try #require(values[name] as? [[Double]]) }
  func text(_ name: String) throws -> String { try #require(values[name] as? String) }
  func texts(_ name: String) throws -> [String] { try #require(values[name] as? [String]) }
  func integers(_ name: String) throws -> [String: UInt64] { try #require(values[name] as? [String: UInt64]) }

  /// Names, and kilometres where the case has them.
  func answers(_ name: String) throws -> [(String, Double?)] {
    try #require(values[name] as? [Any]).map { entry in
      if let name = entry as? String { return (name, nil) }
      let pair = try #require(entry as? [Any])
      return (try #require(pair[0] as? String), pair[1] as? Double)
    }
  }

  func points() throws -> [String: GeoPoint] {
    try #require(values["points"] as? [String: Any]).mapValues { entry in
      if let pair = entry as? [Double] {
        return try GeoPoint(latitudeDegrees: pair[1], longitudeDegrees: pair[0])
      }
      let place = try #require(entry as? [String: Double])
      return try GeoPoint(
        latitudeDegrees: try #require(place["lat"]), longitudeDegrees: try #require(place["lon"]))
    }
  }

  func center(_ world: [String: GeoPoint]) throws -> GeoPoint {
    if has("member") { return try #require(world[try text("member")]) }
    return try GeoPoint(latitudeDegrees: number("lat"), longitudeDegrees: number("lon"))
  }
}
