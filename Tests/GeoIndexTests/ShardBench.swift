// A router, some shards and a single index that is told the same, for the tests of shards.

import Bedrock
import GeoIndex
import Testing

/// The home loop: the router, and the single index that every answer is compared with.
struct ShardHome: ~Copyable {
  var router: ShardRouter
  var single = MovingIndex()
  var random: SeededRandom
  var now: Int64 = 1_000_000
  private let idCount: Int

  init(shards: Int, idCount: Int, seed: UInt64) {
    router = ShardRouter(map: ShardMap(shardCount: shards))
    random = SeededRandom(seed: seed)
    self.idCount = idCount
  }

  /// Places that lie in many squares of the map, so that most moves change the shard; sometimes the whole world.
  mutating func point() -> GeoPoint {
    let set: PointSet = random.chance(0.85) ? .city : random.chance(0.5) ? .antimeridian : .northPole
    return set.point(&random)
  }

  /// One change of one technician.
  mutating func step(into letters: inout [ShardLetter]) {
    now += Int64(random.below(3))
    let id = UInt32(random.below(idCount))
    let isPresent = single.contains(id)
    #expect(router.contains(id) == isPresent && router.count == single.count)
    if isPresent, random.chance(0.15) {
      router.remove(id, into: &letters)
      single.remove(id)
      return
    }
    var point = point()
    if random.chance(0.4), let old = single.point(of: id) { point = old }
    let fixTime = Instant(milliseconds: now)
    if isPresent {
      var attributes = single.attributes(of: id) ?? IndexAttributes()
      if random.chance(0.3) {
        attributes = RandomAttributes.attributes(&random)
        single.update(id, attributes: attributes)
      }
      single.move(id, to: point, fixTime: fixTime)
      router.place(id, at: point, fixTime: fixTime, attributes: attributes, into: &letters)
    } else {
      let attributes = RandomAttributes.attributes(&random)
      single.insert(id, at: point, fixTime: fixTime, attributes: attributes)
      router.place(id, at: point, fixTime: fixTime, attributes: attributes, into: &letters)
    }
  }

  /// A question to all shards, with the answer of the single index.
  mutating func ask(into letters: inout [ShardLetter]) -> AskedShards {
    let filter = random.chance(0.5) ? .everything : RandomAttributes.filter(&random, now: now)
    let center = point()
    var asked = AskedShards(gather: nil)
    let radius = 30_000 * random.unit() * (random.chance(0.1) ? 500 : 1)
    switch random.below(6) {
    case 4:
      asked.area = .idsWithin(center, radiusMeters: radius)
      single.idsWithin(radiusMeters: radius, of: center, filter: filter, into: &asked.expectedIDs)
      asked.expectedIDs.sort()
    case 5:
      let ring = PolygonShapes.star(
        &random, longitude: Int64(center.longitudeAngle),
        latitude: max(-1 << 29, min(1 << 29, center.latitudeAngle)),
        radius: 1 << (12 + Int64(random.below(16))),
        corners: 3 + random.below(20))
      guard let polygon = try? MultiPolygon.checking([[ring]], repair: true).polygon else {
        single.within(.world, filter: filter, into: &asked.expectedIDs)
        break
      }
      asked.area = .polygon(polygon)
      single.within(PreparedPolygon(polygon), filter: filter, into: &asked.expectedIDs)
    case 0:
      asked.area = .within(center, radiusMeters: radius)
      single.within(radiusMeters: radius, of: center, filter: filter, into: &asked.expected)
    case 1:
      let box = GeoBox(enclosing: center, radiusMeters: radius)
      asked.area = .box(box)
      single.within(box, filter: filter, into: &asked.expectedIDs)
    default:
      let limit = [0, 1, 3, 10, 40, .max][random.below(6)]
      let bound = random.chance(0.5) ? nil : radius
      asked.area = .nearest(center, limit: limit, radiusMeters: bound)
      single.nearest(to: center, limit: limit, radiusMeters: bound, filter: filter, into: &asked.expected)
    }
    asked.gather = router.ask(asked.area, filter: filter, into: &letters)
    return asked
  }
}

/// A question under way.
struct AskedShards: Sendable {
  var area = ShardQuery.Area.box(.world)
  var expected: [Neighbor] = []
  var expectedIDs: [UInt32] = []
  var gather: ShardGather?

  /// Compares the merged answer with that of the single index; whether it is the same.
  func isRight() -> Bool {
    guard let gather, gather.isComplete else { return false }
    switch area {
    case .idsWithin, .box, .polygon:
      var ids: [UInt32] = []
      gather.finish(into: &ids)
      return ids == expectedIDs
    case .nearest, .within:
      var found: [Neighbor] = []
      gather.finish(into: &found)
      return found == expected
    }
  }
}
