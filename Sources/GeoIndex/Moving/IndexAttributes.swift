// What the index knows about a technician besides the position.

/// The attributes that filters look at. All of them live in the cells, next to the positions.
public struct IndexAttributes: Hashable, Sendable {
  /// One bit for each of the tenant's first 64 skills.
  public var skills: UInt64
  /// From 0 to 5.
  public var rating: Float
  /// A code from 0 to 63, whose meaning is the caller's.
  public var status: UInt8
  /// How much work the technician already has, in the caller's units.
  public var load: UInt8

  /// Collects the attributes. A rating outside 0 to 5 or a status above 63 is a bug of the caller.
  public init(skills: UInt64 = 0, rating: Float = 0, status: UInt8 = 0, load: UInt8 = 0) {
    self.skills = skills
    self.rating = rating
    self.status = status
    self.load = load
    check()
  }

  /// From columns whose values were checked when they came in.
  @inline(__always)
  init(stored skills: UInt64, rating: Float, status: UInt8, load: UInt8) {
    self.skills = skills
    self.rating = rating
    self.status = status
    self.load = load
  }

  /// The properties can be set one by one, so the index checks again at its door.
  func check() {
    precondition(rating >= 0 && rating <= 5, "a rating is from 0 to 5")
    precondition(status < 64, "a status is from 0 to 63")
  }
}
