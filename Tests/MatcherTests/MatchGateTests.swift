// Each gate alone, its edges, and the order of asking.

import Bedrock
import GeoIndex
import Testing

@testable import Matcher

@Suite struct MatchGateTests {
  private static let technician: UInt32 = 3

  /// What happens to one technician next door.
  private func gate(
    of request: MatchRequest, in world: MatchWorld
  ) -> MatchGate? {
    var request = request
    request.explain = [Self.technician]
    let result = world.match(request)
    guard case .refused(let gate) = result.explanations[0].verdict else {
      #expect(result.refusals?.passed == 1)
      return nil
    }
    #expect(result.refusals?[gate] == 1)
    #expect(result.refusals?.total == 1)
    return gate
  }

  private func world(
    skills: [String] = [], ageMilliseconds: Int64 = 0, _ change: (inout MatchProfile) -> Void = { _ in }
  ) -> MatchWorld {
    let world = MatchWorld()
    world.add(
      Self.technician, at: Places.at(north: 100, east: 0), skills: skills, ageMilliseconds: ageMilliseconds,
      change)
    return world
  }

  private var request: MatchRequest { MatchWorld.request(Places.home) }

  @Test func everybodyPassesWithoutConditions() {
    let world = world()
    #expect(gate(of: request, in: world) == nil)
  }

  @Test func skill() {
    let world = world(skills: ["pipes", "gas"])
    var request = request
    request.skills = world.skills.requirement(["gas", "pipes"])
    #expect(gate(of: request, in: world) == nil)
    request.skills = world.skills.requirement(["gas", "unheard-of"])
    #expect(gate(of: request, in: world) == .skill)
    world.add(9, at: nil, skills: ["paint"]) { $0.status = 1 }
    request.skills = world.skills.requirement(["gas", "paint"])
    let result = world.match(request)
    #expect(result.refusals?[.skill] == 2)
  }

  @Test func skillBeyondTheIndexedOnes() {
    let world = MatchWorld()
    for number in 0..<SkillTable.indexedMax {
      world.add(UInt32(100 + number), at: nil, skills: ["common-\(number)"])
    }
    world.add(1, at: Places.at(north: 50, east: 0), skills: ["rare"])
    world.add(2, at: Places.at(north: 10, east: 0), skills: ["rare", "rarer"])
    world.add(3, at: Places.at(north: 70, east: 0), skills: ["common-1", "rarer"])
    var request = request
    request.skills = world.skills.requirement(["rare"])
    #expect(!request.skills.plain.isEmpty)
    #expect(world.match(request).candidates.map(\.technician) == [2, 1])
    request.skills = world.skills.requirement(["rarer"])
    request.preferredSkills = world.skills.requirement(["common-1", "rare"])
    let result = world.match(request)
    #expect(result.candidates.map(\.technician) == [2, 3])
    #expect(result.candidates.map(\.preferredSkillsHeld) == [1, 1])
    #expect(result.refusals?[.skill] == SkillTable.indexedMax + 1)
    request.skills = world.skills.requirement(["rarer", "common-1"])
    #expect(world.match(request).candidates.map(\.technician) == [3])
  }

  @Test func status() {
    let world = world { $0.status = 1 }
    var request = request
    #expect(gate(of: request, in: world) == .status)
    request.statuses = 0b10
    #expect(gate(of: request, in: world) == nil)
  }

  @Test func staleness() {
    for (age, expected) in [(59_999, nil), (60_000, nil), (60_001, .staleness)] as [(Int64, MatchGate?)] {
      let world = world(ageMilliseconds: age)
      #expect(gate(of: request, in: world) == expected, "\(age) ms")
    }
    var longer = request
    longer.ageMaxMilliseconds = 120_000
    let world = world(ageMilliseconds: 120_000)
    #expect(gate(of: longer, in: world) == nil)
  }

  @Test func nobodyWithoutAPositionPasses() {
    let world = MatchWorld()
    world.add(Self.technician, at: nil)
    #expect(gate(of: request, in: world) == .staleness)
  }

  @Test func credential() {
    let end = MatchWorld.now.advanced(byMilliseconds: 3_600_000)
    let world = world { profile in
      profile.credentials = [
        MatchCredential(kind: 1, expires: end), MatchCredential(kind: 2),
        // The summary of 66 is that of 2.
        MatchCredential(kind: 130, expires: MatchWorld.now),
      ]
    }
    var request = request
    request.credentials = [1, 2]
    #expect(gate(of: request, in: world) == nil)
    request.credentials = [66]
    #expect(gate(of: request, in: world) == .credential)
    request.credentials = [2, 130]
    #expect(gate(of: request, in: world) == .credential)
    request.credentials = [NumberedNames.unknown]
    #expect(gate(of: request, in: world) == .credential)
  }

  @Test func credentialsMustOutlastTheTimeOfService() {
    let expires = MatchWorld.now.advanced(byMilliseconds: 3_600_000)
    let world = world { $0.credentials = [MatchCredential(kind: 1, expires: expires)] }
    var request = request
    request.credentials = [1]
    request.windowStart = expires.advanced(byMilliseconds: -1)
    #expect(gate(of: request, in: world) == nil)
    request.windowStart = expires
    #expect(gate(of: request, in: world) == .credential)
    request.windowStart = nil
    request.deadline = expires.advanced(byMilliseconds: -1)
    #expect(gate(of: request, in: world) == nil)
    request.deadline = expires
    #expect(gate(of: request, in: world) == .credential)
    // A deadline that is past moves nothing into the past.
    request.deadline = MatchWorld.now.advanced(byMilliseconds: -10_000_000)
    #expect(request.serviceEnd == MatchWorld.now)
    #expect(gate(of: request, in: world) == nil)
  }

