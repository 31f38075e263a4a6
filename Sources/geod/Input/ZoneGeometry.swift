// Where a zone is: a polygon or several, read from GeoJSON (RFC 7946, section 3.1) and checked by the rules of
// GeoIndex. How faults are said is in +Faults, how GeoJSON is taken apart in ZoneRings.

import Bedrock
import GeoIndex

/// The polygons of a zone, checked: no ring crosses or touches itself, holes lie in their shells.
struct ZoneGeometry: Equatable {
  /// The polygons in their order; never empty.
  let area: MultiPolygon
  /// Whether it is written as one polygon.
  let isSingle: Bool

  /// The most points of a zone, the closing ones among them.
  static let pointsMax = 10_000
  /// After so many faults nobody reads on.
  static let faultsMax = 16

  /// How many points there are, the closing ones among them.
  var pointCount: Int {
    area.polygons.reduce(0) { $0 + $1.cornerCount + $1.rings.count }
  }

  /// Reads a geometry.
  /// - Parameters:
  ///   - path: where it stands; faults are named from there, such as `geometry.coordinates[0][3][1]`.
  ///   - repair: whether to mend what can be mended (see `MultiPolygon.checking`).
  /// - Throws: `notAllowed` for another type, `wrongType`, `badLength` and `badFormat` for what is no ring,
  ///   `outOfRange` for what is no place, `conflict` for rings that meet, `tooMany` beyond ``pointsMax``;
  ///   ``faultsMax`` faults at most.
  init(_ value: JSONValue, path: String, repair: Bool = false) throws(FieldErrors) {
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
    let place = "\(path).coordinates"
    var rings = ZoneRings()
    let polygons = isSingle ? [rings.polygon(coordinates, place)] : rings.polygons(coordinates, place)
    if rings.pointCount > Self.pointsMax {
      rings.note(place, .tooMany, "may have at most \(Self.pointsMax) points, has \(rings.pointCount)")
    }
    if !rings.faults.isEmpty { throw FieldErrors(Array(rings.faults.prefix(Self.faultsMax))) }
    do throws(PolygonFaults) {
      area = try MultiPolygon.checking(polygons, repair: repair).polygon
    } catch {
      throw FieldErrors(Self.spoken(error, path: place, isSingle: type == "Polygon"))
    }
  }

  /// The geometry as GeoJSON, with 7 decimals. Corners were read with as many, and the stored place of each is nearer to
  /// them than to any other 7 decimals (half a unit is 4.2e-8 degrees), so what is written is read as the same places.
  var document: [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.key("type")
    json.string(isSingle ? "Polygon" : "MultiPolygon" as StaticString)
    json.key("coordinates")
    if !isSingle { json.beginArray() }
    for polygon in area.polygons { Self.write(polygon, &json) }
    if !isSingle { json.endArray() }
    json.endObject()
    return json.finish()
  }

  private static func write(_ polygon: Polygon, _ json: inout JSONWriter) {
    json.beginArray()
    for ring in polygon.rings {
      json.beginArray()
      for corner in ring.corners + ring.corners.prefix(1) {
        json.beginArray()
        json.number(corner.longitudeDegrees, decimals: 7)
        json.number(corner.latitudeDegrees, decimals: 7)
        json.endArray()
      }
      json.endArray()
    }
    json.endArray()
  }
}
