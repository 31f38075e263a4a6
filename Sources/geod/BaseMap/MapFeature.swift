// What a base map is made of: lines, areas and names on the flat world of web maps.

/// A place on the flat world: 0 to 1 from west to east and from north to south.
struct MapPoint: Hashable, Sendable {
  var x: Double
  var y: Double
}

/// What is drawn how. The raw value is the name on the wire.
enum MapKind: String, CaseIterable, Sendable {
  case motorway
  case primary
  case secondary
  case street
  case water
  case park
  /// A waterway as a line.
  case stream

  /// The first zoom at which it is worth drawing.
  var zoomMin: Int {
    switch self {
    case .motorway, .water: 6
    case .primary: 9
    case .park, .stream: 10
    case .secondary: 11
    case .street: 13
    }
  }

  /// Whether lines of this kind are rings around areas.
  var isArea: Bool { self == .water || self == .park }
}

/// One line, or one ring, of a kind.
struct MapLine: Sendable {
  var kind: MapKind
  /// At least two points; rings repeat the first at the end.
  var points: [MapPoint]
  var box: MapBox

  /// A line through points, at least two.
  init(_ kind: MapKind, _ points: [MapPoint]) {
    precondition(points.count >= 2, "a line has two ends")
    self.kind = kind
    self.points = points
    box = MapBox(around: points)
  }
}

/// A name at a place.
struct MapName: Sendable {
  /// The zoom from which on it is shown.
  var zoomMin: Int
  var point: MapPoint
  /// In English, and in Arabic; one of them at least.
  var en: String?
  var ar: String?
}

/// A box on the flat world.
struct MapBox: Hashable, Sendable {
  var west: Double
  var north: Double
  var east: Double
  var south: Double

  init(west: Double, north: Double, east: Double, south: Double) {
    self.west = west
    self.north = north
    self.east = east
    self.south = south
  }

  /// The smallest box around points, of which there is at least one.
  init(around points: [MapPoint]) {
    west = points[0].x
    east = points[0].x
    north = points[0].y
    south = points[0].y
    for point in points {
      west = min(west, point.x)
      east = max(east, point.x)
      north = min(north, point.y)
      south = max(south, point.y)
    }
  }

  func overlaps(_ other: MapBox) -> Bool {
    west <= other.east && east >= other.west && north <= other.south && south >= other.north
  }

  func contains(_ point: MapPoint) -> Bool {
    point.x >= west && point.x <= east && point.y >= north && point.y <= south
  }

  /// The smallest box around both.
  func union(_ other: MapBox) -> MapBox {
    MapBox(
      west: min(west, other.west), north: min(north, other.north), east: max(east, other.east),
      south: max(south, other.south))
  }
}
