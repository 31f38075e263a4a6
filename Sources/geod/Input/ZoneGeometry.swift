// Where a zone is: a polygon or several, read from GeoJSON (RFC 7946, section 3.1) with faults that name the place.

import Bedrock

/// The polygons of a zone. Each ring is closed and holds an area; whether it crosses itself is not looked at.
struct ZoneGeometry: Equatable {
  /// A corner in degrees.
  struct Corner: Equatable {
    var longitude: Double
    var latitude: Double
  }

  /// The first ring of a polygon is its outside, the others are holes.
  typealias Polygon = [[Corner]]

  /// The polygons in their order; never empty.
  let polygons: [Polygon]
  /// Whether it is written as one polygon.
  let isSingle: Bool

  /// The most points of a zone, the closing ones among them.
  static let pointsMax = 10_000
  /// After so many faults nobody reads on.
  static let faultsMax = 16

  /// How many points there are, the closing ones among them.
  var pointCount: Int { polygons.reduce(0) { $0 + $1.reduce(0) { $0 + $1.count } } }

  /// Reads a geometry.
  /// - Parameter path: where it stands; faults are named from there, such as `geometry.coordinates[0][3][1]`.
  /// - Throws: `notAllowed` for another type, `wrongType`, `badLength` and `badFormat` for what is no ring,
  ///   `outOfRange` for what is no place, `tooMany` beyond ``pointsMax``; ``faultsMax`` faults at most.
  init(_ value: JSONValue, path: String) throws(FieldErrors) {
    var reader = FieldReader(value, path: path + ".")
    let type = reader.text("type", lengthMax: 64, isRequired: true)
    let coordinates = reader.value("coordinates")
    if let type, type != "Polygon", type != "MultiPolygon" {
      reader.noteMember("type", .notAllowed, "must be Polygon or MultiPolygon")
    }
    if coordinates == nil { reader.noteMember("coordinates", .missing, "is required: an array") }
    try reader.finish()
    guard let type, let coordinates else { preconditionFailure("what is missing is a fault") }
    isSingle = type == "Polygon"
    var rings = RingReader()
    let place = "\(path).coordinates"
    polygons = isSingle ? [rings.polygon(coordinates, place)] : rings.polygons(coordinates, place)
    if rings.pointCount > Self.pointsMax {
      rings.note(place, .tooMany, "may have at most \(Self.pointsMax) points, has \(rings.pointCount)")
    }
    if !rings.faults.isEmpty { throw FieldErrors(Array(rings.faults.prefix(Self.faultsMax))) }
  }

  /// The geometry as GeoJSON, places in steps of 11 mm.
  var document: [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.key("type")
    json.string(isSingle ? "Polygon" : "MultiPolygon" as StaticString)
    json.key("coordinates")
    if !isSingle { json.beginArray() }
    for polygon in polygons { Self.write(polygon, &json) }
    if !isSingle { json.endArray() }
    json.endObject()
    return json.finish()
  }

  private static func write(_ polygon: Polygon, _ json: inout JSONWriter) {
    json.beginArray()
    for ring in polygon {
      json.beginArray()
      for corner in ring {
        json.beginArray()
        json.number(corner.longitude, decimals: 7)
        json.number(corner.latitude, decimals: 7)
        json.endArray()
      }
      json.endArray()
    }
    json.endArray()
  }
}

/// Reads rings and collects what is wrong with them.
private struct RingReader {
  private(set) var faults: [FieldError] = []
  private(set) var pointCount = 0

  private var isTired: Bool { faults.count >= ZoneGeometry.faultsMax }

  mutating func note(_ path: String, _ code: FieldError.Code, _ message: Phrase) {
    faults.append(FieldError(field: path, code: code, message: message))
  }

  mutating func polygons(_ value: JSONValue, _ path: String) -> [ZoneGeometry.Polygon] {
    elements(value, path).enumerated().map { polygon($0.element, "\(path)[\($0.offset)]") }
  }

  mutating func polygon(_ value: JSONValue, _ path: String) -> ZoneGeometry.Polygon {
    elements(value, path).enumerated().map { ring($0.element, "\(path)[\($0.offset)]") }
  }

  /// The elements of an array that must have one at least; none where there is a fault.
  private mutating func elements(_ value: JSONValue, _ path: String) -> [JSONValue] {
    guard !isTired else { return [] }
    guard case .array(let list) = value else {
      note(path, .wrongType, "must be an array, is \(value.typeName)")
      return []
    }
    if list.isEmpty { note(path, .badLength, "must have one element at least") }
    return list
  }

  private mutating func ring(_ value: JSONValue, _ path: String) -> [ZoneGeometry.Corner] {
    guard !isTired else { return [] }
    guard case .array(let list) = value else {
      note(path, .wrongType, "must be an array, is \(value.typeName)")
      return []
    }
    pointCount += list.count
    guard list.count >= 4 else {
      note(path, .badLength, "a ring has four points at least, the last of them the first again")
      return []
    }
    // What is too much is counted and not read.
    guard pointCount <= ZoneGeometry.pointsMax else { return [] }
    let before = faults.count
    var corners: [ZoneGeometry.Corner] = []
    corners.reserveCapacity(list.count)
    for (index, element) in list.enumerated() where !isTired {
      if let corner = corner(element, "\(path)[\(index)]") { corners.append(corner) }
    }
    guard faults.count == before, !isTired else { return [] }
    if corners.first != corners.last {
      note(path, .badFormat, "must be closed: the last point is the first again")
    } else if Self.area(corners) == 0 {
      note(path, .badFormat, "must hold an area")
    }
    return corners
  }

  /// A longitude and a latitude; a height behind them is let go.
  private mutating func corner(_ value: JSONValue, _ path: String) -> ZoneGeometry.Corner? {
    guard case .array(let list) = value else {
      note(path, .wrongType, "must be an array, is \(value.typeName)")
      return nil
    }
    guard list.count == 2 || list.count == 3 else {
      note(path, .badLength, "must be a longitude and a latitude")
      return nil
    }
    let longitude = number(list[0], within: 180, "\(path)[0]")
    let latitude = number(list[1], within: 90, "\(path)[1]")
    guard let longitude, let latitude else { return nil }
    return ZoneGeometry.Corner(longitude: longitude, latitude: latitude)
  }

  private mutating func number(_ value: JSONValue, within limit: Double, _ path: String) -> Double? {
    guard case .number(let number) = value else {
      note(path, .wrongType, "must be a number, is \(value.typeName)")
      return nil
    }
    guard number.magnitude <= limit else {
      note(path, .outOfRange, "must lie between \(Int(-limit)) and \(Int(limit)) degrees")
      return nil
    }
    return number
  }

  /// Twice the signed area in square degrees: the sum of the trapezoids under the edges.
  private static func area(_ ring: [ZoneGeometry.Corner]) -> Double {
    var sum = 0.0
    for (a, b) in zip(ring, ring.dropFirst()) {
      sum += (b.longitude - a.longitude) * (a.latitude + b.latitude - 2 * ring[0].latitude)
    }
    return sum
  }
}
