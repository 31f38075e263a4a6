// Who works for the demo: what checks have to know of each technician.

import Bedrock
import Scene

/// The technicians of a demo by their identifiers.
struct DemoPeople: Sendable {
  private let ids: [ClientID]
  private let phones: [String: Int]
  private let skills: [String: Set<String>]

  init(_ profiles: [TechnicianProfileSample]) {
    ids = profiles.map { ClientID(trusted: $0.id) }
    phones = Dictionary(uniqueKeysWithValues: profiles.enumerated().map { ($1.id, $0) })
    skills = Dictionary(uniqueKeysWithValues: profiles.map { ($0.id, Set($0.skills.map(\.id))) })
  }

  /// The place of a technician's phone in the fleet.
  func phone(of technician: ClientID) -> Int? { phones[technician.text] }

  /// Whether a technician can do something.
  func has(_ technician: String, skill: String) -> Bool { skills[technician]?.contains(skill) == true }

  /// Anybody, up to `count` of them, nobody twice.
  func somebody(_ count: Int, _ random: inout SeededRandom) -> [String] {
    Set((0..<count).map { _ in ids[random.below(ids.count)].text }).sorted()
  }
}