  @Test func zone() {
    let world = world { $0.zones = [5, 70] }
    var request = request
    #expect(gate(of: request, in: world) == nil)
    request.zones = [70]
    #expect(gate(of: request, in: world) == nil)
    request.zones = [9, 5]
    #expect(gate(of: request, in: world) == nil)
    // 6 has the summary of 70, 69 that of 5.
    request.zones = [6, 69]
    #expect(gate(of: request, in: world) == .zone)
    request.zones = [NumberedNames.unknown]
    #expect(gate(of: request, in: world) == .zone)
  }

  @Test func noZonesIsNowhereAndNilIsEverywhere() {
    var request = request
    request.zones = [1]
    let nowhere = world { $0.zones = [] }
    #expect(gate(of: request, in: nowhere) == .zone)
    let everywhere = world { $0.zones = nil }
    #expect(gate(of: request, in: everywhere) == nil)
  }

  /// 1 800 000 000 is 08:00 UTC.
  @Test func shift() {
    let cases: [(start: UInt16, end: UInt16, offset: Int, passes: Bool)] = [
      (480, 481, 0, true), (479, 480, 0, false), (481, 1_440, 0, false), (0, 1_440, 0, true),
      (1_320, 360, 0, false), (1_320, 481, 0, true), (480, 480, 0, true), (300, 300, 0, true),
      (480, 481, 180, false), (660, 661, 180, true), (0, 1, -480, true), (1_439, 1_440, -481, true),
      (60, 61, 1_020, true), (1_380, 120, 1_020, true),
    ]
    for entry in cases {
      let world = world { $0.shift = WorkShift(startMinute: entry.start, endMinute: entry.end) }
      var request = request
      request.utcOffsetMinutes = entry.offset
      #expect(gate(of: request, in: world) == (entry.passes ? nil : .shift), "\(entry)")
    }
    let world = world { $0.shift = WorkShift(startMinute: 600, endMinute: 660) }
    var later = request
    later.windowStart = MatchWorld.now.advanced(byMilliseconds: 2 * 3_600_000)
    #expect(gate(of: later, in: world) == nil)
    var before1970 = request
    before1970.now = Instant(seconds: -60)
    #expect(before1970.serviceMinuteOfDay == 1_439)
  }

  @Test func load() {
    let world = world { $0.capacity = 2 }
    world.columns.setOpenJobs(1, of: Self.technician)
    #expect(gate(of: request, in: world) == nil)
    world.columns.setOpenJobs(2, of: Self.technician)
    #expect(gate(of: request, in: world) == .load)
    // A new profile does not forget the jobs.
    world.columns.set(MatchProfile(), of: Self.technician)
    #expect(gate(of: request, in: world) == .load)
  }

  @Test func blocked() {
    let world = world()
    var request = request
    request.blocked = [7, Self.technician]
    #expect(gate(of: request, in: world) == .blocked)
    request.blocked = [7]
    #expect(gate(of: request, in: world) == nil)
  }

  @Test func leased() {
    let world = world()
    world.columns.setLeased(true, of: Self.technician)
    #expect(gate(of: request, in: world) == .leased)
    world.columns.setLeased(false, of: Self.technician)
    #expect(gate(of: request, in: world) == nil)
  }

  /// A technician whom everything speaks against is cleared gate by gate, in the order of the cases.
  @Test func theFirstGateIsReported() {
    let world = MatchWorld()
    var request = request
    request.statuses = 0b1
    request.credentials = [1]
    request.zones = [1]
    request.blocked = [Self.technician]
    world.add(9, at: nil, skills: ["gas"])
    request.skills = world.skills.requirement(["gas"])
    var profile = MatchProfile()
    profile.status = 1
    profile.capacity = 0
    profile.zones = []
    profile.shift = WorkShift(startMinute: 0, endMinute: 1)

    for refusing in MatchGate.allCases {
      switch refusing {
      case .skill: break
      case .status: profile.skills = request.skills.bits
      case .staleness: profile.status = 0
      case .credential: break
      case .zone: profile.credentials = [MatchCredential(kind: 1)]
      case .shift: profile.zones = [1]
      case .load: profile.shift = nil
      case .blocked: profile.capacity = 1
      case .leased: request.blocked = []
      }
      let attributes = IndexAttributes(skills: profile.skills, status: profile.status)
      if world.index.contains(Self.technician) { world.index.remove(Self.technician) }
      world.columns.set(profile, of: Self.technician)
      world.columns.setLeased(true, of: Self.technician)
      if refusing.rawValue > MatchGate.staleness.rawValue {
        world.index.insert(
          Self.technician, at: Places.home, fixTime: MatchWorld.now, attributes: attributes)
      }
      request.explain = [Self.technician]
      #expect(world.match(request).explanations[0].verdict == .refused(refusing))
    }
  }

  @Test func columnsAndIndexAreCompared() {
    let world = world()
    #expect(world.columns.disagreement(with: world.index).isEmpty)
    world.columns.setStatus(2, of: Self.technician)
    #expect(world.columns.disagreement(with: world.index) == [Self.technician])
    world.columns.remove(Self.technician)
    #expect(world.columns.disagreement(with: world.index) == [Self.technician])
    #expect(world.columns.count == 0)
  }
}
