// Skills by name and by bit: the names belong to the tenant, the bits to the index.

import Bedrock

/// The skills that a tenant's technicians have.
///
/// The first 64 names get a bit each, which the index filters by at no cost. Further names are plain
/// gates: they are kept as sets of holders and looked up exactly, only slower. A bit is never given to
/// another name, because the index may hold it.
public struct SkillTable: Sendable {
  /// How many names have a bit.
  public static let indexedMax = 64

  private var bits: [String: UInt64] = [:]
  private var holders: [String: SlotSet] = [:]
  private var plainSkills: [UInt32: [String]] = [:]

  /// No skill yet.
  public init() {}

  /// How many names have a bit.
  public var indexedCount: Int { bits.count }

  /// How many names are plain gates.
  public var plainCount: Int { holders.count }

  /// Sets the skills of a technician and returns the bits for the index.
  public mutating func set(_ skills: [String], of technician: UInt32) -> UInt64 {
    remove(technician)
    var mask: UInt64 = 0
    var plain: [String] = []
    for skill in skills {
      if let bit = bit(for: skill) {
        mask |= bit
      } else {
        holders[skill, default: SlotSet()].insert(technician)
        plain.append(skill)
      }
    }
    if !plain.isEmpty { plainSkills[technician] = plain }
    return mask
  }

  /// Forgets the plain skills of a technician.
  public mutating func remove(_ technician: UInt32) {
    guard let plain = plainSkills.removeValue(forKey: technician) else { return }
    for skill in plain {
      holders[skill]?.remove(technician)
      if holders[skill]?.isEmpty == true { holders[skill] = nil }
    }
  }

  /// What technicians must have to hold all of `skills`.
  public func requirement(_ skills: [String]) -> SkillRequirement {
    var requirement = SkillRequirement()
    for skill in skills {
      if let bit = bits[skill] {
        requirement.bits |= bit
      } else if holders[skill] != nil {
        requirement.plain.append(skill)
      } else {
        requirement.isImpossible = true
      }
    }
    return requirement
  }

  /// Whether a technician has all of these plain skills.
  func holdsAll(_ skills: [String], _ technician: UInt32) -> Bool {
    skills.allSatisfy { holders[$0]?.contains(technician) == true }
  }

  /// The holders of the rarest of these plain skills; at least one must be given.
  func fewestHolders(_ skills: [String]) -> [UInt32] {
    let sets = skills.compactMap { holders[$0] }
    return sets.min { $0.count < $1.count }?.members ?? []
  }

  private mutating func bit(for skill: String) -> UInt64? {
    if let bit = bits[skill] { return bit }
    guard bits.count < Self.indexedMax else { return nil }
    let bit: UInt64 = 1 << UInt64(bits.count)
    bits[skill] = bit
    return bit
  }
}

/// Skills that somebody must have, as far as possible by bits.
public struct SkillRequirement: Sendable, Hashable {
  /// Bits that must all be set.
  public internal(set) var bits: UInt64 = 0
  /// Names beyond the bits.
  public internal(set) var plain: [String] = []
  /// Some skill that nobody has.
  public internal(set) var isImpossible = false
}
