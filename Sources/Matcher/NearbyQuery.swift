// Who is near: the plainest question, exact, with every condition applied before anything is counted.

public import Bedrock
public import GeoIndex

/// A question for the technicians near a place.
public struct NearbyQuery: Sendable {
  /// Where.
  public enum Area: Sendable, Hashable {
    /// The nearest to a point, within a radius in metres where one is given.
    case around(GeoPoint, radiusMeters: Double?)
    /// Everybody inside a box, the nearest to its middle first.
    case inside(GeoBox)
  }

  /// Where to look.
  public var area: Area
  /// At most so many, 1 to ``countLimit``.
  public var countMax: Int
  /// Skills that each must have.
  public var skills: [String]
  /// The lowest rating, 0 to 5.
  public var ratingMin: Float
  /// Bits of the statuses that qualify.
  public var statuses: UInt64
  /// Positions from before this moment do not count; nil for no limit.
  public var freshSince: Instant?

  /// The most technicians in one answer.
  public static let countLimit = 1_000

  /// Puts a question; what is not given is no condition.
  public init(
    area: Area, countMax: Int, skills: [String] = [], ratingMin: Float = 0, statuses: UInt64 = .max,
    freshSince: Instant? = nil
  ) {
    precondition((1...Self.countLimit).contains(countMax), "the border checks the count")
    self.area = area
    self.countMax = countMax
    self.skills = skills
    self.ratingMin = ratingMin
    self.statuses = statuses
    self.freshSince = freshSince
  }
}

/// Answers nearby questions over the index.
public struct NearbySearch: ~Copyable {
  private var inBox: [UInt32] = []

  /// A search with empty scratch memory, which it keeps between questions.
  public init() {}

  /// Finds who qualifies, by ascending WGS84 distance, equal distances by slot.
  ///
  /// Cost: that of ``MovingIndex/nearest(to:limit:radiusMeters:filter:into:)``; for a box, sorting all inside;
  /// for skills beyond the indexed ones, the holders of the rarest.
  public mutating func run(
    _ query: NearbyQuery, skills table: borrowing SkillTable, index: inout MovingIndex,
    into result: inout [Neighbor]
  ) {
    result.removeAll(keepingCapacity: true)
    let requirement = table.requirement(query.skills)
    guard !requirement.isImpossible else { return }
    let filter = IndexFilter(
      allSkills: requirement.bits, minRating: query.ratingMin, statuses: query.statuses,
      freshSince: query.freshSince)

    if !requirement.plain.isEmpty {
      amongHolders(query, requirement, filter, table, index, into: &result)
      return
    }
    switch query.area {
    case .around(let point, let radius):
      index.nearest(
        to: point, limit: query.countMax, radiusMeters: radius, filter: filter, into: &result)
    case .inside(let box):
      inBox.removeAll(keepingCapacity: true)
      index.within(box, filter: filter, into: &inBox)
      let middle = box.middle
      for technician in inBox {
        guard let point = index.point(of: technician) else { continue }
        result.append(Neighbor(id: technician, distanceMeters: Geodesic.distanceMeters(middle, point)))
      }
      Self.keepNearest(query.countMax, &result)
    }
  }

  /// The slow and obvious way, for skills without a bit.
  private func amongHolders(
    _ query: NearbyQuery, _ requirement: SkillRequirement, _ filter: IndexFilter,
    _ table: borrowing SkillTable, _ index: borrowing MovingIndex, into result: inout [Neighbor]
  ) {
    for technician in table.fewestHolders(requirement.plain) {
      guard table.holdsAll(requirement.plain, technician),
        let point = index.point(of: technician), let attributes = index.attributes(of: technician),
        let fixTime = index.fixTime(of: technician), filter.admits(attributes, fixTime: fixTime)
      else { continue }
      switch query.area {
      case .around(let center, let radius):
        let distance = Geodesic.distanceMeters(center, point)
        guard distance <= radius ?? .infinity else { continue }
        result.append(Neighbor(id: technician, distanceMeters: distance))
      case .inside(let box):
        guard box.contains(point) else { continue }
        result.append(
          Neighbor(id: technician, distanceMeters: Geodesic.distanceMeters(box.middle, point)))
      }
    }
    Self.keepNearest(query.countMax, &result)
  }

  private static func keepNearest(_ count: Int, _ result: inout [Neighbor]) {
    result.sort()
    if result.count > count { result.removeLast(result.count - count) }
  }
}

extension GeoBox {
  /// The point halfway between the edges.
  var middle: GeoPoint {
    GeoPoint(
      latitudeAngle: southAngle &+ Int32((Int64(northAngle) - Int64(southAngle)) / 2),
      longitudeAngle: westAngle &+ Int32(bitPattern: longitudeSpan / 2))
  }
}
