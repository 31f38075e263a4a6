// What can be wrong with the rings of a polygon, and where.

/// One fault of a polygon, with its place.
public struct PolygonFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// Kinds of faults; those that are `isRepairable` are mended when that is asked for.
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    /// The last corner is not the first again.
    case unclosed
    /// Fewer than three different corners.
    case tooFewPoints
    /// A corner is stored at the same place as the one before it.
    case duplicatePoint
    /// The line runs out and back over itself; or over and across itself at a tip of at most four stored units (37 mm).
    case spike
    /// All corners lie on one line.
    case zeroArea
    /// A shell that runs clockwise, or a hole that runs counterclockwise (RFC 7946, section 3.1.6).
    case winding
    /// An edge of more than 180 degrees of longitude: probably one that crosses the antimeridian.
    case longitudeJump
    /// The ring is wider than 360 degrees.
    case tooWide
    /// A hole that goes round a pole.
    case holeAroundPole
    /// A ring crosses or touches itself.
    case selfIntersection
    /// Two rings of a polygon cross.
    case ringsCross
    /// Two rings of a polygon run along each other.
    case sharedEdge
    /// A hole lies outside of its shell.
    case holeOutside
    /// A hole lies inside another one.
    case holesOverlap
    /// Rings touch so that the inside falls into pieces.
    case disconnected
    /// Two polygons lie over each other.
    case polygonsOverlap

    /// Whether the ring can be mended without changing what it holds by more than lines.
    public var isRepairable: Bool {
      switch self {
      case .unclosed, .duplicatePoint, .spike, .winding, .longitudeJump: true
      default: false
      }
    }
  }

  /// A corner as it was given.
  public struct Place: Hashable, Sendable {
    /// Which polygon, from 0.
    public var polygon: Int
    /// Which ring of it, from 0: the shell.
    public var ring: Int
    /// Which corner of the ring as it was given, from 0. For an edge, where it begins.
    public var vertex: Int

    /// Names a corner.
    public init(polygon: Int, ring: Int, vertex: Int) {
      self.polygon = polygon
      self.ring = ring
      self.vertex = vertex
    }
  }

  /// What is wrong.
  public var reason: Reason
  /// Where.
  public var place: Place
  /// With what, where two rings, edges or polygons are concerned.
  public var other: Place?
  /// The longitude of the place, in degrees.
  public var longitudeDegrees: Double
  /// The latitude of the place, in degrees.
  public var latitudeDegrees: Double

  /// One line for people; names a place of the polygon.
  public var description: String {
    let rest = other.map { ", with \($0.polygon)/\($0.ring)/\($0.vertex)" } ?? ""
    return "\(reason.rawValue) at \(place.polygon)/\(place.ring)/\(place.vertex)\(rest) "
      + "(\(longitudeDegrees), \(latitudeDegrees))"
  }
}

/// All the faults that were found in a polygon.
public struct PolygonFaults: Error, Hashable, Sendable, CustomStringConvertible {
  /// At least one, at most `MultiPolygon.faultsMax`.
  public var faults: [PolygonFault]

  /// The faults, one after the other.
  public var description: String { faults.map(\.description).joined(separator: "; ") }
}
