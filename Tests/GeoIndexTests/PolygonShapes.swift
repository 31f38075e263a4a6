// Polygons for tests: from degrees, at random, and as partitions of an area.

import Bedrock
import GeoIndex

/// Makes checked polygons.
enum PolygonShapes {
  /// Rings in degrees, longitude first, closed as GeoJSON has them.
  typealias Rings = [[(Double, Double)]]

  static func corners(_ rings: Rings) throws -> [[Corner]] {
    try rings.map { ring in
      try ring.map { try Corner(latitudeDegrees: $0.1, longitudeDegrees: $0.0) }
    }
  }

  static func multi(_ polygons: Rings..., repair: Bool = false) throws -> MultiPolygon {
    try MultiPolygon.checking(polygons.map { try corners($0) }, repair: repair).polygon
  }

  /// The faults of polygons, none when they are sound.
  static func faults(_ polygons: Rings..., repair: Bool = false) throws -> [PolygonFault] {
    do {
      return try MultiPolygon.checking(polygons.map { try corners($0) }, repair: repair).repaired
    } catch let error as PolygonFaults {
      return error.faults
    }
  }

  static func box(_ west: Double, _ south: Double, _ east: Double, _ north: Double) -> [(Double, Double)] {
    [(west, south), (east, south), (east, north), (west, north), (west, south)]
  }

  static func hole(_ west: Double, _ south: Double, _ east: Double, _ north: Double) -> [(Double, Double)] {
    box(west, south, east, north).reversed()
  }

  static func point(_ longitude: Double, _ latitude: Double) -> GeoPoint {
    let unit = 4_294_967_296.0 / 360
    return GeoPoint(
      latitudeAngle: Int32((latitude * unit).rounded()),
      longitudeAngle: Int32(truncatingIfNeeded: Int64((longitude * unit).rounded())))
  }

  /// A ring around a center that every ray from it meets once: sound, with corners in directions that are distinct.
  static func star(
    _ random: inout SeededRandom, longitude: Int64, latitude: Int32, radius: Int64, corners count: Int
  ) -> [Corner] {
    var directions: [(angle: Double, east: Double, north: Double)] = []
    for step in 0..<count {
      // A direction in each of as many equal parts of the circle, by the parametrised diamond.
      let turn = (Double(step) + 0.2 + 0.6 * random.unit()) / Double(count) * 4
      let side = Int(turn) % 4
      let part = turn - Double(Int(turn))
      let (east, north) = [(1 - part, part), (-part, 1 - part), (part - 1, -part), (part, part - 1)][side]
      directions.append((turn, east, north))
    }
    var ring: [Corner] = []
    for direction in directions {
      let reach = Double(radius) * random.double(in: 0.3...1)
      ring.append(
        Corner(
          longitudeUnits: longitude + Int64((direction.east * reach).rounded()),
          latitudeAngle: latitude + Int32((direction.north * reach).rounded())))
    }
    return ring + [ring[0]]
  }

  /// Cells that share all their edges and corners, over a rectangle of the plane: a grid whose inner corners were
  /// moved at random by less than a third of a cell.
  static func cells(
    _ random: inout SeededRandom, west: Int64, south: Int32, cell: Int64, columns: Int, rows: Int
  ) throws -> [MultiPolygon] {
    var corners: [[Corner]] = []
    for row in 0...rows {
      corners.append(
        (0...columns).map { column in
          let third = Int(cell / 3)
          let east = column == 0 || column == columns ? 0 : Int64(random.below(third)) - Int64(third / 2)
          let north = row == 0 || row == rows ? 0 : Int32(random.below(third) - third / 2)
          return Corner(
            longitudeUnits: west + Int64(column) * cell + east,
            latitudeAngle: south + Int32(Int64(row) * cell) + north)
        })
    }
    var cells: [MultiPolygon] = []
    for row in 0..<rows {
      for column in 0..<columns {
        let ring = [
          corners[row][column], corners[row][column + 1], corners[row + 1][column + 1],
          corners[row + 1][column],
          corners[row][column],
        ]
        cells.append(try MultiPolygon.checking([[ring]]).polygon)
      }
    }
    return cells
  }
}
