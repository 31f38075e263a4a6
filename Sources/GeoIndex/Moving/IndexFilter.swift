// The yes/no conditions that the index applies before distances and limits.

public import Bedrock

/// Conditions on attributes and age; a technician must meet all of them.
///
/// Filters come before the limit: the ten nearest with a skill are ten technicians with that skill.
public struct IndexFilter: Hashable, Sendable {
  /// Every one of these skills is required; 0 asks for none.
  public var allSkills: UInt64
  /// At least one of these skills is required; 0 asks for none.
  public var anySkills: UInt64
  /// The least rating, inclusive.
  public var minRating: Float
  /// Bit `n` admits status `n`.
  public var statuses: UInt64
  /// The greatest load, inclusive.
  public var maxLoad: UInt8
  /// The position must be of this time or later; nil admits every age.
  public var freshSince: Instant?

  /// Collects the conditions; what is not named admits everybody.
  public init(
    allSkills: UInt64 = 0, anySkills: UInt64 = 0, minRating: Float = 0, statuses: UInt64 = .max,
    maxLoad: UInt8 = .max, freshSince: Instant? = nil
  ) {
    self.allSkills = allSkills
    self.anySkills = anySkills
    self.minRating = minRating
    self.statuses = statuses
    self.maxLoad = maxLoad
    self.freshSince = freshSince
  }

  /// Admits everybody.
  public static let everything = IndexFilter()

  /// Whether a technician with these attributes and this fix time passes.
  public func admits(_ attributes: IndexAttributes, fixTime: Instant) -> Bool {
    guard attributes.skills & allSkills == allSkills else { return false }
    guard anySkills == 0 || attributes.skills & anySkills != 0 else { return false }
    guard attributes.rating >= minRating else { return false }
    guard (statuses >> UInt64(attributes.status)) & 1 == 1 else { return false }
    guard attributes.load <= maxLoad else { return false }
    guard let freshSince else { return true }
    return fixTime >= freshSince
  }
}
