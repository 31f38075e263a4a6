// Zones: from a place to the zone that holds it, each answer checked against the polygons themselves.

import Bedrock
import Allocations
import Foundation
import GeoIndex

extension Suite {
  static let zones = Suite(
    name: "zones",
    summary:
      "from a place to its zone, of the recorded districts or of as many generated ones; differences must be 0"
  ) { options, report in
    let wrong = measureZones(options, &report)
    report.row("differences", Double(wrong), "answers")
    return wrong == 0
  }
}

/// Measures the rows of zones, for the suites `zones` and `index`; returns how many answers were wrong, and in an optimised
/// build one more if lookups allocate.
func measureZones(_ options: BenchmarkOptions, _ report: inout BenchmarkReport) -> Int {
  ZoneRows.measure(options, &report)
}

/// The rows of zones.
private enum ZoneRows {
  private static let batchSize = 500

  /// Measures and compares; returns how many promises were broken.
  static func measure(_ options: BenchmarkOptions, _ report: inout BenchmarkReport) -> Int {
    let zones = ZoneData(seed: options.seed)
    var sealed = ZoneIndex(packing: zones.zones)
    var plain = ZoneIndex()
    for (id, zone) in zones.zones.enumerated() { plain.insert(UInt32(id), zone) }
    report.note(
      "zones, \(zones.zones.count) \(zones.isRecorded ? "recorded districts" : "generated cells"), "
        + "\(zones.cornerCount) corners, \(sealed.byteCount / 1024) KiB")
    let inside = zones.points(options.quick ? 500 : 50_000, nearBorders: false)
    let border = zones.points(options.quick ? 500 : 50_000, nearBorders: true)
    row("zone_lookup", inside, &sealed, options, &report)
    row("zone_lookup_border", border, &sealed, options, &report)
    row("zone_lookup_tree", inside, &plain, options, &report)

    var wrong = 0
    for point in inside.prefix(options.quick ? 100 : 2_000) + border.prefix(options.quick ? 100 : 2_000) {
      let expected = zones.zones.firstIndex { $0.contains(point) }.map(UInt32.init)
      if sealed.zone(at: point) != expected || plain.zone(at: point) != expected { wrong += 1 }
    }
    guard let allocations = allocationsPerLookup(inside, &sealed, &plain) else { return wrong }
    report.row("zone_allocations_per_lookup", allocations, "calls")
    // Debug builds have some of their own.
    return wrong + (Allocations.isOptimized && allocations > 0 ? 1 : 0)
  }

  /// How often looking up a zone allocates, with and without the grid, once buffers have their size; nil where
  /// that cannot be counted.
  private static func allocationsPerLookup(
    _ points: [GeoPoint], _ sealed: inout ZoneIndex, _ plain: inout ZoneIndex
  ) -> Double? {
    guard Allocations.isCounted else { return nil }
    var found: [UInt32] = []
    var allocations: Int64 = 0
    for isWarm in [false, true] {
      let before = Allocations.ofThread
      for point in points {
        sealed.zones(at: point, into: &found)
        plain.zones(at: point, into: &found)
      }
      if isWarm { allocations = Allocations.ofThread - before }
    }
    return Double(allocations) / Double(2 * points.count)
  }

  private static func row(
    _ name: String, _ points: [GeoPoint], _ index: inout ZoneIndex, _ options: BenchmarkOptions,
    _ report: inout BenchmarkReport
  ) {
    guard name.hasPrefix(options.only) else { return }
    var next = 0
    var found: UInt64 = 0
    let cost = Stopwatch.nanoseconds(seconds: options.secondsPerRow, batchSize: batchSize) {
      for _ in 0..<batchSize {
        if let zone = index.zone(at: points[next]) { found &+= UInt64(zone) }
        next += 1
        if next == points.count { next = 0 }
      }
    }
    precondition(found > 0, "no place was in a zone")
    report.row(name, cost, "ns")
  }
}

/// The zones that are asked for.
private struct ZoneData {
  private(set) var zones: [MultiPolygon] = []
  private(set) var isRecorded = false
  private let seed: UInt64

  var cornerCount: Int { zones.reduce(0) { $0 + $1.cornerCount } }

