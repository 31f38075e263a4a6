// The people: valid, varied, the same for a seed, and equal to the sample file.

import Bedrock
import Foundation
import Scene
import Testing

@Suite struct TechnicianProfileTests {
  typealias Support = SceneTestSupport

  /// The seed of the sample file.
  private static let sampleSeed: UInt64 = 42

  @Test func theSampleFileIsWhatTheCodeSays() throws {
    #expect(
      try Support.matchesSample(
        "technicians.ndjson", TechnicianProfileSample.ndjson(seed: Self.sampleSeed, count: 50)),
      "data/samples/technicians.ndjson is stale; regenerate with: \(Support.regenerateCommand)")
  }

  @Test func everyProfileIsValid() {
    let skillIDs = SkillCatalogue.all.map(\.id)
    for technician in 0..<2_000 {
      let profile = TechnicianProfileSample(technician: technician, seed: Support.seed)
      #expect(Support.isIdentifier(profile.id))
      #expect(!profile.skills.isEmpty && profile.skills.allSatisfy { (1...5).contains($0.level) })
      #expect(Set(profile.skills.map(\.id)).count == profile.skills.count)
      #expect(profile.skills.allSatisfy { skillIDs.contains($0.id) })
      #expect((32...50).contains(profile.ratingTenths) && profile.ratingCount >= 1)
      #expect(Set(profile.credentials.map(\.kind)).count == profile.credentials.count)
      #expect(profile.credentials.allSatisfy { $0.expires.count == 10 })
      #expect(Set(profile.zones).count == profile.zones.count)
      #expect(profile.zones.allSatisfy(ServiceZones.all.indices.contains))
      #expect(profile.homeZone == ServiceZones.homeIndex(ofTechnician: technician, seed: Support.seed))
      #expect((1...2).contains(profile.capacity))
      for minute in [profile.shift.startMinute, profile.shift.endMinute] {
        #expect((0..<1_440).contains(minute))
      }
      for skill in SkillCatalogue.all {
        guard let licence = skill.licence, profile.skills.contains(where: { $0.id == skill.id }) else {
          continue
        }
        #expect(profile.credentials.contains { $0.kind == licence })
      }
    }
  }

  @Test func skillsAreAsCommonAsTheCatalogueSays() {
    let count = 10_000
    var holders = [String: Int]()
    for technician in 0..<count {
      for skill in TechnicianProfileSample(technician: technician, seed: Support.seed).skills {
        holders[skill.id, default: 0] += 1
      }
    }
    // The five most common are also given to those who got none by chance.
    for skill in SkillCatalogue.all.dropFirst(5) {
      let share = Double(holders[skill.id, default: 0]) / Double(count)
      #expect(abs(share - skill.share) < 0.006 + 0.1 * skill.share, "\(skill.id): \(share)")
    }
    #expect(SkillCatalogue.all.contains { (0.01...0.02).contains($0.share) })
  }

  @Test func identifiersCountFromOne() {
    #expect(TechnicianProfileSample.id(ofTechnician: 0) == "tech-0001")
    #expect(TechnicianProfileSample.id(ofTechnician: 9_999) == "tech-10000")
  }

  @Test func aProfileIsIndependentOfTheOthersAndDependsOnTheSeed() {
    let lines = TechnicianProfileSample.ndjson(seed: 5, count: 20).split(separator: 0x0A)
    let last = TechnicianProfileSample(technician: 19, seed: 5)
    var writer = JSONWriter()
    last.write(to: &writer, withID: true)
    let line = writer.finish()
    #expect(lines.count == 20 && Array(lines[19]) == line)
    #expect(last != TechnicianProfileSample(technician: 19, seed: 6))
  }

  @Test func theBodyHasTheMembersOfTheWire() throws {
    let profile = TechnicianProfileSample(technician: 3, seed: 42)
    let body = try JSONDecoder().decode(Body.self, from: Data(profile.body()))
    #expect(body.name == ["ar": profile.name.ar, "en": profile.name.en])
    #expect(body.skills.map(\.id) == profile.skills.map(\.id))
    #expect(body.skills.map(\.level) == profile.skills.map(\.level))
    #expect(body.rating.value == Double(profile.ratingTenths) / 10)
    #expect(body.rating.count == profile.ratingCount)
    #expect(body.credentials.map { $0["kind"] } == profile.credentials.map(\.kind))
    #expect(body.credentials.allSatisfy { Set($0.keys) == ["kind", "jurisdiction", "status", "expires"] })
    #expect(body.zones == profile.zones.map { ServiceZones.all[$0].id })
    #expect(body.capacity == profile.capacity)
    let members = try JSONSerialization.jsonObject(with: Data(profile.body())) as? [String: Any]
    #expect(
      Set((members ?? [:]).keys) == ["name", "skills", "rating", "credentials", "zones", "capacity"])
  }

  private struct Body: Decodable {
    var name: [String: String]
    var skills: [Skill]
    var rating: Rating
    var credentials: [[String: String]]
    var zones: [String]
    var capacity: Int
  }

  private struct Skill: Decodable {
    var id: String
    var level: Int
  }

  private struct Rating: Decodable {
    var value: Double
    var count: Int
  }
}
