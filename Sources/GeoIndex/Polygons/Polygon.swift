// Areas whose rings have been checked, and the slow, obvious answer to which places they hold.

/// One area with holes, checked.
///
/// The shell runs counterclockwise and the holes clockwise (RFC 7946, section 3.1.6); no ring meets itself; holes lie
/// inside the shell and outside of each other; rings of one polygon may touch in single corners as long as the
/// inside stays in one piece. The polygon is at most 360 degrees wide.
///
/// **Which places it holds.** A place on an edge belongs to the polygon that lies to the east of it, and where the edge
/// runs along a parallel, to the one north of it: as if the place were moved east by a hair's breadth, and north by a
/// far smaller one (at the north pole: south). So of any polygons that share edges and corners, exactly one holds each place.
/// A pole has all longitudes: a place at a pole is asked for with the longitude that it is written with.
public struct Polygon: Hashable, Sendable {
  /// The outside.
  public let shell: Ring
  /// What is cut out.
  public let holes: [Ring]

  init(shell: Ring, holes: [Ring]) {
    self.shell = shell
    self.holes = holes
  }

  /// The shell, then the holes.
  public var rings: [Ring] { [shell] + holes }

  /// How many corners all rings have.
  public var cornerCount: Int { holes.reduce(shell.corners.count) { $0 + $1.corners.count } }

  /// The smallest box that holds the polygon. O(corners).
  public var box: GeoBox {
    let plane = PlaneBox(around: shell.corners)
    return GeoBox(
      southAngle: plane.south, northAngle: plane.north, westAngle: Int32(truncatingIfNeeded: plane.west),
      longitudeSpan: UInt32(clamping: plane.width))
  }

  /// Whether the polygon holds the place, by looking at every edge: what prepared polygons are held against.
  /// Exact; O(corners).
  public func contains(_ point: GeoPoint) -> Bool {
    let west = PlaneBox(around: shell.corners).west
    let east = point.longitudeAngle &- Int32(truncatingIfNeeded: west)
    let place = Corner(
      longitudeUnits: west + Int64(UInt32(bitPattern: east)), latitudeAngle: point.latitudeAngle)
    var isInside = false
    for ring in rings {
      guard var a = ring.corners.last else { continue }
      for b in ring.corners {
        if Self.isCrossed(a, b, by: place) { isInside.toggle() }
        a = b
      }
    }
    return isInside
  }

  /// Whether the line from the place eastwards crosses the edge, by the rule of the hair's breadth.
  private static func isCrossed(_ a: Corner, _ b: Corner, by place: Corner) -> Bool {
    let (low, high) = a.latitudeAngle < b.latitudeAngle ? (a, b) : (b, a)
    let row = BandEdge.row(place.latitudeAngle)
    guard low.latitudeAngle <= row, row < high.latitudeAngle else { return false }
    return CornerStep(from: low, to: high).turn(to: CornerStep(from: low, to: place)) > 0
  }
}

/// Several areas that make one, checked: none lies over another. They may have borders in common, as the two halves
/// of an area that is cut at the antimeridian do (RFC 7946, section 3.1.9).
public struct MultiPolygon: Hashable, Sendable {
  /// The areas, at least one.
  public let polygons: [Polygon]

  init(_ polygons: [Polygon]) {
    self.polygons = polygons
  }

  /// How many corners all rings have.
  public var cornerCount: Int { polygons.reduce(0) { $0 + $1.cornerCount } }

  /// Whether one of the areas holds the place; the rule of edges is `Polygon`'s. Exact; O(corners).
  public func contains(_ point: GeoPoint) -> Bool {
    polygons.contains { $0.contains(point) }
  }
}
