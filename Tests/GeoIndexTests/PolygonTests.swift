// Which places a polygon holds: edges, corners, holes, the antimeridian and the poles.

import Bedrock
import GeoIndex
import TestSupport
import Testing

@Suite("Polygons")
struct PolygonTests {
  @Test("a place on an edge belongs to the polygon east of it, or north of it along a parallel")
  func edges() throws {
    let square = try PolygonShapes.multi([PolygonShapes.box(10, 20, 30, 40)])
    #expect(square.contains(PolygonShapes.point(20, 30)))
    #expect(square.contains(PolygonShapes.point(10, 30)), "the western edge is in")
    #expect(!square.contains(PolygonShapes.point(30, 30)), "the eastern edge is out")
    #expect(square.contains(PolygonShapes.point(20, 20)), "the southern edge is in")
    #expect(!square.contains(PolygonShapes.point(20, 40)), "the northern edge is out")
    #expect(square.contains(PolygonShapes.point(10, 20)), "the south-western corner is in")
    for corner in [(30.0, 20.0), (10, 40), (30, 40)] {
      #expect(!square.contains(PolygonShapes.point(corner.0, corner.1)))
    }
  }

  @Test("a hole is out, and its edges belong to whoever fills it")
  func holes() throws {
    let inner = PolygonShapes.box(14, 24, 16, 26)
    let frame = try PolygonShapes.multi([PolygonShapes.box(10, 20, 20, 30), inner.reversed()])
    let filling = try PolygonShapes.multi([inner])
    for longitude in stride(from: 13.0, through: 17, by: 0.5) {
      for latitude in stride(from: 23.0, through: 27, by: 0.5) {
        let point = PolygonShapes.point(longitude, latitude)
        #expect(frame.contains(point) != filling.contains(point), "\(longitude) \(latitude)")
      }
    }
  }

  @Test("an area across the antimeridian is the same cut there or run over 180 degrees")
  func antimeridian() throws {
    let cut = try PolygonShapes.multi(
      [PolygonShapes.box(170, -20, 180, -10)], [PolygonShapes.box(-180, -20, -160, -10)])
    let over = try PolygonShapes.multi([PolygonShapes.box(170, -20, 200, -10)])
    let under = try PolygonShapes.multi([PolygonShapes.box(-190, -20, -160, -10)])
    for longitude in [169.9, 170, 175, 179.999, 180, -180, -179.999, -170, -160, -159.9, 0] {
      let point = PolygonShapes.point(longitude, -15)
      let isInside = longitude >= 170 || longitude < -160
      #expect(cut.contains(point) == isInside && over.contains(point) == isInside, "\(longitude)")
      #expect(under.contains(point) == isInside, "\(longitude)")
    }
    // The seam belongs to one of the two halves.
    let seam = PolygonShapes.point(180, -15)
    #expect(cut.polygons.filter { $0.contains(seam) }.count == 1)
  }

  @Test("a ring that comes back after 360 degrees goes round the pole on its left")
  func poles() throws {
    let north = try PolygonShapes.multi([[(0, 80), (90, 70), (180, 80), (270, 70), (360, 80)]])
    let south = try PolygonShapes.multi([[(180, -80), (60, -70), (-60, -70), (-180, -80)]])
    for longitude in [-180, -90.0, 0, 12.5, 90, 180] {
      #expect(north.contains(PolygonShapes.point(longitude, 90)))
      #expect(north.contains(PolygonShapes.point(longitude, 81)))
      #expect(!north.contains(PolygonShapes.point(longitude, 69.9)))
      #expect(!north.contains(PolygonShapes.point(longitude, -90)))
      #expect(south.contains(PolygonShapes.point(longitude, -90)))
      #expect(south.contains(PolygonShapes.point(longitude, -81)))
      #expect(!south.contains(PolygonShapes.point(longitude, -69)))
    }
    #expect(north.contains(PolygonShapes.point(90, 75)) && !north.contains(PolygonShapes.point(0, 75)))
  }

  @Test("polygons that share a pole and their meridians hold each of its places once")
  func lunes() throws {
    let lunes = try stride(from: -180.0, to: 180, by: 60).map {
      try PolygonShapes.multi([PolygonShapes.box($0, -90, $0 + 60, 90)])
    }
    for longitude in stride(from: -180.0, through: 180, by: 15) {
      for latitude in [-90.0, -45, 0, 89.999, 90] {
        let point = PolygonShapes.point(longitude, latitude)
        #expect(lunes.filter { $0.contains(point) }.count == 1, "\(longitude) \(latitude)")
      }
    }
    let world = try PolygonShapes.multi([PolygonShapes.box(-180, -90, 180, 90)])
    #expect(world.contains(PolygonShapes.point(180, 90)) && world.contains(PolygonShapes.point(-180, -90)))
  }

