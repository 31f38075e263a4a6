// A polygon that is asked for many places.

/// A checked polygon with its edges in bands of latitude: a lookup reads a few edges and allocates nothing.
///
/// Answers are `MultiPolygon.contains`' to the bit. About 100 bytes per edge.
public struct PreparedPolygon: ~Copyable {
  /// How a box lies to the polygon.
  public enum BoxRelation: Sendable {
    /// The polygon holds every place of the box.
    case inside
    /// The polygon holds no place of the box.
    case outside
    /// An edge touches the box: each place has to be asked for.
    case border
  }

  private var bands = EdgeBands()

  /// Sorts the edges. O(n log n) in the corners.
  public init(_ polygon: MultiPolygon) {
    for part in polygon.polygons { bands.append(part) }
  }

  /// The boxes around the parts.
  public var boxes: [GeoBox] { (0..<UInt32(bands.count)).map { bands.box($0) } }

  /// Whether the polygon holds a place. Exact; O(parts + edges in the band).
  public func contains(_ point: GeoPoint) -> Bool {
    for part in 0..<UInt32(bands.count) where bands.contains(part, point) { return true }
    return false
  }

  /// How a box lies to the polygon. Exact; a box that several parts share between them is `border`.
  /// O(parts + edges in the bands that the box touches).
  public func relation(to box: GeoBox) -> BoxRelation {
    var relation = BoxRelation.outside
    for part in 0..<UInt32(bands.count) {
      switch bands.relation(part, to: box) {
      case .inside: return .inside
      case .border: relation = .border
      case .outside: break
      }
    }
    return relation
  }
}