  init(seed: UInt64) {
    self.seed = seed
    zones = Self.recorded() ?? []
    isRecorded = !zones.isEmpty
    if zones.isEmpty { zones = Self.generated(seed: seed) }
  }

  /// Places at random: in zones, or within some ten metres of their corners.
  func points(_ count: Int, nearBorders: Bool) -> [GeoPoint] {
    var random = SeededRandom(seed: seed).fork(nearBorders ? 1 : 2)
    var points: [GeoPoint] = []
    while points.count < count {
      let polygon = zones[random.below(zones.count)].polygons[0]
      if nearBorders {
        let corner = polygon.shell.corners[random.below(polygon.shell.corners.count)].point
        points.append(
          GeoPoint(
            latitudeAngle: corner.latitudeAngle + Int32(random.below(12_000)) - 6_000,
            longitudeAngle: corner.longitudeAngle &+ Int32(random.below(12_000)) - 6_000))
      } else {
        let box = polygon.box
        let height = Int(box.northAngle) - Int(box.southAngle)
        let point = GeoPoint(
          latitudeAngle: box.southAngle + Int32(random.below(height + 1)),
          longitudeAngle: box.westAngle &+ Int32(random.below(Int(box.longitudeSpan) + 1)))
        if polygon.contains(point) { points.append(point) }
      }
    }
    return points
  }

  /// The districts of Riyadh where they are beside the project.
  private static func recorded() -> [MultiPolygon]? {
    let root =
      ProcessInfo.processInfo.environment["GEOD_SHARED_DATA"].map { URL(filePath: $0) }
      ?? URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "../shared/data").standardizedFileURL
    guard let data = try? Data(contentsOf: root.appending(path: "riyadh/riyadh_districts.geojson")),
      let file = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any],
      let features = file["features"] as? [[String: Any]]
    else { return nil }
    return features.compactMap { feature in
      guard let geometry = feature["geometry"] as? [String: Any],
        let rings = geometry["coordinates"] as? [[[Double]]]
      else { return nil }
      let corners = rings.map { ring in
        ring.compactMap { try? Corner(latitudeDegrees: $0[1], longitudeDegrees: $0[0]) }
      }
      return try? MultiPolygon.checking([corners], repair: true).polygon
    }
  }

  /// As many cells as there are districts, with as many corners: a grid whose edges are bent at random, so that
  /// neighbours share them.
  private static func generated(seed: UInt64) -> [MultiPolygon] {
    var random = SeededRandom(seed: seed)
    let (columns, rows, cell, bends) = (17, 11, Int64(55_000), 60)
    let (west, south) = (Int64(554_000_000), Int64(291_000_000))
    /// The bends of an edge from one corner of the grid to the next: along it, and a little aside, less near its
    /// ends, so that edges do not cross.
    func bent(_ fromX: Int, _ fromY: Int, _ toX: Int, _ toY: Int) -> [Corner] {
      (0..<bends).map { step in
        let along = cell * Int64(step) / Int64(bends)
        let reach = min(cell / 14, along / 2, (cell - along) / 2)
        let aside = Int64(random.below(Int(2 * reach + 1))) - reach
        let (east, north) = toX > fromX ? (along, aside) : (aside, along)
        return Corner(
          longitudeUnits: west + Int64(fromX) * cell + east,
          latitudeAngle: Int32(south + Int64(fromY) * cell + north))
      }
    }
    let lower = (0...rows).map { y in (0..<columns).map { x in bent(x, y, x + 1, y) } }
    let left = (0..<rows).map { y in (0...columns).map { x in bent(x, y, x, y + 1) } }
    func corner(_ x: Int, _ y: Int) -> Corner {
      Corner(longitudeUnits: west + Int64(x) * cell, latitudeAngle: Int32(south + Int64(y) * cell))
    }
    var zones: [MultiPolygon] = []
    for y in 0..<rows {
      for x in 0..<columns {
        let ring =
          lower[y][x] + left[y][x + 1] + [corner(x + 1, y + 1)] + lower[y + 1][x].dropFirst().reversed()
          + [corner(x, y + 1)] + left[y][x].dropFirst().reversed() + [corner(x, y)]
        if let zone = try? MultiPolygon.checking([[ring]], repair: true).polygon { zones.append(zone) }
      }
    }
    return zones
  }
}
