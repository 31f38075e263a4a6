// The index against the linear scan: the same answers, whatever the data, the filters and the history.

import Bedrock
import GeoIndex
import Projection
import TestSupport
import Testing

/// Both implementations, kept in step.
struct Twins: ~Copyable {
  var index = MovingIndex()
  var scan = LinearScan()
  var present: [UInt32] = []
  var random: SeededRandom
  let set: PointSet
  let seed: UInt64
  var now: Int64 = 1_000_000

  init(_ set: PointSet, seed: UInt64) {
    self.set = set
    self.seed = seed
    random = SeededRandom(seed: seed).fork(set.rawValue.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) })
  }

  mutating func insert(_ id: UInt32) {
    let point = set.point(&random)
    let attributes = RandomAttributes.attributes(&random)
    index.insert(id, at: point, fixTime: Instant(milliseconds: now), attributes: attributes)
    scan.insert(id, at: point, fixTime: Instant(milliseconds: now), attributes: attributes)
    present.append(id)
  }

  /// One random change.
  mutating func step(maxID: Int) {
    now += Int64(random.below(4))
    let choice = random.unit()
    if present.isEmpty || choice < 0.25 {
      let id = UInt32(random.below(maxID))
      if !index.contains(id) { insert(id) }
      return
    }
    let position = random.below(present.count)
    let id = present[position]
    if choice < 0.4 {
      index.remove(id)
      scan.remove(id)
      present.swapAt(position, present.count - 1)
      present.removeLast()
    } else if choice < 0.5 {
      let attributes = RandomAttributes.attributes(&random)
      index.update(id, attributes: attributes)
      scan.update(id, attributes: attributes)
    } else {
      var point = set.point(&random)
      if choice > 0.7, let old = scan.point(of: id) {
        let latitude = Int64(old.latitudeAngle) + Int64(random.below(40_001)) - 20_000
        point = GeoPoint(
          latitudeAngle: Int32(max(-(1 << 30), min(1 << 30, latitude))),
          longitudeAngle: old.longitudeAngle &+ Int32(random.below(80_001)) &- 40_000)
      }
      index.move(id, to: point, fixTime: Instant(milliseconds: now))
      scan.move(id, to: point, fixTime: Instant(milliseconds: now))
    }
  }

  /// Many moves at once, some of the same technician, near and far.
  mutating func moveBatch() {
    var batch: [IndexMove] = []
    for _ in 0..<random.below(300) where !present.isEmpty {
      now += Int64(random.below(4))
      let move = IndexMove(
        id: present[random.below(present.count)], point: set.point(&random),
        fixTime: Instant(milliseconds: now))
      batch.append(move)
      scan.move(move.id, to: move.point, fixTime: move.fixTime)
    }
    index.move(batch.span)
  }

  /// One random question of each kind to both.
  mutating func compare() {
    let center = set.center(&random)
    let filter = RandomAttributes.filter(&random, now: now)
    var (found, expected): ([Neighbor], [Neighbor]) = ([], [])
    let limit = [0, 1, 3, 10, 50, 100_000][random.below(6)]
    let radii: [Double] = [0, 0.5, 30, 300, 1_000, 20_000, 45_000, 300_000, 5_000_000, 25_000_000]
    let radius = radii[random.below(radii.count)] * (random.chance(0.5) ? 1 : random.unit())
    let bounded = random.chance(0.3)
    index.nearest(
      to: center, limit: limit, radiusMeters: bounded ? radius : nil, filter: filter, into: &found)
    scan.nearest(
      to: center, limit: limit, radiusMeters: bounded ? radius : nil, filter: filter, into: &expected)
    #expect(found == expected, "nearest \(limit) of \(center), \(set) seed \(seed)")
    index.within(radiusMeters: radius, of: center, filter: filter, into: &found)
    scan.within(radiusMeters: radius, of: center, filter: filter, into: &expected)
    #expect(found == expected, "within \(radius) m of \(center), \(set) seed \(seed)")
    var (ids, expectedIDs): ([UInt32], [UInt32]) = ([7], expected.map(\.id))
    index.idsWithin(radiusMeters: radius, of: center, filter: filter, into: &ids)
    #expect(ids.sorted() == expectedIDs.sorted(), "ids within \(radius) m of \(center), \(set) seed \(seed)")

    let corner = set.point(&random)
    let box = GeoBox(
      southAngle: min(center.latitudeAngle, corner.latitudeAngle),
      northAngle: max(center.latitudeAngle, corner.latitudeAngle), westAngle: center.longitudeAngle,
      longitudeSpan: UInt32(bitPattern: corner.longitudeAngle &- center.longitudeAngle))
    index.within(box, filter: filter, into: &ids)
    expectedIDs = []
    scan.within(box, filter: filter, into: &expectedIDs)
    #expect(ids == expectedIDs, "\(box), \(set) seed \(seed)")
  }

  func checkInvariants() {
    let fault = index.brokenInvariant()
    #expect(fault == nil, "\(set) seed \(seed): \(fault ?? "")")
    #expect(index.count == scan.count)
  }
}

