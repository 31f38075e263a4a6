// Cutting lines and rings at the edges of a box.

/// Clips to a box.
enum MapClipping {
  /// The parts of a line inside a box, in their order (Liang and Barsky 1984, segment by segment). O(points).
  static func line(_ points: [MapPoint], to box: MapBox) -> [[MapPoint]] {
    var parts: [[MapPoint]] = []
    var part: [MapPoint] = []
    for index in 1..<points.count {
      guard let (a, b) = segment(points[index - 1], points[index], box) else {
        if part.count > 1 { parts.append(part) }
        part = []
        continue
      }
      if part.last != a {
        if part.count > 1 { parts.append(part) }
        part = [a]
      }
      if b != a { part.append(b) }
    }
    if part.count > 1 { parts.append(part) }
    return parts
  }

  private static func segment(
    _ a: MapPoint, _ b: MapPoint, _ box: MapBox
  ) -> (MapPoint, MapPoint)? {
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    var (enter, leave) = (0.0, 1.0)
    for (step, room) in [
      (-dx, a.x - box.west), (dx, box.east - a.x), (-dy, a.y - box.north), (dy, box.south - a.y),
    ] {
      if step == 0 {
        if room < 0 { return nil }
      } else if step < 0 {
        enter = max(enter, room / step)
      } else {
        leave = min(leave, room / step)
      }
      if enter > leave { return nil }
    }
    return (
      enter == 0 ? a : MapPoint(x: a.x + enter * dx, y: a.y + enter * dy),
      leave == 1 ? b : MapPoint(x: a.x + leave * dx, y: a.y + leave * dy)
    )
  }

  /// The part of a ring inside a box; empty when there is none (Sutherland and Hodgman 1974). Where a ring leaves the
  /// box and comes back, both parts are joined along the edge, which is drawn outside of the visible tile.
  /// O(points).
  static func ring(_ points: [MapPoint], to box: MapBox) -> [MapPoint] {
    var ring = points
    for edge in Edge.allCases {
      guard let last = ring.last else { return [] }
      var kept: [MapPoint] = []
      var previous = last
      for point in ring {
        let isInside = edge.isInside(point, box)
        if isInside != edge.isInside(previous, box) { kept.append(edge.crossing(previous, point, box)) }
        if isInside { kept.append(point) }
        previous = point
      }
      ring = kept
    }
    guard let first = ring.first, ring.count > 2 else { return [] }
    return ring.last == first ? ring : ring + [first]
  }

  private enum Edge: CaseIterable {
    case west, north, east, south

    func isInside(_ point: MapPoint, _ box: MapBox) -> Bool {
      switch self {
      case .west: point.x >= box.west
      case .north: point.y >= box.north
      case .east: point.x <= box.east
      case .south: point.y <= box.south
      }
    }

    func crossing(_ a: MapPoint, _ b: MapPoint, _ box: MapBox) -> MapPoint {
      switch self {
      case .west: across(a, b, x: box.west)
      case .east: across(a, b, x: box.east)
      case .north: across(a, b, y: box.north)
      case .south: across(a, b, y: box.south)
      }
    }

    private func across(_ a: MapPoint, _ b: MapPoint, x: Double) -> MapPoint {
      MapPoint(x: x, y: a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x))
    }

    private func across(_ a: MapPoint, _ b: MapPoint, y: Double) -> MapPoint {
      MapPoint(x: a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y), y: y)
    }
  }
}
