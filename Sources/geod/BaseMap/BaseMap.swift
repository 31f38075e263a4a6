// The base map of the pages: lines, areas and names, cut into tiles when somebody asks for them.

import Bedrock
import Foundation
import Transport

/// A map of some part of the world. What is not on it is blank.
final class BaseMap: Sendable {
  /// Coordinates inside of a tile run from 0 to this.
  static let extent = 4096
  /// What is drawn outside of a tile, as a part of its size, so that the ends of wide lines do not show.
  private static let margin = 1.0 / 32
  /// The zoom of the buckets in which lines are looked for.
  private static let bucketZoom = 11
  /// Made tiles are kept until there are so many.
  private static let keptMax = 4_096
  /// Long lines are cut into pieces of so many points, so that a tile does not look at what is far away.
  private static let piecePointsMax = 64

  /// Who made the map, as its licence wants it said; empty when nobody needs to be named.
  let attribution: String
  /// The box around everything, in degrees: west, south, east, north. Nil for an empty map.
  let boundsDegrees: [Double]?
  private let lines: [MapLine]
  private let names: [MapName]
  /// The lines that touch each tile of `bucketZoom`, as places in `lines`.
  private let buckets: [TileAddress: [Int32]]
  /// The lines that show at zooms below that of the buckets.
  private let overview: [Int32]
  private let kept = Lock<[TileAddress: PageFile]>([:])

  /// A map of lines, rings and names. O(points).
  init(lines: [MapLine], names: [MapName], attribution: String) {
    self.attribution = attribution
    self.names = names
    let pieces = lines.flatMap { Self.pieces(of: $0) }
    self.lines = pieces
    var buckets: [TileAddress: [Int32]] = [:]
    var overview: [Int32] = []
    var box: MapBox?
    let scale = Double(1 << Self.bucketZoom)
    for (index, line) in pieces.enumerated() {
      if line.kind.zoomMin < Self.bucketZoom { overview.append(Int32(index)) }
      box = box.map { $0.union(line.box) } ?? line.box
      for x in Int(line.box.west * scale)...Int(line.box.east * scale) {
        for y in Int(line.box.north * scale)...Int(line.box.south * scale) {
          guard let bucket = TileAddress(zoom: Self.bucketZoom, x: x, y: y) else { continue }
          buckets[bucket, default: []].append(Int32(index))
        }
      }
    }
    self.buckets = buckets
    self.overview = overview
    boundsDegrees = box.map { box in
      let northWest = MapProjection.degrees(MapPoint(x: box.west, y: box.north))
      let southEast = MapProjection.degrees(MapPoint(x: box.east, y: box.south))
      return [northWest.longitude, southEast.latitude, southEast.longitude, northWest.latitude]
    }
  }

  /// A tile, ready to be sent. O(lines near it) the first time, O(1) while it is kept.
  func tile(_ address: TileAddress) -> PageFile {
    if let file = kept.withLock({ $0[address] }) { return file }
    let file = PageFile(
      path: "map/\(address.zoom)/\(address.x)/\(address.y).json", bytes: document(address), level: 6)
    kept.withLock { kept in
      if kept.count >= Self.keptMax { kept.removeAll(keepingCapacity: true) }
      kept[address] = file
    }
    return file
  }

  private static func pieces(of line: MapLine) -> [MapLine] {
    guard !line.kind.isArea, line.points.count > piecePointsMax else { return [line] }
    return stride(from: 0, to: line.points.count - 1, by: piecePointsMax - 1).map { start in
      MapLine(line.kind, Array(line.points[start..<min(start + piecePointsMax, line.points.count)]))
    }
  }

  /// Lines that may touch a tile, the widest last so that they are drawn above the others.
  private func candidates(_ address: TileAddress, _ box: MapBox) -> [MapLine] {
    var places = overview
    if address.zoom >= Self.bucketZoom {
      let shift = address.zoom - Self.bucketZoom
      let bucket = TileAddress(zoom: Self.bucketZoom, x: address.x >> shift, y: address.y >> shift)
      places = bucket.flatMap { buckets[$0] } ?? []
    }
    return places.map { lines[Int($0)] }.filter { $0.kind.zoomMin <= address.zoom && $0.box.overlaps(box) }
  }

  private func document(_ address: TileAddress) -> [UInt8] {
    let box = address.box(margin: Self.margin)
    let found = candidates(address, box)
    var json = JSONWriter()
    json.beginObject()
    json.key("e")
    json.integer(Self.extent)
    json.key("l")
    json.beginArray()
    for kind in MapKind.allCases {
      let paths = found.filter { $0.kind == kind }.flatMap { line in
        kind.isArea ? [MapClipping.ring(line.points, to: box)] : MapClipping.line(line.points, to: box)
      }.map { Self.steps($0, in: address) }.filter { $0.count >= 4 }
      guard !paths.isEmpty else { continue }
      json.beginObject()
      json.key("k")
      json.string(kind.rawValue)
      json.key("p")
      json.beginArray()
      for path in paths {
        json.beginArray()
        for number in path { json.integer(number) }
        json.endArray()
      }
      json.endArray()
      json.endObject()
    }
    json.endArray()
    writeNames(address, &json)
    json.endObject()
    return json.finish()
  }

  private func writeNames(_ address: TileAddress, _ json: inout JSONWriter) {
    let box = address.box()
    json.key("n")
    json.beginArray()
    for name in names where name.zoomMin <= address.zoom && box.contains(name.point) {
      let place = Self.steps([name.point], in: address)
      json.beginObject()
      json.key("x")
      json.integer(place[0])
      json.key("y")
      json.integer(place[1])
      json.key("z")
      json.integer(name.zoomMin)
      if let en = name.en {
        json.key("en")
        json.string(en)
      }
      if let ar = name.ar {
        json.key("ar")
        json.string(ar)
      }
      json.endObject()
    }
    json.endArray()
  }

  /// Points in units of the tile: the first one as it is, the others as differences. Points that fall together are
  /// left out.
  private static func steps(_ points: [MapPoint], in address: TileAddress) -> [Int] {
    var steps: [Int] = []
    var last = (x: 0, y: 0)
    let scale = Double(1 << address.zoom)
    for point in points {
      let x = Int(((point.x * scale - Double(address.x)) * Double(extent)).rounded())
      let y = Int(((point.y * scale - Double(address.y)) * Double(extent)).rounded())
      if !steps.isEmpty, x == last.x, y == last.y { continue }
      steps.append(x - last.x)
      steps.append(y - last.y)
      last = (x, y)
    }
    return steps
  }
}
