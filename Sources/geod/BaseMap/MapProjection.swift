// The projection of web maps: spherical Mercator (EPSG:3857), cut at the latitude that makes the world a square.

import Foundation

/// Degrees to the flat world and back.
enum MapProjection {
  /// atan(sinh(pi)) in degrees: what lies beyond is not on web maps.
  static let latitudeMax = 85.051_128_779_806_59

  /// A place on the flat world.
  static func point(latitudeDegrees: Double, longitudeDegrees: Double) -> MapPoint {
    let latitude = min(max(latitudeDegrees, -latitudeMax), latitudeMax) * .pi / 180
    return MapPoint(
      x: (longitudeDegrees + 180) / 360, y: (1 - asinh(tan(latitude)) / .pi) / 2)
  }

  /// Degrees of a place on the flat world.
  static func degrees(_ point: MapPoint) -> (latitude: Double, longitude: Double) {
    (atan(sinh(.pi * (1 - 2 * point.y))) * 180 / .pi, point.x * 360 - 180)
  }
}

/// One tile: the world is 2^zoom tiles wide and high; x counts from the west, y from the north.
struct TileAddress: Hashable, Sendable {
  /// The zooms for which tiles are cut; pages draw larger ones from the last.
  static let zooms = 6...14

  var zoom: Int
  var x: Int
  var y: Int

  /// A tile of the pyramid; nil when there is none with these numbers.
  init?(zoom: Int, x: Int, y: Int) {
    guard Self.zooms.contains(zoom), (0..<(1 << zoom)).contains(x), (0..<(1 << zoom)).contains(y) else {
      return nil
    }
    self.zoom = zoom
    self.x = x
    self.y = y
  }

  /// The tile on the flat world, wider by a part of its own size on all sides.
  func box(margin: Double = 0) -> MapBox {
    let size = 1 / Double(1 << zoom)
    return MapBox(
      west: (Double(x) - margin) * size, north: (Double(y) - margin) * size,
      east: (Double(x + 1) + margin) * size, south: (Double(y + 1) + margin) * size)
  }
}
