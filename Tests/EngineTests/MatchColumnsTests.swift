// What the matcher reads is what profiles, positions and settings say, whatever happened before.

import Bedrock
import GeoIndex
import Matcher
import TestSupport
import Testing
import TrackHub

@testable import Engine

@Suite struct MatchColumnsTests {
  /// A random profile: few names, so that technicians share them.
  static func profile(_ id: String, _ random: inout SeededRandom) -> TechnicianProfile {
    let skills = (0..<80).filter { _ in random.chance(0.1) }.map { "skill-\($0)" }
    var profile = EngineBench.profile(
      id, skills: skills, rating: Float(random.below(51)) / 10,
      status: random.chance(0.7) ? .available : TechnicianStatus.allCases[random.below(3)])
    profile.ratingCount = random.chance(0.2) ? 0 : UInt32(random.below(200))
    profile.capacity = UInt8(1 + random.below(3))
    for kind in ["gas", "power", "cold"] where random.chance(0.6) {
      let day = Int(EngineBench.start.milliseconds / 86_400_000) + random.below(4) - 2
      profile.credentials.append(
        HeldCredential(
          kind: ClientID(trusted: kind), jurisdiction: random.chance(0.5) ? "SA" : nil,
          lastDay: random.chance(0.5) ? nil : day))
    }
    if random.chance(0.6) {
      profile.zones = (0..<6).filter { _ in random.chance(0.4) }.map { ClientID(trusted: "zone-\($0)") }
    }
    if random.chance(0.4) {
      profile.shift = WorkShift(
        startMinute: UInt16(random.below(1_441)), endMinute: UInt16(random.below(1_441)))
    }
    return profile
  }

  @Test func columnsAgreeWithTheIndexAfterAnyHistory() throws {
    for seed in Seeds.all("match-columns") {
      var random = SeededRandom(seed: seed)
      var bench = EngineBench()
      var sequence: UInt64 = 0
      for step in 0..<1_500 {
        let id = "t\(random.below(60))"
        let isThere = bench.engine.hasTechnician(ClientID(trusted: id))
        switch random.below(8) {
        case 0...2: bench.engine.put(Self.profile(id, &random), now: bench.now)
        case 3 where isThere:
          _ = bench.engine.remove(technician: ClientID(trusted: id), now: bench.now, into: &bench.actions)
        case 4...6 where isThere:
          let session = try bench.open(id)
          sequence += 1
          bench.send(
            sequence, north: random.double(in: 0...9_000), east: random.double(in: 0...9_000), session)
        case 7:
          var settings = TenantSettings()
          settings.travelTime.utcOffsetMinutes = random.below(600)
          bench.engine.apply(settings)
        default: bench.pass(1)
        }
        bench.engine.flush(into: &bench.actions)
        bench.actions.removeAll()
        let comment: Comment = "GEOD_SEED=\(seed), step \(step)"
        #expect(bench.engine.columns.disagreement(with: bench.engine.index).isEmpty, comment)
        #expect(bench.engine.columns.count == bench.engine.statistics.technicians, comment)
      }
      #expect(bench.engine.index.count > 5, "GEOD_SEED=\(seed)")
    }
  }

  @Test func aCredentialIsValidThroughItsLastDayInLocalTime() {
    let credential = HeldCredential(kind: ClientID(trusted: "gas"), lastDay: 10)
    #expect(credential.expires(utcOffsetMinutes: 0) == Instant(seconds: 11 * 86_400))
    #expect(credential.expires(utcOffsetMinutes: 180) == Instant(seconds: 11 * 86_400 - 3 * 3_600))
    #expect(HeldCredential(kind: credential.kind).expires(utcOffsetMinutes: 180) == nil)
  }
}
