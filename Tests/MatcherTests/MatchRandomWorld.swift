// Random fleets, profiles and requests for matching: mostly ordinary, sometimes so strict that nobody passes.

import Bedrock
import GeoIndex

@testable import Matcher

/// Where a fleet is; each has broken spatial searches before.
enum MatchSpread: String, CaseIterable, Sendable {
  case uniform, city, cluster, pole, antimeridian, duplicates

  func point(_ random: inout SeededRandom) -> GeoPoint {
    switch self {
    case .uniform: return near(180 * random.unit() - 90, 360 * random.unit(), 0, &random)
    case .city: return near(24.7, 46.7, 0.08, &random)
    case .cluster: return near(-33.9, 151.2, 1e-4, &random)
    case .pole: return near(90 - 0.5 * random.unit() * random.unit(), 360 * random.unit(), 0, &random)
    case .antimeridian: return near(-17.8, 180, 0.2, &random)
    case .duplicates:
      return near(1.3 + 0.01 * Double(random.below(3)), 103.8, 0, &random)
    }
  }

  private func near(
    _ latitude: Double, _ longitude: Double, _ spread: Double, _ random: inout SeededRandom
  ) -> GeoPoint {
    let unit = 4_294_967_296.0 / 360
    let angle = ((latitude + spread * random.normal()) * unit).rounded()
    return GeoPoint(
      latitudeAngle: Int32(max(-0x1p30, min(0x1p30, angle))),
      longitudeAngle: Int32(
        truncatingIfNeeded: Int64(((longitude + spread * random.normal()) * unit).rounded())))
  }
}

extension MatchWorld {
  private static let skillNames = (0..<10).map { "skill-\($0)" }

  /// A fleet with random profiles and weights. Half of the fleets have so many skills that the ones asked for
  /// have no bit any more.
  static func random(_ spread: MatchSpread, count: Int, _ random: inout SeededRandom) -> MatchWorld {
    let world = MatchWorld()
    if random.chance(0.3) {
      let fillers = (0..<(SkillTable.indexedMax - 4)).map { "filler-\($0)" }
      world.add(UInt32(count), at: nil, skills: fillers)
    }
    for slot in 0..<UInt32(count) { world.addRandom(slot, at: spread, &random) }
    world.weights.travelWeight = random.double(in: 0.25...4)
    world.weights.ratingSecondsPerStar = random.chance(0.2) ? 0 : random.double(in: 0...600)
    world.weights.ratingPriorStars = random.double(in: 1...5)
    world.weights.ratingPriorCount = random.double(in: 1...100)
    world.weights.slackWantedSeconds = random.double(in: 0...3_600)
    world.weights.slackWeight = random.chance(0.2) ? 0 : random.double(in: 0...4)
    world.weights.lateWeight = random.chance(0.2) ? 0 : random.double(in: 0...10)
    world.weights.skillFitSeconds = random.double(in: 0...1_800)
    world.travel = TravelTimeEstimate(
      detourFactor: random.double(in: 1...2), speedMetersPerSecond: random.double(in: 1...30),
      overheadSeconds: random.chance(0.5) ? 0 : random.double(in: 0...600))
    return world
  }

  func addRandom(_ slot: UInt32, at spread: MatchSpread, _ random: inout SeededRandom) {
    var names: [String] = []
    for (place, name) in Self.skillNames.enumerated() where random.chance(place < 5 ? 0.4 : 0.05) {
      names.append(name)
    }
    let age: Int64 = random.chance(0.8) ? 0 : Int64(random.below(130_000))
    let point = random.chance(0.95) ? spread.point(&random) : nil
    var profile = MatchProfile()
    profile.status = random.chance(0.8) ? 0 : UInt8(random.below(3))
    profile.rating = Float(random.below(51)) / 10
    profile.ratingCount = random.chance(0.2) ? 0 : UInt32(random.below(200))
    profile.capacity = UInt8(random.below(4))
    for kind: UInt32 in [0, 1, 64, 65] where random.chance(0.7) {
      let expires = Self.now.advanced(byMilliseconds: Int64(random.below(8_000_000)) - 500_000)
      profile.credentials.append(MatchCredential(kind: kind, expires: random.chance(0.5) ? nil : expires))
    }
    if random.chance(0.7) { profile.zones = (0..<140).filter { _ in random.chance(0.03) } }
    if random.chance(0.4) {
      profile.shift = WorkShift(
        startMinute: UInt16(random.below(1_441)), endMinute: UInt16(random.below(1_441)))
    }
    add(slot, at: point, skills: names, ageMilliseconds: age) { $0 = profile }
    columns.setOpenJobs(UInt8(random.below(2)), of: slot)
    columns.setLeased(random.chance(0.05), of: slot)
  }

  /// A question from where technicians are, or from anywhere.
  func randomRequest(_ spread: MatchSpread, _ random: inout SeededRandom) -> MatchRequest {
    let place = random.chance(0.9) ? spread.point(&random) : MatchSpread.uniform.point(&random)
    var request = Self.request(place, wanted: random.chance(0.7) ? 10 : 1 + random.below(100))
    if random.chance(0.3) { request.skills = randomSkills(upTo: 2, &random) }
    if random.chance(0.4) { request.preferredSkills = randomSkills(upTo: 4, &random) }
    if random.chance(0.2) { request.statuses = UInt64(random.below(8)) }
    if random.chance(0.2) { request.ageMaxMilliseconds = Int64(random.below(130_000)) }
    if random.chance(0.3) { request.credentials = [[0], [65], [1, 64], [0, 1, 65], [2]][random.below(5)] }
    if random.chance(0.3) { request.zones = [UInt32(random.below(140)), UInt32(random.below(140))] }
    if random.chance(0.2) { request.blocked = (0..<8).map { _ in randomSlot(&random) } }
    if random.chance(0.3) {
      request.windowStart = Self.now.advanced(byMilliseconds: Int64(random.below(7_200_000)))
    }
    if random.chance(0.5) {
      request.deadline = Self.now.advanced(byMilliseconds: Int64(random.below(7_200_000)) - 600_000)
    }
    request.utcOffsetMinutes = random.below(2_881) - 1_440
    request.countsRefusals = random.chance(0.8)
    request.explain = (0..<random.below(6)).map { _ in randomSlot(&random) }.filter { columns.contains($0) }
    if random.chance(0.2) { request.picked = request.explain.first }
    return request
  }

  private func randomSlot(_ random: inout SeededRandom) -> UInt32 {
    UInt32(random.below(columns.slotCount))
  }

  private func randomSkills(upTo count: Int, _ random: inout SeededRandom) -> SkillRequirement {
    var names = (0...random.below(count)).map { _ in Self.skillNames[random.below(Self.skillNames.count)] }
    if random.chance(0.03) { names.append("unheard-of") }
    return skills.requirement(Array(Set(names)).sorted())
  }
}
