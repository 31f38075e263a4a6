// How a technician is made up from a seed.

import Bedrock

extension TechnicianProfileSample {
  /// The n-th technician (from 0) of a seed. Independent of all others: O(1) in `technician`.
  public init(technician: Int, seed: UInt64) {
    var random = SeededRandom(seed: seed).fork(0x7065_6F70).fork(UInt64(technician))
    let name = PersonNames.random(&random)
    let skills = Self.skills(&random)
    // The better of two draws: most are good.
    let tenths = 32 + max(random.below(19), random.below(19))
    let home = ServiceZones.homeIndex(ofTechnician: technician, seed: seed)
    self.init(
      id: Self.id(ofTechnician: technician), name: name, skills: skills,
      ratingTenths: tenths, ratingCount: 1 + random.below(40) * random.below(20),
      credentials: Self.credentials(for: skills, &random), zones: Self.zones(home: home, &random),
      shift: Self.shifts[random.below(Self.shifts.count)], capacity: random.chance(0.9) ? 1 : 2)
  }

  private static let shifts = [
    Shift(startMinute: 7 * 60, endMinute: 16 * 60), Shift(startMinute: 9 * 60, endMinute: 18 * 60),
    Shift(startMinute: 10 * 60, endMinute: 19 * 60), Shift(startMinute: 14 * 60, endMinute: 23 * 60),
    Shift(startMinute: 22 * 60, endMinute: 7 * 60),
  ]

  private static func skills(_ random: inout SeededRandom) -> [Skill] {
    var skills: [Skill] = []
    for skill in SkillCatalogue.all where random.chance(skill.share) {
      skills.append(Skill(id: skill.id, level: level(&random)))
    }
    if skills.isEmpty {
      // Whoever got none by chance has one of the five most common.
      skills.append(Skill(id: SkillCatalogue.all[random.below(5)].id, level: level(&random)))
    }
    return skills
  }

  private static func level(_ random: inout SeededRandom) -> Int {
    1 + (random.below(5) + random.below(5) + 1) / 2
  }

  private static func credentials(for skills: [Skill], _ random: inout SeededRandom) -> [Credential] {
    var kinds = ["identity-check"]
    if random.chance(0.5) { kinds.append("work-permit") }
    for sample in SkillCatalogue.all {
      guard let licence = sample.licence, !kinds.contains(licence),
        skills.contains(where: { $0.id == sample.id })
      else { continue }
      kinds.append(licence)
    }
    return kinds.map { kind in
      let fate = random.unit()
      let status = fate < 0.04 ? "expired" : fate < 0.055 ? "suspended" : "valid"
      let year = status == "expired" ? 2024 : 2028 + random.below(4)
      // Permits are given out for the country, licences for the province of Riyadh.
      let jurisdiction = kind.hasSuffix("licence") ? "SA-01" : "SA"
      let day = twoDigits(1 + random.below(12)) + "-" + twoDigits(1 + random.below(28))
      return Credential(
        kind: kind, jurisdiction: jurisdiction, status: status, expires: "\(year)-\(day)")
    }
  }

  private static func zones(home: Int, _ random: inout SeededRandom) -> [Int] {
    var zones = [home]
    for _ in 0..<random.below(3) {
      let zone = ServiceZones.randomIndex(&random)
      if !zones.contains(zone) { zones.append(zone) }
    }
    return zones
  }

  private static func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}
