// What is refused, with which reason and where, and what can be mended.

import Bedrock
import GeoIndex
import TestSupport
import Testing

@Suite("Checking polygons")
struct PolygonCheckTests {
  private typealias Shapes = PolygonShapes

  /// A sound square and what it is made into.
  private static let square = PolygonShapes.box(0, 0, 10, 10)

  private func expect(
    _ polygons: [Shapes.Rings], _ reason: PolygonFault.Reason, ring: Int = 0, vertex: Int, polygon: Int = 0,
    mends: Bool, _ location: SourceLocation = #_sourceLocation
  ) throws {
    let corners = try polygons.map { try Shapes.corners($0) }
    let place = PolygonFault.Place(polygon: polygon, ring: ring, vertex: vertex)
    let error = #expect(throws: PolygonFaults.self, sourceLocation: location) {
      _ = try MultiPolygon.checking(corners)
    }
    let fault = try #require(error?.faults.first { $0.reason == reason }, sourceLocation: location)
    #expect(fault.place == place, sourceLocation: location)
    #expect(reason.isRepairable == mends, sourceLocation: location)
    if mends {
      let (polygon, repaired) = try MultiPolygon.checking(corners, repair: true)
      #expect(repaired.contains(fault), sourceLocation: location)
      // What was mended passes by itself, closed again.
      let again = polygon.polygons.map { $0.rings.map { $0.corners + [$0.corners[0]] } }
      #expect(try MultiPolygon.checking(again).polygon == polygon, sourceLocation: location)
    } else {
      #expect(throws: PolygonFaults.self, sourceLocation: location) {
        _ = try MultiPolygon.checking(corners, repair: true)
      }
    }
  }

  @Test("rings that are wrong on their own")
  func singleRings() throws {
    try expect([[Array(Self.square.dropLast())]], .unclosed, vertex: 3, mends: true)
    try expect([[[(0, 0), (10, 0), (0, 0)]]], .tooFewPoints, vertex: 0, mends: false)
    try expect([[[(0, 0), (0, 0), (0, 0), (0, 0)]]], .tooFewPoints, vertex: 0, mends: false)
    try expect(
      [[[(0, 0), (10, 0), (10, 0), (10, 10), (0, 10), (0, 0)]]], .duplicatePoint, vertex: 2, mends: true)
    // Nearer than what can be stored is the same.
    try expect(
      [[[(0, 0), (10, 0), (10, 0.000_000_01), (10, 10), (0, 0)]]], .duplicatePoint, vertex: 2, mends: true)
    try expect(
      [[[(0, 0), (10, 0), (15, 0), (10, 0), (10, 10), (0, 10), (0, 0)]]], .spike, vertex: 2, mends: true)
    // A spike at the first corner, and one that is left when another was dropped.
    try expect(
      [[[(-5, 0), (0, 0), (10, 0), (10, 10), (0, 10), (0, 0), (-5, 0)]]], .spike, vertex: 0, mends: true)
    try expect(
      [[[(0, 0), (10, 0), (12, 0), (15, 5), (12, 0), (10, 0), (10, 10), (0, 0)]]], .spike, vertex: 3,
      mends: true)
    // A narrow tip whose sides cross when its corners are stored.
    try expect(
      [
        [
          [
            (46.483_739_74, 24.536_221_82), (46.483_856_98, 24.536_480_27), (46.484_487_41, 24.536_787_85),
            (46.484_487_31, 24.536_787_84), (46.483_860_06, 24.536_742_11), (46.483, 24.5367),
            (46.483_739_74, 24.536_221_82),
          ]
        ]
      ], .spike, vertex: 3, mends: true)
    try expect([[[(0, 0), (5, 5), (10, 10), (0, 0)]]], .zeroArea, vertex: 0, mends: false)
    try expect([[Self.square.reversed()]], .winding, vertex: 0, mends: true)
    try expect([[[(0, 0), (10, 10), (10, 0), (0, 10), (0, 0)]]], .selfIntersection, vertex: 0, mends: false)
    // Two lobes that touch in a corner.
    try expect(
      [[[(0, 0), (5, 5), (10, 0), (10, 10), (5, 5), (0, 10), (0, 0)]]], .selfIntersection, vertex: 1,
      mends: false)
    try expect(
      [[[(-170, 0), (170, 0), (170, 5), (-170, 5), (-170, 0)]]], .longitudeJump, vertex: 1, mends: true)
    try expect(
      [[[(-360, 0), (-200, 0), (-40, 0), (120, 0), (120, 5), (-40, 5), (-200, 5), (-360, 5), (-360, 0)]]],
      .tooWide, vertex: 3, mends: false)
  }

  @Test("a crossing is named by both edges and by where they cross")
  func crossing() throws {
    let faults = try Shapes.faults([[(0, 0), (10, 10), (10, 0), (0, 10), (0, 0)]])
    #expect(faults.count == 1)
    let fault = try #require(faults.first)
    #expect(fault.other == PolygonFault.Place(polygon: 0, ring: 0, vertex: 2))
    #expect(abs(fault.longitudeDegrees - 5) < 1e-6 && abs(fault.latitudeDegrees - 5) < 1e-6)
    #expect("\(fault)".contains("selfIntersection"))
  }

  @Test("a jump over the antimeridian is taken the short way when that is asked for")
  func jump() throws {
    let ring = [(170.0, 0.0), (-170, 0), (-170, 5), (170, 5), (170, 0)]
    #expect(try Shapes.faults([ring]).map(\.reason).contains(.longitudeJump))
    let mended = try Shapes.multi([ring], repair: true)
    #expect(mended.contains(Shapes.point(180, 2)) && !mended.contains(Shapes.point(0, 2)))
    // Around a pole, with wrapped longitudes.
    let cap = try Shapes.multi([[(0, 80), (120, 80), (-120, 80), (0, 80)]], repair: true)
    #expect(cap.contains(Shapes.point(77, 90)) && !cap.contains(Shapes.point(77, 79)))
  }

  @Test("rings of one polygon that are wrong together")
  func rings() throws {
    try expect([[Self.square, Shapes.hole(20, 20, 30, 30)]], .holeOutside, ring: 1, vertex: 0, mends: false)
    try expect([[Self.square, Shapes.hole(5, 5, 15, 8)]], .ringsCross, ring: 0, vertex: 1, mends: false)
    try expect([[Self.square, Shapes.hole(0, 2, 3, 5)]], .sharedEdge, ring: 0, vertex: 3, mends: false)
    try expect(
      [[Self.square, Shapes.hole(1, 1, 9, 9), Shapes.hole(3, 3, 5, 5)]], .holesOverlap, ring: 2, vertex: 0,
      mends: false)
    try expect(
      [[Self.square, Shapes.hole(1, 1, 5, 5), Shapes.hole(3, 3, 7, 7)]], .ringsCross, ring: 1, vertex: 2,
      mends: false)
    try expect([[Self.square, Shapes.box(2, 2, 3, 3)]], .winding, ring: 1, vertex: 0, mends: true)
    try expect(
      [[Shapes.box(-170, 0, 170, 80), [(0, 10), (-120, 10), (-240, 10), (-360, 10)]]],
      .holeAroundPole, ring: 1, vertex: 0, mends: false)
  }

  @Test("rings may touch in corners as long as the inside stays in one piece")
  func touching() throws {
    let diamond = { (x: Double, y: Double, r: Double) in
      [(x, y - r), (x - r, y), (x, y + r), (x + r, y), (x, y - r)]
    }
    #expect(try Shapes.faults([Self.square, diamond(5, 2, 2)]).isEmpty, "once the shell")
    #expect(try Shapes.faults([Self.square, diamond(3, 5, 2), diamond(7, 5, 2)]).isEmpty, "each other")
    // From one side of the shell to the other.
    #expect(try Shapes.faults([Self.square, diamond(5, 5, 5)]).map(\.reason) == [.disconnected])
    let chain = [diamond(2.5, 5, 2.5), diamond(7.5, 5, 2.5)]
    #expect(try Shapes.faults([Self.square] + chain).map(\.reason) == [.disconnected])
    // Through a corner of the shell to the outside.
    let through = [(5.0, 5.0), (0, 10), (-3, 12), (-3, 5), (5, 5)]
    #expect(try Shapes.faults([Self.square, through]).contains { $0.reason == .ringsCross })
  }

  @Test("polygons may have borders in common and not lie over each other")
  func polygons() throws {
    let neighbour = Shapes.box(10, 0, 20, 10)
    #expect(try Shapes.faults([Self.square], [neighbour]).isEmpty)
    #expect(try Shapes.faults([Self.square, Shapes.hole(2, 2, 4, 4)], [Shapes.box(2, 2, 4, 4)]).isEmpty)
    #expect(try Shapes.faults([Self.square], [Self.square]).contains { $0.reason == .polygonsOverlap })
    #expect(try Shapes.faults([Self.square], [Shapes.box(2, 2, 4, 4)]).map(\.reason) == [.polygonsOverlap])
    #expect(
      try Shapes.faults([Self.square], [Shapes.box(5, 5, 15, 15)]).contains { $0.reason == .polygonsOverlap })
    // Over a corner only.
    let corner = [(5.0, 5.0), (15, 5), (15, 15), (10, 10), (5, 5)]
    #expect(try Shapes.faults([Self.square], [corner]).contains { $0.reason == .polygonsOverlap })
    // A turn apart is the same place.
    let far = Shapes.box(185, 0, 195, 10)
    let near = Shapes.box(-178, 2, -170, 4)
    #expect(try Shapes.faults([far], [near]).contains { $0.reason == .polygonsOverlap })
    #expect(
      try Shapes.faults([Shapes.box(170, 0, 180, 10)], [Shapes.box(-180, 0, -170, 10)]).isEmpty,
      "two halves that meet at the antimeridian")
  }

  @Test("all faults are told, and not more than anybody reads")
  func many() throws {
    let faults = try Shapes.faults(
      [Array(Self.square.reversed().dropLast()), Shapes.box(2, 2, 3, 3)], [[(0, 0), (1, 1)]])
    #expect(Set(faults.map(\.reason)) == [.unclosed, .winding, .tooFewPoints])
    let zigzag = (0..<60).map { (Double($0 % 2) * 10, Double($0 * 7 % 60)) }
    #expect(try Shapes.faults([zigzag + [zigzag[0]]]).count == MultiPolygon.faultsMax)
  }

  @Test("ten thousand corners are checked in well under a second")
  func speed() throws {
    var random = SeededRandom(seed: Seeds.current)
    let star = PolygonShapes.star(
      &random, longitude: 0, latitude: 0, radius: 100_000_000, corners: 10_000)
    // A comb: every edge spans nearly the whole height.
    var comb: [Corner] = []
    for tooth in 0..<5_000 {
      comb.append(Corner(longitudeUnits: Int64(20_000 - 4 * tooth), latitudeAngle: 1_000_000))
      comb.append(Corner(longitudeUnits: Int64(20_000 - 4 * tooth - 2), latitudeAngle: 10))
    }
    comb += [
      Corner(longitudeUnits: 0, latitudeAngle: 0), Corner(longitudeUnits: 20_000, latitudeAngle: 0), comb[0],
    ]
    for ring in [star, comb] {
      let time = try ContinuousClock().measure { _ = try MultiPolygon.checking([[ring]]) }
      // Debug builds are some twenty times slower than what is shipped.
      #expect(time < .seconds(20), "\(ring.count) corners took \(time)")
    }
  }
}
