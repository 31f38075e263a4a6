// The base map: its projection, how it is cut, what its files may say, and the map of the sample.

import Bedrock
import Foundation
import TestSupport
import Testing

@testable import geod

@Suite("Base map")
struct BaseMapTests {
  @Test("the projection is that of web maps")
  func projection() {
    let middle = MapProjection.point(latitudeDegrees: 0, longitudeDegrees: 0)
    #expect(abs(middle.x - 0.5) < 1e-12 && abs(middle.y - 0.5) < 1e-12)
    let top = MapProjection.point(latitudeDegrees: 90, longitudeDegrees: -180)
    #expect(top.x == 0 && abs(top.y) < 1e-9)
    // x and y in metres of EPSG:3857 for 46.7 E, 24.7 N, from the formulas of its definition.
    let riyadh = MapProjection.point(latitudeDegrees: 24.7, longitudeDegrees: 46.7)
    let half = 20_037_508.342_789_244
    #expect(abs((riyadh.x * 2 - 1) * half - 5_198_620.220) < 0.01)
    #expect(abs((1 - riyadh.y * 2) * half - 6_378_137 * log(tan(.pi / 4 + 24.7 * .pi / 360))) < 0.01)
    let back = MapProjection.degrees(riyadh)
    #expect(abs(back.latitude - 24.7) < 1e-9 && abs(back.longitude - 46.7) < 1e-9)
  }

  @Test("what is left of a line is what of it lies inside")
  func lines() {
    for seed in Seeds.all("base-map") { checkLines(seed) }
  }

  private func checkLines(_ seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let box = MapBox(west: 0.3, north: 0.4, east: 0.6, south: 0.8)
    for round in 0..<300 {
      let line = (0..<random.below(8) + 2).map { _ in MapPoint(x: random.unit(), y: random.unit()) }
      let parts = MapClipping.line(line, to: box)
      let inside = Self.length(of: line, in: box)
      let kept = parts.map { Self.length(of: $0) }.reduce(0, +)
      #expect(abs(inside - kept) < 2e-3, "round \(round) of seed \(seed)")
      for point in parts.joined() {
        #expect(point.x > box.west - 1e-9 && point.x < box.east + 1e-9, "round \(round) of seed \(seed)")
        #expect(point.y > box.north - 1e-9 && point.y < box.south + 1e-9, "round \(round) of seed \(seed)")
      }
    }
  }

  private static func length(of line: [MapPoint]) -> Double {
    zip(line, line.dropFirst()).map { hypot($0.x - $1.x, $0.y - $1.y) }.reduce(0, +)
  }

  /// The length inside of a box, by walking along the line in small steps.
  private static func length(of line: [MapPoint], in box: MapBox) -> Double {
    let steps = 2_000
    return zip(line, line.dropFirst()).map { a, b in
      let count = (0..<steps).count { step in
        let part = (Double(step) + 0.5) / Double(steps)
        return box.contains(MapPoint(x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part))
      }
      return hypot(a.x - b.x, a.y - b.y) * Double(count) / Double(steps)
    }.reduce(0, +)
  }

  @Test("what is left of a ring covers what of it lies inside")
  func rings() {
    for seed in Seeds.all("base-map") { checkRings(seed) }
  }

  private func checkRings(_ seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let box = MapBox(west: 0.3, north: 0.4, east: 0.6, south: 0.8)
    for round in 0..<100 {
      // A star around a place: its corners by angle, so that it does not cross itself.
      let (x, y, count) = (random.unit(), random.unit(), random.below(9) + 3)
      let corners = (0..<count).map { corner in
        let (angle, reach) = (Double(corner) / Double(count) * 2 * .pi, random.double(in: 0.05...0.5))
        return MapPoint(x: x + reach * cos(angle), y: y + reach * sin(angle))
      }
      let ring = corners + corners.prefix(1)
      let cut = MapClipping.ring(ring, to: box)
      #expect(cut.isEmpty || cut.first == cut.last)
      for _ in 0..<50 {
        let point = MapPoint(x: random.double(in: 0.301...0.599), y: random.double(in: 0.401...0.799))
        #expect(Self.covers(ring, point) == Self.covers(cut, point), "round \(round) of seed \(seed)")
      }
    }
  }

  private static func covers(_ ring: [MapPoint], _ point: MapPoint) -> Bool {
    zip(ring, ring.dropFirst()).count { a, b in
      (a.y > point.y) != (b.y > point.y) && point.x < a.x + (point.y - a.y) / (b.y - a.y) * (b.x - a.x)
    } % 2 == 1
  }

  @Test("tiles of one zoom together have the whole line, at every zoom at which its kind is drawn")
  func tiles() throws {
    let ends = [(46.5, 24.5), (46.7, 24.72), (46.91, 24.6)].map {
      MapProjection.point(latitudeDegrees: $0.1, longitudeDegrees: $0.0)
    }
    let map = BaseMap(lines: [MapLine(.secondary, ends)], names: [], attribution: "")
    let whole = Self.length(of: ends)
    for zoom in TileAddress.zooms {
      let scale = Double(1 << zoom)
      let box = MapBox(around: ends)
      var found = 0.0
      for x in Int(box.west * scale)...Int(box.east * scale) {
        for y in Int(box.north * scale)...Int(box.south * scale) {
          let address = try #require(TileAddress(zoom: zoom, x: x, y: y))
          found += try Self.visibleLength(of: map.tile(address), at: zoom)
        }
      }
      let expected = zoom >= MapKind.secondary.zoomMin ? whole : 0
      #expect(abs(found - expected) < whole * 0.01, "zoom \(zoom): \(found / whole) of the line")
    }
  }

