// Reading a base map from a file: GeoJSON with the tags of OpenStreetMap, as its export tools write them.

import Foundation

/// What keeps a file from being a base map. The text names the place in the file.
struct BaseMapFault: Error, CustomStringConvertible {
  var description: String
}

extension BaseMap {
  /// The largest file.
  static let fileBytesMax = 256 << 20

  /// Reads a FeatureCollection (RFC 7946). What a feature is, its properties say: `highway`, `natural`, `waterway`,
  /// `leisure`, `landuse` and `place` with the values of OpenStreetMap, or `kind` with a ``MapKind``. Names are taken
  /// from `name`, `name:en` and `name:ar`. Features of other kinds are left out.
  static func read(_ path: String, attribution: String) throws(BaseMapFault) -> BaseMap {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw BaseMapFault(description: "the file \(path) cannot be read")
    }
    guard data.count <= fileBytesMax else {
      throw BaseMapFault(description: "\(path) has more than \(fileBytesMax >> 20) MiB")
    }
    return try parse(data, name: path, attribution: attribution)
  }

  /// Reads the bytes of a file; `name` stands in faults.
  static func parse(_ data: Data, name: String, attribution: String) throws(BaseMapFault) -> BaseMap {
    guard let whole = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any],
      whole["type"] as? String == "FeatureCollection", let features = whole["features"] as? [Any]
    else { throw BaseMapFault(description: "\(name) is not a GeoJSON FeatureCollection") }
    var lines: [MapLine] = []
    var names: [MapName] = []
    for (index, feature) in features.enumerated() {
      guard let feature = feature as? [String: Any] else {
        throw BaseMapFault(description: "\(name): features[\(index)] is not an object")
      }
      // A feature may be without geometry (RFC 7946 section 3.2).
      guard let geometry = feature["geometry"] as? [String: Any] else { continue }
      let tags = feature["properties"] as? [String: Any] ?? [:]
      let place = "\(name): features[\(index)].geometry"
      if let kind = kind(tags) {
        for path in try paths(geometry, kind, place) { lines.append(MapLine(kind, path)) }
      } else if let zoom = zoom(ofPlace: tags["place"]), geometry["type"] as? String == "Point" {
        let point = try point(geometry["coordinates"] as Any, "\(place).coordinates")
        let (local, en, ar) = (
          tags["name"] as? String, tags["name:en"] as? String, tags["name:ar"] as? String
        )
        guard local != nil || en != nil || ar != nil else { continue }
        names.append(MapName(zoomMin: zoom, point: point, en: en ?? local, ar: ar ?? local))
      }
    }
    guard !lines.isEmpty else { throw BaseMapFault(description: "\(name) has no street, water or park") }
    return BaseMap(lines: lines, names: names, attribution: attribution)
  }

  private static func kind(_ tags: [String: Any]) -> MapKind? {
    if let kind = tags["kind"] as? String { return MapKind(rawValue: kind) }
    if let highway = tags["highway"] as? String {
      switch highway.replacingOccurrences(of: "_link", with: "") {
      case "motorway", "trunk": return .motorway
      case "primary": return .primary
      case "secondary", "tertiary": return .secondary
      case "residential", "unclassified", "living_street", "service", "pedestrian": return .street
      default: return nil
      }
    }
    if tags["natural"] as? String == "water" || tags["waterway"] as? String == "riverbank" { return .water }
    if let waterway = tags["waterway"] as? String, ["river", "canal", "stream", "wadi"].contains(waterway) {
      return .stream
    }
    if ["park", "garden", "nature_reserve"].contains(tags["leisure"] as? String)
      || ["forest", "grass", "recreation_ground"].contains(tags["landuse"] as? String)
    {
      return .park
    }
    return nil
  }

  private static func zoom(ofPlace place: Any?) -> Int? {
    switch place as? String {
    case "city": 6
    case "town": 9
    case "suburb", "borough", "village": 11
    case "quarter", "neighbourhood": 13
    default: nil
    }
  }

  /// The lines or rings of a geometry; those of another dimension than the kind's are left out.
  private static func paths(
    _ geometry: [String: Any], _ kind: MapKind, _ place: String
  ) throws(BaseMapFault) -> [[MapPoint]] {
    let coordinates = geometry["coordinates"] as? [Any] ?? []
    switch (geometry["type"] as? String, kind.isArea) {
    case ("LineString", false): return try [path(coordinates, "\(place).coordinates")].filter { $0.count > 1 }
    case ("MultiLineString", false), ("Polygon", true): return try paths(coordinates, "\(place).coordinates")
    case ("MultiPolygon", true):
      var all: [[MapPoint]] = []
      for (index, polygon) in coordinates.enumerated() {
        all += try paths(polygon as? [Any] ?? [], "\(place).coordinates[\(index)]")
      }
      return all
    default: return []
    }
  }

  private static func paths(_ list: [Any], _ place: String) throws(BaseMapFault) -> [[MapPoint]] {
    var all: [[MapPoint]] = []
    for (index, item) in list.enumerated() {
      let path = try path(item as? [Any] ?? [], "\(place)[\(index)]")
      if path.count > 1 { all.append(path) }
    }
    return all
  }

  private static func path(_ list: [Any], _ place: String) throws(BaseMapFault) -> [MapPoint] {
    var points: [MapPoint] = []
    points.reserveCapacity(list.count)
    for (index, item) in list.enumerated() { points.append(try point(item, "\(place)[\(index)]")) }
    return points
  }

  private static func point(_ item: Any, _ place: String) throws(BaseMapFault) -> MapPoint {
    guard let pair = item as? [Any], pair.count >= 2, let longitude = (pair[0] as? NSNumber)?.doubleValue,
      let latitude = (pair[1] as? NSNumber)?.doubleValue, (-180...180).contains(longitude),
      (-90...90).contains(latitude)
    else {
      throw BaseMapFault(description: "\(place) must be a longitude and a latitude in degrees")
    }
    return MapProjection.point(latitudeDegrees: latitude, longitudeDegrees: longitude)
  }
}
