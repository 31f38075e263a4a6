// A zone as services send it, read into what is stored.

import Bedrock
import Engine
import GeoIndex
import TripStore

/// Reads and normalises zones.
enum ZoneDocument {
  /// The longest zone in bytes.
  static let bytesMax = 512 * 1024
  /// The longest name in characters.
  static let nameLengthMax = 80
  /// The longest reason in characters.
  static let reasonLengthMax = 500
  /// What versions may be.
  static let versionLimits: ClosedRange<Int64> = 0...(1 << 53)

  /// The member that says whether maps show the zone and places are looked up in it.
  private static let activeMember = "isActive"

  /// What is put, and on which conditions.
  struct Change {
    var zone: ZoneDraft
    /// Nil to replace whatever is there.
    var expectedVersion: Int64?
    var reason: String
    /// Where it is; nil for one that is switched off.
    var area: MultiPolygon?

    /// The zone as an engine takes it, once it is stored.
    func zone(version: Int64) -> TenantZone { TenantZone(id: zone.id, version: version, area: area) }
  }

  /// Reads a zone. What is stored is the validated document, so that the same zone has the same bytes.
  /// - Throws: every fault with its field.
  static func read(_ value: JSONValue, id: ClientID) throws(FieldErrors) -> Change {
    var reader = FieldReader(value)
    if let own = reader.id("id", isRequired: false), own != id {
      reader.noteMember("id", .conflict, "must be the identifier in the path, or be left out")
    }
    let name = readName(&reader)
    let isActive = reader.bool(activeMember, else: true)
    let color = readColor(&reader)
    let mends = reader.bool("repair", else: false)
    let geometry = readGeometry(&reader, repair: mends)
    let hasVersion = reader.has("version")
    let version = reader.whole("version", in: versionLimits, else: 0)
    let reason = reader.text("reason", lengthMax: reasonLengthMax) ?? ""
    try reader.finish()
    guard let geometry else { preconditionFailure("what is missing is a fault") }

    var properties: [String: JSONValue] = [
      "name": .object(name.mapValues(JSONValue.string)), activeMember: .bool(isActive),
    ]
    if let color { properties["color"] = .string(color) }
    let zone = ZoneDraft(
      id: id, properties: JSONValue.object(properties).bytes, geometry: geometry.document,
      pointCount: geometry.pointCount)
    return Change(
      zone: zone, expectedVersion: hasVersion ? version : nil, reason: reason,
      area: isActive ? geometry.area : nil)
  }

  /// A stored zone as an engine takes it.
  /// - Throws: what is wrong with it by the rules of today; it was stored by those of its day.
  static func readStored(_ record: ZoneRecord) throws(FieldErrors) -> TenantZone {
    var zone = TenantZone(id: record.zone.id, version: record.version, area: nil)
    let geometry: JSONValue
    do throws(FieldError) {
      let properties = try JSONValue.parse(record.zone.properties, field: "properties")
      if case .object(let members) = properties, members[activeMember] == .bool(false) { return zone }
      geometry = try JSONValue.parse(record.zone.geometry, field: "geometry")
    } catch {
      throw FieldErrors([error])
    }
    zone.area = try ZoneGeometry(geometry, path: "geometry").area
    return zone
  }

  private static func readName(_ reader: inout FieldReader) -> [String: String] {
    guard reader.has("name") else {
      _ = reader.value("name")
      reader.noteMember("name", .missing, "is required: a name in English, in Arabic, or both")
      return [:]
    }
    var name: [String: String] = [:]
    reader.object("name") { inner in
      for language in ["ar", "en"] { name[language] = inner.text(language, lengthMax: nameLengthMax) }
      if name.isEmpty, inner.faults.isEmpty {
        inner.noteMember("en", .missing, "is required where there is no Arabic name")
      }
    }
    return name
  }

  private static func readColor(_ reader: inout FieldReader) -> String? {
    guard let color = reader.text("color", lengthMax: 7) else { return nil }
    guard color.utf8.count == 7, color.hasPrefix("#"),
      color.dropFirst().utf8.allSatisfy({ HexText.value($0) != nil })
    else {
      reader.noteMember("color", .badFormat, "must be a colour such as #0a84ff")
      return nil
    }
    return color.lowercased()
  }

  private static func readGeometry(_ reader: inout FieldReader, repair: Bool) -> ZoneGeometry? {
    guard let value = reader.value("geometry") else {
      reader.noteMember("geometry", .missing, "is required: a Polygon or MultiPolygon")
      return nil
    }
    do throws(FieldErrors) {
      return try ZoneGeometry(value, path: "geometry", repair: repair)
    } catch {
      reader.absorb(error)
      return nil
    }
  }

  /// A stored zone as callers see it.
  static func write(_ record: ZoneRecord, _ json: inout JSONWriter) {
    json.beginObject()
    json.key("id")
    json.string(record.zone.id.text)
    writeVersion(record, &json)
    json.members(of: record.zone.properties)
    json.key("geometry")
    json.raw(record.zone.geometry)
    json.endObject()
  }

  /// A stored zone as a feature (RFC 7946, section 3.2).
  static func writeFeature(_ record: ZoneRecord, _ json: inout JSONWriter) {
    json.beginObject()
    json.key("type")
    json.string("Feature" as StaticString)
    json.key("id")
    json.string(record.zone.id.text)
    json.key("geometry")
    json.raw(record.zone.geometry)
    json.key("properties")
    json.beginObject()
    writeVersion(record, &json)
    json.members(of: record.zone.properties)
    json.endObject()
    json.endObject()
  }

  private static func writeVersion(_ record: ZoneRecord, _ json: inout JSONWriter) {
    json.key("version")
    json.integer(record.version)
    json.key("updatedAt")
    json.integer(record.updatedAt.milliseconds)
  }
}
