// The nearby question against the plainest possible answer: look at everybody, apply every condition, sort.

import Bedrock
import GeoIndex
import Matcher
import TestSupport
import Testing

/// A random fleet, known to the index and to a plain array.
struct Fleet: ~Copyable {
  struct Member {
    var point: GeoPoint
    var fixTime: Instant
    var rating: Float
    var status: UInt8
    var skills: Set<String>
  }

  var members: [UInt32: Member] = [:]
  var index = MovingIndex()
  var skills = SkillTable()
  var search = NearbySearch()
  var random: SeededRandom
  let names: [String]

  init(seed: UInt64, skillCount: Int) {
    random = SeededRandom(seed: seed).fork(UInt64(skillCount))
    names = (0..<skillCount).map { "skill-\($0)" }
  }

  mutating func randomPoint() -> GeoPoint {
    GeoPoint(
      latitudeAngle: Int32(24.7 / 360 * 0x1p32) + Int32(random.below(2_000_001) - 1_000_000),
      longitudeAngle: Int32(46.7 / 360 * 0x1p32) + Int32(random.below(2_000_001) - 1_000_000))
  }

  mutating func randomSkills(_ countMax: Int) -> [String] {
    var chosen: [String] = []
    for _ in 0..<random.below(countMax + 1) {
      // Low numbers are common and high ones rare, as skills are.
      let name = names[random.below(1 + random.below(names.count))]
      if !chosen.contains(name) { chosen.append(name) }
    }
    return chosen
  }

  /// Adds, changes or removes one technician.
  mutating func step(_ slotCount: Int) {
    let slot = UInt32(random.below(slotCount))
    if members[slot] != nil, random.chance(0.15) {
      index.remove(slot)
      skills.remove(slot)
      members[slot] = nil
      return
    }
    let wanted = randomSkills(6)
    let member = Member(
      point: randomPoint(), fixTime: Instant(seconds: Int64(random.below(1_000))),
      rating: Float(random.below(51)) / 10, status: UInt8(random.below(3)), skills: Set(wanted))
    let attributes = IndexAttributes(
      skills: skills.set(wanted, of: slot), rating: member.rating, status: member.status)
    if members[slot] == nil {
      index.insert(slot, at: member.point, fixTime: member.fixTime, attributes: attributes)
    } else {
      index.move(slot, to: member.point, fixTime: member.fixTime)
      index.update(slot, attributes: attributes)
    }
    members[slot] = member
  }

  mutating func randomQuery() -> NearbyQuery {
    let area: NearbyQuery.Area
    if random.chance(0.4) {
      let (a, b) = (randomPoint(), randomPoint())
      area = .inside(
        GeoBox(
          southAngle: min(a.latitudeAngle, b.latitudeAngle),
          northAngle: max(a.latitudeAngle, b.latitudeAngle),
          westAngle: min(a.longitudeAngle, b.longitudeAngle),
          longitudeSpan: UInt32(abs(Int64(a.longitudeAngle) - Int64(b.longitudeAngle)))))
    } else {
      area = .around(randomPoint(), radiusMeters: random.chance(0.5) ? random.double(in: 0...15_000) : nil)
    }
    var wanted = random.chance(0.6) ? randomSkills(2) : []
    if random.chance(0.03) { wanted.append("nobody-has-this") }
    return NearbyQuery(
      area: area, countMax: 1 + random.below(random.chance(0.2) ? 1_000 : 20), skills: wanted,
      ratingMin: random.chance(0.4) ? Float(random.below(51)) / 10 : 0,
      statuses: random.chance(0.5) ? UInt64(random.below(8)) : .max,
      freshSince: random.chance(0.4) ? Instant(seconds: Int64(random.below(1_000))) : nil)
  }

  /// Everybody who qualifies, by definition.
  func answer(_ query: NearbyQuery) -> [Neighbor] {
    var answer: [Neighbor] = []
    for (slot, member) in members {
      guard member.skills.isSuperset(of: query.skills), member.rating >= query.ratingMin,
        query.statuses >> UInt64(member.status) & 1 == 1, member.fixTime >= query.freshSince ?? .epoch
      else { continue }
      let distance: Double
      switch query.area {
      case .around(let point, let radius):
        distance = Geodesic.distanceMeters(point, member.point)
        guard distance <= radius ?? .infinity else { continue }
      case .inside(let box):
        guard box.contains(member.point) else { continue }
        let middle = GeoPoint(
          latitudeAngle: Int32((Int64(box.southAngle) + Int64(box.northAngle)) / 2),
          longitudeAngle: box.westAngle + Int32(box.longitudeSpan / 2))
        distance = Geodesic.distanceMeters(middle, member.point)
      }
      answer.append(Neighbor(id: slot, distanceMeters: distance))
    }
    return Array(answer.sorted().prefix(query.countMax))
  }
}

@Suite struct NearbySearchTests {
  @Test(arguments: [1, 10, 64, 65, 200]) func answersAsLookingAtEverybodyWould(_ skillCount: Int) {
    for seed in Seeds.all("nearby") {
      var fleet = Fleet(seed: seed, skillCount: skillCount)
      var found: [Neighbor] = []
      var total = 0
      for round in 0..<400 {
        for _ in 0..<5 { fleet.step(300) }
        let query = fleet.randomQuery()
        fleet.search.run(query, skills: fleet.skills, index: &fleet.index, into: &found)
        let expected = fleet.answer(query)
        if found.map(\.id) != expected.map(\.id) {
          Issue.record("seed \(seed), \(skillCount) skills, round \(round): \(query)")
          return
        }
        for (a, b) in zip(found, expected) {
          #expect(abs(a.distanceMeters - b.distanceMeters) < 1e-6, "seed \(seed), round \(round)")
        }
        total += found.count
      }
      #expect(total > 500, "seed \(seed) finds nobody")
      #expect(fleet.skills.indexedCount == min(skillCount, SkillTable.indexedMax))
    }
  }

  @Test func anEmptyFleetHasNobody() {
    var index = MovingIndex()
    var search = NearbySearch()
    var found = [Neighbor(id: 1, distanceMeters: 1)]
    let query = NearbyQuery(area: .inside(.world), countMax: 5)
    search.run(query, skills: SkillTable(), index: &index, into: &found)
    #expect(found.isEmpty)
  }
}