  /// Where partitions break: a city, the antimeridian, both poles, cells of a few units.
  static let places: [(west: Int64, south: Int32, cell: Int64)] = [
    (555_000_000, 290_000_000, 100_000), ((1 << 31) - 700_000, -200_000_000, 200_000),
    (1_000, (1 << 30) - 1_200_000, 200_000), (-(1 << 31), -(1 << 30), 170_000_000), (7, 7, 30),
  ]

  @Test("of cells that share edges and corners exactly one holds each place", arguments: places.indices)
  func partitions(_ number: Int) throws {
    for seed in Seeds.all("polygon-partitions") {
      var random = SeededRandom(seed: seed).fork(UInt64(number))
      let place = Self.places[number]
      let cells = try PolygonShapes.cells(
        &random, west: place.west, south: place.south, cell: place.cell, columns: 6, rows: 6)
      let prepared = ZoneIndexBox(cells)
      var places: [Corner] = cells.flatMap { $0.polygons[0].shell.corners }
      for cell in cells {
        // Places on edges: where both ends differ by multiples, so that the middle is a stored place.
        for (a, b) in zip(cell.polygons[0].shell.corners, cell.polygons[0].shell.corners.dropFirst()) {
          places.append(
            Corner(
              longitudeUnits: (a.longitudeUnits + b.longitudeUnits) >> 1,
              latitudeAngle: Int32((Int64(a.latitudeAngle) + Int64(b.latitudeAngle)) >> 1)))
        }
      }
      for _ in 0..<2_000 {
        places.append(
          Corner(
            longitudeUnits: place.west + Int64(random.below(Int(6 * place.cell))),
            latitudeAngle: place.south + Int32(random.below(Int(6 * place.cell)))))
      }
      let (east, north) = (place.west + 6 * place.cell, Int64(place.south) + 6 * place.cell)
      for corner in places {
        // The outer eastern and northern edges belong to whoever lies beyond; the pole has nobody beyond.
        let isIn =
          corner.longitudeUnits < east
          && (Int64(corner.latitudeAngle) < north || corner.latitudeAngle == 1 << 30)
        let holders = cells.indices.filter { cells[$0].contains(corner.point) }
        #expect(holders.count == (isIn ? 1 : 0), "seed \(seed), \(corner): \(holders)")
        #expect(prepared.zones(at: corner.point) == holders, "seed \(seed), \(corner)")
      }
    }
  }

  @Test("prepared polygons answer as the slow way does, and boxes are told apart rightly")
  func prepared() throws {
    for seed in Seeds.all("polygon-prepared") {
      var random = SeededRandom(seed: seed)
      for round in 0..<60 {
        let radius = Int64(4) << Int64(random.below(27))
        let latitude = Int32(random.below(1 << 29)) - (1 << 28)
        let longitude = Int64(Int32(truncatingIfNeeded: random.next()))
        let ring = PolygonShapes.star(
          &random, longitude: longitude, latitude: latitude, radius: max(400, radius),
          corners: 3 + random.below(200))
        guard let polygon = try? MultiPolygon.checking([[ring]], repair: true).polygon else { continue }
        try compare(polygon, &random, "seed \(seed), round \(round)")
      }
    }
  }

  private func compare(_ polygon: MultiPolygon, _ random: inout SeededRandom, _ name: String) throws {
    let prepared = PreparedPolygon(polygon)
    let box = polygon.polygons[0].box
    var points = polygon.polygons[0].shell.corners.map(\.point)
    for _ in 0..<300 {
      let height = Int(box.northAngle) - Int(box.southAngle)
      points.append(
        GeoPoint(
          latitudeAngle: box.southAngle + Int32(random.below(height + 1)),
          longitudeAngle: box.westAngle &+ Int32(bitPattern: UInt32(random.below(Int(box.longitudeSpan) + 1)))
        ))
    }
    for point in points {
      #expect(prepared.contains(point) == polygon.contains(point), "\(name) \(point)")
    }
    for _ in 0..<60 {
      let corner = points[random.below(points.count)]
      let small = GeoBox(
        southAngle: corner.latitudeAngle, northAngle: corner.latitudeAngle + Int32(random.below(2_000)),
        westAngle: corner.longitudeAngle, longitudeSpan: UInt32(random.below(2_000)))
      let relation = prepared.relation(to: small)
      for _ in 0..<20 where relation != .border {
        let inside = GeoPoint(
          latitudeAngle: small.southAngle
            + Int32(random.below(Int(small.northAngle) - Int(small.southAngle) + 1)),
          longitudeAngle: small.westAngle &+ Int32(random.below(Int(small.longitudeSpan) + 1)))
        #expect(polygon.contains(inside) == (relation == .inside), "\(name) \(small)")
      }
    }
  }
}

/// A zone index as a class, for expressions of the test macros.
final class ZoneIndexBox {
  private var index: ZoneIndex
  private var found: [UInt32] = []

  init(_ zones: [MultiPolygon]) { index = ZoneIndex(packing: zones) }

  func zones(at point: GeoPoint) -> [Int] {
    index.zones(at: point, into: &found)
    return found.map(Int.init)
  }
}