  /// The length of the lines inside of a tile's own edges, as a part of the world.
  private static func visibleLength(of file: PageFile, at zoom: Int) throws -> Double {
    let tile = try JSON(String(decoding: file.bytes, as: UTF8.self))
    let edge = Double(BaseMap.extent)
    return tile["l"].array.flatMap { $0["p"].array }.map { path in
      let numbers = path.array.map { $0.double ?? .nan }
      var points = [MapPoint(x: numbers[0], y: numbers[1])]
      for index in stride(from: 2, to: numbers.count, by: 2) {
        let last = points[points.count - 1]
        points.append(MapPoint(x: last.x + numbers[index], y: last.y + numbers[index + 1]))
      }
      let box = MapBox(west: 0, north: 0, east: edge, south: edge)
      return MapClipping.line(points, to: box).map { length(of: $0) }.reduce(0, +)
    }.reduce(0, +) / edge / Double(1 << zoom)
  }

  @Test("a file with the tags of OpenStreetMap is read; what is no street, water or park is left out")
  func file() throws {
    let text = """
      {"type":"FeatureCollection","features":[
        {"type":"Feature","geometry":null,"properties":{}},
        {"type":"Feature","properties":{"highway":"trunk_link"},
         "geometry":{"type":"LineString","coordinates":[[46.7,24.7],[46.71,24.7,600]]}},
        {"type":"Feature","properties":{"leisure":"park"},
         "geometry":{"type":"MultiPolygon","coordinates":[[[[46.7,24.7],[46.71,24.7],[46.71,24.71],[46.7,24.7]]]]}},
        {"type":"Feature","properties":{"building":"yes"},
         "geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]}},
        {"type":"Feature","properties":{"place":"suburb","name":"العليا","name:en":"Al Olaya"},
         "geometry":{"type":"Point","coordinates":[46.705,24.705]}}]}
      """
    let map = try BaseMap.parse(Data(text.utf8), name: "map.json", attribution: "© somebody")
    #expect(map.attribution == "© somebody")
    let bounds = try #require(map.boundsDegrees)
    #expect(zip(bounds, [46.7, 24.7, 46.71, 24.71]).allSatisfy { abs($0 - $1) < 1e-9 }, "\(bounds)")
    let place = MapProjection.point(latitudeDegrees: 24.705, longitudeDegrees: 46.705)
    let address = try #require(
      TileAddress(zoom: 11, x: Int(place.x * 2048), y: Int(place.y * 2048)))
    let tile = try JSON(String(decoding: map.tile(address).bytes, as: UTF8.self))
    #expect(Set(tile["l"].array.compactMap { $0["k"].string }) == ["motorway", "park"])
    #expect(tile["n"][0]["en"].string == "Al Olaya" && tile["n"][0]["ar"].string == "العليا")
  }

  @Test(
    "a fault names the file and the place in it",
    arguments: [
      ("{", "map.json is not a GeoJSON FeatureCollection"),
      (#"{"type":"FeatureCollection","features":[]}"#, "map.json has no street, water or park"),
      (#"{"type":"FeatureCollection","features":[1]}"#, "map.json: features[0] is not an object"),
      (
        #"{"type":"FeatureCollection","features":[{"properties":{"kind":"street"},"geometry":{"type":"LineString","coordinates":[[0,0],[0,91]]}}]}"#,
        "map.json: features[0].geometry.coordinates[1] must be a longitude and a latitude in degrees"
      ),
      (
        #"{"type":"FeatureCollection","features":[{"properties":{"natural":"water"},"geometry":{"type":"Polygon","coordinates":[[[0,0],["a",1]]]}}]}"#,
        "map.json: features[0].geometry.coordinates[0][1] must be a longitude and a latitude in degrees"
      ),
    ])
  func faults(text: String, message: String) {
    let fault = #expect(throws: BaseMapFault.self) {
      _ = try BaseMap.parse(Data(text.utf8), name: "map.json", attribution: "")
    }
    #expect(fault?.description == message)
  }

  @Test("the sample has streets of all kinds, green, a wadi and the names of its zones")
  func sample() throws {
    let map = BaseMap.sample(seed: 7)
    func tile(_ latitude: Double, _ longitude: Double) throws -> (JSON, PageFile) {
      let place = MapProjection.point(latitudeDegrees: latitude, longitudeDegrees: longitude)
      let address = try #require(
        TileAddress(zoom: 11, x: Int(place.x * 2048), y: Int(place.y * 2048)))
      let file = map.tile(address)
      return (try JSON(String(decoding: file.bytes, as: UTF8.self)), file)
    }
    // The middle of the box around the zone of Al Olaya.
    let (middle, file) = try tile(24.6885, 46.697)
    let kinds = middle["l"].array.compactMap { $0["k"].string }
    #expect(Set(kinds).isSuperset(of: ["motorway", "primary", "secondary", "park"]), "\(kinds)")
    #expect(middle["n"].array.contains { $0["en"].string == "Al Olaya" })
    #expect(file.packed.map { $0.count < 16_000 } == true, "a tile is small on the wire")
    #expect(try tile(24.706, 46.582).0["l"].array.contains { $0["k"].string == "stream" })
  }
}
