// What technicians of the generated world can do, how common it is, and how often and how urgently
// customers ask for it.

import Bedrock

/// A skill with what the generators need to know about it.
public struct SkillSample: Hashable, Sendable {
  /// The identifier in profiles and bookings.
  public var id: String
  /// The name in both languages.
  public var name: BilingualName
  /// Share of the technicians who have it, 0 to 1.
  public var share: Double
  /// How often customers ask for it, relative to the other skills.
  public var demandWeight: Double
  /// Minutes within which somebody should be there, by how urgent it is.
  public var slaMinutes: [Int]
  /// The licence without which nobody may do it, or nil.
  public var licence: String?

  init(
    _ id: String, ar: String, en: String, share: Double, demand: Double, sla: [Int], licence: String? = nil
  ) {
    self.id = id
    self.name = BilingualName(ar: ar, en: en)
    self.share = share
    self.demandWeight = demand
    self.slaMinutes = sla
    self.licence = licence
  }
}

/// All skills of the generated world.
public enum SkillCatalogue {
  /// The common skills first, the rare ones (1 to 2 % of the technicians) last.
  public static let all: [SkillSample] = [
    SkillSample(
      "cleaning", ar: "تنظيف", en: "Cleaning", share: 0.34, demand: 20, sla: [60, 120, 240]),
    SkillSample(
      "ac-repair", ar: "إصلاح المكيفات", en: "Air-conditioner repair", share: 0.28, demand: 24,
      sla: [30, 60, 120]),
    SkillSample("plumbing", ar: "سباكة", en: "Plumbing", share: 0.22, demand: 16, sla: [30, 45, 90]),
    SkillSample(
      "electrical", ar: "كهرباء", en: "Electrical work", share: 0.20, demand: 14, sla: [30, 60, 120],
      licence: "electrical-licence"),
    SkillSample(
      "appliance-repair", ar: "إصلاح الأجهزة المنزلية", en: "Appliance repair", share: 0.14, demand: 8,
      sla: [60, 120, 240]),
    SkillSample("painting", ar: "دهان", en: "Painting", share: 0.12, demand: 4, sla: [240, 480]),
    SkillSample("carpentry", ar: "نجارة", en: "Carpentry", share: 0.10, demand: 4, sla: [120, 240]),
    SkillSample(
      "furniture-moving", ar: "نقل الأثاث", en: "Furniture moving", share: 0.09, demand: 3, sla: [120, 240]),
    SkillSample(
      "pest-control", ar: "مكافحة الحشرات", en: "Pest control", share: 0.08, demand: 3, sla: [120, 240],
      licence: "pesticide-licence"),
    SkillSample(
      "water-tank-cleaning", ar: "تنظيف الخزانات", en: "Water-tank cleaning", share: 0.06, demand: 2,
      sla: [240, 480]),
    SkillSample(
      "gardening", ar: "تنسيق الحدائق", en: "Gardening", share: 0.05, demand: 1.5, sla: [240, 480]),
    SkillSample(
      "camera-installation", ar: "تركيب الكاميرات", en: "Camera installation", share: 0.04, demand: 1,
      sla: [240, 480]),
    SkillSample(
      "gas-fitting", ar: "تمديدات الغاز", en: "Gas fitting", share: 0.02, demand: 0.6, sla: [30, 60],
      licence: "gas-licence"),
    SkillSample(
      "pool-maintenance", ar: "صيانة المسابح", en: "Pool maintenance", share: 0.018, demand: 0.5,
      sla: [240, 480]),
    SkillSample("locksmith", ar: "فتح الأقفال", en: "Locksmith", share: 0.015, demand: 0.8, sla: [30, 45]),
    SkillSample(
      "solar-panels", ar: "ألواح شمسية", en: "Solar panels", share: 0.012, demand: 0.3, sla: [480],
      licence: "electrical-licence"),
    SkillSample(
      "elevator-repair", ar: "صيانة المصاعد", en: "Elevator repair", share: 0.01, demand: 0.3, sla: [30, 60],
      licence: "elevator-licence"),
  ]

  private static let wholeDemand = all.map(\.demandWeight).reduce(0, +)

  /// A skill as customers ask for it, as a position in `all`.
  static func randomDemanded(_ random: inout SeededRandom) -> Int {
    var rest = random.unit() * wholeDemand
    for (index, skill) in all.enumerated() {
      rest -= skill.demandWeight
      if rest < 0 { return index }
    }
    return 0
  }
}
