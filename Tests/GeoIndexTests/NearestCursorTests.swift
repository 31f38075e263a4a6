// The stream by distance against the whole list.

import Bedrock
import GeoIndex
import TestSupport
import Testing

@Suite("Streams of technicians by distance")
struct NearestCursorTests {
  @Test(
    "give everybody once, in order, as far as asked", arguments: PointSet.allCases, LongForm.seeds("index"))
  func order(set: PointSet, seed: UInt64) {
    var twins = Twins(set, seed: seed)
    for id in 0..<700 { twins.insert(UInt32(id)) }
    var cursor = NearestCursor()
    var expected: [Neighbor] = []
    for _ in 0..<12 {
      let center = set.center(&twins.random)
      let filter = RandomAttributes.filter(&twins.random, now: twins.now)
      let radius = twins.random.chance(0.5) ? nil : 20_000_000 * twins.random.unit() * twins.random.unit()
      twins.scan.nearest(to: center, limit: 100_000, radiusMeters: radius, filter: filter, into: &expected)
      let wanted = twins.random.chance(0.5) ? expected.count + 1 : twins.random.below(expected.count + 2)
      cursor.begin(
        at: center, expecting: 1 + twins.random.below(20), radiusMeters: radius, filter: filter)
      var found: [Neighbor] = []
      while found.count < wanted, let neighbor = cursor.next(in: &twins.index) { found.append(neighbor) }
      #expect(found == Array(expected.prefix(wanted)), "around \(center), seed \(seed)")
      if wanted > expected.count {
        let (more, mayLook) = (cursor.next(in: &twins.index), cursor.isBeforeLook)
        #expect(more == nil && !mayLook, "seed \(seed)")
      }
    }
  }

  @Test("end at the radius that they are narrowed to", arguments: Seeds.all("index"))
  func narrowing(seed: UInt64) {
    var twins = Twins(.city, seed: seed)
    for id in 0..<700 { twins.insert(UInt32(id)) }
    var cursor = NearestCursor()
    var expected: [Neighbor] = []
    for round in 0..<40 {
      let center = twins.set.center(&twins.random)
      twins.scan.nearest(to: center, limit: 700, into: &expected)
      cursor.begin(at: center, expecting: 5)
      var found: [Neighbor] = []
      let radius = expected[round * 10].distanceMeters
      while let neighbor = cursor.next(in: &twins.index) {
        found.append(neighbor)
        if cursor.isBeforeLook, found.count >= 5 { cursor.narrow(radiusMeters: radius) }
      }
      // What came before the narrowing stays told; behind it nobody beyond the radius comes.
      let within = expected.filter { $0.distanceMeters <= radius }
      #expect(
        found == (within.count >= 5 ? within : Array(expected.prefix(5))), "round \(round), seed \(seed)")
      let narrowed = cursor.radiusMeters
      #expect(narrowed == radius)
    }
  }

  @Test("of nobody end at once")
  func empty() throws {
    var index = MovingIndex()
    var cursor = NearestCursor()
    let before = cursor.next(in: &index)
    cursor.begin(at: try GeoPoint(latitudeDegrees: 90, longitudeDegrees: 0), expecting: 3)
    let mayLook = cursor.isBeforeLook
    let (first, second) = (cursor.next(in: &index), cursor.next(in: &index))
    let mayLookAgain = cursor.isBeforeLook
    #expect(before == nil && mayLook && first == nil && second == nil && !mayLookAgain)
  }
}
