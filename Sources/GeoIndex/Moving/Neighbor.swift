// One line of an answer.

/// A technician found by a query, with the exact distance.
public struct Neighbor: Hashable, Comparable, Sendable {
  /// The dense slot of the technician.
  public var id: UInt32
  /// Geodesic distance on the WGS84 ellipsoid between the stored positions, in metres.
  public var distanceMeters: Double

  /// Collects an answer.
  @inlinable
  public init(id: UInt32, distanceMeters: Double) {
    self.id = id
    self.distanceMeters = distanceMeters
  }

  /// The order of answers: nearer first, then by id.
  @inlinable
  public static func < (a: Neighbor, b: Neighbor) -> Bool {
    a.distanceMeters != b.distanceMeters ? a.distanceMeters < b.distanceMeters : a.id < b.id
  }
}
