// The map of the sample: the streets and zones of the generated Riyadh, with some green and a wadi drawn by hand.

import Scene

extension BaseMap {
  /// The generated city that demo and samples live in.
  static func sample(seed: UInt64) -> BaseMap {
    let streets = StreetGrid(StreetPlan.city(seed: seed))
    let roads = StreetClass.allCases.flatMap { streetClass in
      streets.polylines(of: streetClass, in: .riyadh).filter { $0.count > 1 }.map { line in
        MapLine(kind(of: streetClass), line.map(Self.point))
      }
    }
    let names = ServiceZones.all.map { zone in
      MapName(
        zoomMin: zone.coverageWeight > 1 ? 11 : 12, point: middle(of: zone.box), en: zone.name.en,
        ar: zone.name.ar)
    }
    return BaseMap(
      lines: parks.map { MapLine(.park, ring($0)) } + [MapLine(.stream, rounded(wadi.map(Self.point)))]
        + roads,
      names: names, attribution: "")
  }

  private static func kind(of streetClass: StreetClass) -> MapKind {
    switch streetClass {
    case .ringRoad: .motorway
    case .arterial: .primary
    case .secondary: .secondary
    case .local: .street
    }
  }

  private static func point(_ point: ScenePoint) -> MapPoint {
    MapProjection.point(
      latitudeDegrees: point.latitudeDegrees, longitudeDegrees: point.longitudeDegrees)
  }

  private static func point(_ pair: (Double, Double)) -> MapPoint {
    MapProjection.point(latitudeDegrees: pair.1, longitudeDegrees: pair.0)
  }

  private static func ring(_ corners: [(Double, Double)]) -> [MapPoint] {
    let points = corners.map { point($0) }
    let round = rounded(points + points.prefix(2))
    // The first corner was rounded at the end only.
    return Array(round.dropFirst().dropLast()) + round.dropFirst().prefix(1)
  }

  /// A line with its corners cut three times, which rounds them (Chaikin 1974); its ends stay.
  private static func rounded(_ points: [MapPoint]) -> [MapPoint] {
    var line = points
    for _ in 0..<3 {
      var next = line.prefix(1) + []
      for (a, b) in zip(line, line.dropFirst()) {
        next.append(MapPoint(x: a.x * 0.75 + b.x * 0.25, y: a.y * 0.75 + b.y * 0.25))
        next.append(MapPoint(x: a.x * 0.25 + b.x * 0.75, y: a.y * 0.25 + b.y * 0.75))
      }
      line = Array(next) + points.suffix(1)
    }
    return line
  }

  private static func middle(of box: SceneBox) -> MapPoint {
    MapProjection.point(
      latitudeDegrees: (box.southDegrees + box.northDegrees) / 2,
      longitudeDegrees: (box.westDegrees + box.eastDegrees) / 2)
  }

  /// Parks as (longitude, latitude): about where the city has green, in shapes of our own.
  private static let parks: [[(Double, Double)]] = [
    [(46.694, 24.716), (46.731, 24.712), (46.735, 24.734), (46.716, 24.743), (46.697, 24.737)],
    [(46.706, 24.636), (46.716, 24.634), (46.719, 24.643), (46.710, 24.647), (46.704, 24.643)],
    [(46.742, 24.668), (46.753, 24.666), (46.755, 24.675), (46.745, 24.678)],
    [(46.775, 24.757), (46.796, 24.752), (46.803, 24.765), (46.789, 24.774), (46.776, 24.769)],
    [(46.640, 24.768), (46.655, 24.764), (46.659, 24.778), (46.646, 24.784)],
    [(46.620, 24.612), (46.634, 24.608), (46.637, 24.620), (46.624, 24.625)],
  ]

  /// The wadi along the west of the city.
  private static let wadi: [(Double, Double)] = [
    (46.545, 24.840), (46.561, 24.805), (46.556, 24.772), (46.575, 24.741), (46.582, 24.706),
    (46.601, 24.672),
    (46.611, 24.634), (46.627, 24.600), (46.645, 24.571), (46.668, 24.541), (46.701, 24.508),
    (46.732, 24.482),
  ]
}