@Suite("The index gives the linear scan's answers")
struct MovingIndexTests {
  @Test("over every shape of data, with random filters", arguments: PointSet.allCases, Seeds.all("index"))
  func shapes(set: PointSet, seed: UInt64) {
    var twins = Twins(set, seed: seed)
    for id in 0..<1500 {
      twins.now += 1
      twins.insert(UInt32(id))
    }
    twins.checkInvariants()
    for _ in 0..<150 { twins.compare() }
  }

  @Test("after every random history", arguments: PointSet.allCases, Seeds.all("index"))
  func histories(set: PointSet, seed: UInt64) {
    var twins = Twins(set, seed: seed &+ 1)
    for _ in 0..<40 {
      for _ in 0..<100 { twins.step(maxID: 600) }
      twins.moveBatch()
      twins.checkInvariants()
      for _ in 0..<4 { twins.compare() }
    }
    for id in twins.present {
      #expect(twins.index.point(of: id) == twins.scan.point(of: id))
      #expect(twins.index.attributes(of: id) == twins.scan.attributes(of: id))
      #expect(twins.index.fixTime(of: id) == twins.scan.fixTime(of: id))
    }
    while let id = twins.present.popLast() { twins.index.remove(id) }
    #expect(twins.index.count == 0)
    #expect(twins.index.brokenInvariant() == nil)
    #expect(twins.index.point(of: 3) == nil && !twins.index.contains(700_000))
  }

  @Test("an empty index answers with nothing")
  func empty() throws {
    var index = MovingIndex()
    var found = [Neighbor(id: 1, distanceMeters: 1)]
    let point = try GeoPoint(latitudeDegrees: 24.7, longitudeDegrees: 46.7)
    index.nearest(to: point, limit: 10, into: &found)
    #expect(found.isEmpty)
    var ids: [UInt32] = [7]
    index.within(.world, into: &ids)
    #expect(ids.isEmpty)
  }

  @Test("somebody who has many rare skills is found, however unlikely that is")
  func rareSkills() {
    var index = MovingIndex()
    let many: UInt32 = 120_000
    for id in 0..<many {
      let point = GeoPoint(latitudeAngle: 290_000_000 + Int32(id % 300) * 9, longitudeAngle: 550_000_000)
      let skills: UInt64 = id == 77_777 ? .max : 0
      index.insert(id, at: point, fixTime: .epoch, attributes: IndexAttributes(skills: skills))
    }
    var found: [Neighbor] = []
    let center = GeoPoint(latitudeAngle: 290_000_000, longitudeAngle: 551_000_000)
    index.nearest(to: center, limit: 3, filter: IndexFilter(allSkills: .max), into: &found)
    #expect(found.map(\.id) == [77_777])
    index.remove(77_777)
    index.nearest(to: center, limit: 3, filter: IndexFilter(allSkills: .max), into: &found)
    #expect(found.isEmpty)
  }

  @Test(
    "the tens nearest come in PROJ's order, over every shape of data", arguments: PointSet.allCases,
    Seeds.all("index"))
  func projOrder(set: PointSet, seed: UInt64) {
    var twins = Twins(set, seed: seed &+ 3)
    for id in 0..<700 { twins.insert(UInt32(id)) }
    var found: [Neighbor] = []
    for _ in 0..<6 {
      let center = set.center(&twins.random)
      var expected: [Neighbor] = []
      for id in twins.present {
        guard let point = twins.scan.point(of: id) else { continue }
        expected.append(Neighbor(id: id, distanceMeters: GeodesicReference.inverseMeters(center, point)))
      }
      expected.sort()
      twins.index.nearest(to: center, limit: 40, into: &found)
      // Whoever is told at a place is as far as whoever PROJ has there: pairs nearer than 0.2 um may change places.
      for (neighbor, other) in zip(found, expected) {
        #expect(abs(neighbor.distanceMeters - other.distanceMeters) <= 2e-7, "\(center), \(set) seed \(seed)")
      }
      let far = expected[40].distanceMeters + 2e-7
      let all = Dictionary(uniqueKeysWithValues: expected.map { ($0.id, $0.distanceMeters) })
      #expect(
        found.count == 40 && found.allSatisfy { (all[$0.id] ?? .infinity) <= far }, "\(set) seed \(seed)")
    }
  }

  @Test("coming and going leaves no memory behind", arguments: Seeds.all("index"))
  func churn(seed: UInt64) {
    var twins = Twins(.worldCities, seed: seed)
    for id in 0..<500 { twins.insert(UInt32(id)) }
    var afterWarmUp = 0
    for round in 0..<60 {
      for _ in 0..<500 {
        let id = twins.present[twins.random.below(twins.present.count)]
        twins.index.remove(id)
        let point = twins.set.point(&twins.random)
        twins.index.insert(
          id, at: point, fixTime: .epoch, attributes: RandomAttributes.attributes(&twins.random))
      }
      if round == 19 { afterWarmUp = twins.index.byteCount }
    }
    #expect(twins.index.brokenInvariant() == nil)
    #expect(twins.index.byteCount <= afterWarmUp * 3 / 2, "grew from \(afterWarmUp) bytes, seed \(seed)")
  }
}
