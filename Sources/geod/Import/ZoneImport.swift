// Zones from a GeoJSON file, all of them checked before one is stored.

import Bedrock
import Projection
import TripStore

/// Reads the features of a file into zones.
struct ZoneImport: ~Copyable {
  /// Which properties of a feature say what, and how it is read.
  struct Wishes {
    /// The property with the identifier; nil for the feature's own `id`.
    var idProperty: String?
    var englishProperty = "name_en"
    var arabicProperty = "name_ar"
    /// Whether to mend rings.
    var repair = false
    var reason = ""
  }

  /// After so many faults nobody reads on.
  static let faultsMax = 50

  private let wishes: Wishes
  private let transform: ImportTransform
  private var faults: [FieldError] = []
  private var changes: [ZoneDocument.Change] = []

  /// Reads a FeatureCollection of polygons (RFC 7946).
  /// - Parameter reference: what the coordinates are in; nil for WGS84. Corners are turned into WGS84 and the edges
  ///   between them are straight in longitude and latitude from then on.
  /// - Throws: `ProjectionError`, or every fault with its feature.
  static func read(
    _ value: JSONValue, in reference: CoordinateReference?, _ wishes: Wishes
  ) throws -> [ZoneDocument.Change] {
    var reader = ZoneImport(wishes: wishes, transform: try ImportTransform(from: reference))
    reader.read(value)
    guard reader.faults.isEmpty else { throw FieldErrors(Array(reader.faults.prefix(faultsMax))) }
    return reader.changes
  }

  private init(wishes: Wishes, transform: consuming ImportTransform) {
    self.wishes = wishes
    self.transform = transform
  }

  private mutating func addFault(_ field: String, _ code: FieldError.Code, _ message: String) {
    faults.append(FieldError(field: field, code: code, message: Phrase(verbatim: message)))
  }

  private mutating func read(_ value: JSONValue) {
    guard case .object(let members) = value, members["type"] == .string("FeatureCollection"),
      case .array(let features)? = members["features"]
    else {
      addFault("body", .wrongType, "must be a GeoJSON FeatureCollection with an array features")
      return
    }
    checkOwnReference(members)
    if features.isEmpty { addFault("features", .missing, "must have one feature at least") }
    var seen: [ClientID: Int] = [:]
    for (index, feature) in features.enumerated() where faults.count < Self.faultsMax {
      guard let change = read(feature, "features[\(index)]") else { continue }
      if let first = seen.updateValue(index, forKey: change.zone.id) {
        addFault("features[\(index)]", .duplicateField, "has the identifier of features[\(first)]")
      }
      changes.append(change)
    }
  }

  /// Files of before RFC 7946 may name their system; it has to be said.
  private mutating func checkOwnReference(_ members: [String: JSONValue]) {
    guard case .object(let crs)? = members["crs"], case .object(let properties)? = crs["properties"],
      case .string(let name)? = properties["name"], !transform.isNeeded
    else { return }
    if (try? CoordinateReference(name)) != .wgs84 {
      addFault("crs", .conflict, "says that the coordinates are in \(name): give --crs with its EPSG code")
    }
  }

  private mutating func read(_ feature: JSONValue, _ path: String) -> ZoneDocument.Change? {
    guard case .object(let members) = feature, case .object(var geometry)? = members["geometry"] else {
      addFault(path, .wrongType, "must be a feature with a geometry")
      return nil
    }
    let properties: [String: JSONValue]
    if case .object(let own)? = members["properties"] { properties = own } else { properties = [:] }
    guard let id = identifier(members, properties, path) else { return nil }
    let before = faults.count
    if let coordinates = geometry["coordinates"], transform.isNeeded {
      geometry["coordinates"] = project(coordinates, "\(path).geometry.coordinates")
    }
    guard faults.count == before else { return nil }
    var names: [String: JSONValue] = [:]
    if case .string(let text)? = properties[wishes.englishProperty] { names["en"] = .string(text) }
    if case .string(let text)? = properties[wishes.arabicProperty] { names["ar"] = .string(text) }
    if names.isEmpty { names["en"] = .string(id.text) }
    geometry = geometry.filter { ["type", "coordinates"].contains($0.key) }
    var document: [String: JSONValue] = [
      "name": .object(names), "geometry": .object(geometry), "repair": .bool(wishes.repair),
    ]
    if !wishes.reason.isEmpty { document["reason"] = .string(wishes.reason) }
    do throws(FieldErrors) {
      return try ZoneDocument.read(.object(document), id: id)
    } catch {
      for fault in error.errors {
        faults.append(
          FieldError(field: "\(path) (\(id)).\(fault.field)", code: fault.code, message: fault.message))
      }
      return nil
    }
  }

  private mutating func identifier(
    _ members: [String: JSONValue], _ properties: [String: JSONValue], _ path: String
  ) -> ClientID? {
    let (value, place) =
      wishes.idProperty.map { (properties[$0], "\(path).properties.\($0)") } ?? (members["id"], "\(path).id")
    let text: String
    switch value {
    case .string(let own): text = own
    case .number(let number) where number == number.rounded() && number.magnitude < 0x1p53:
      text = String(Int64(number))
    default:
      addFault(place, .missing, "must be the zone's identifier: a text or a whole number; see --id-property")
      return nil
    }
    do throws(FieldError) {
      return try ClientID(text, field: place)
    } catch {
      faults.append(error)
      return nil
    }
  }

  /// Coordinates of any depth, each pair of numbers turned into degrees.
  private mutating func project(_ value: JSONValue, _ path: String) -> JSONValue {
    guard case .array(let list) = value, faults.count < Self.faultsMax else { return value }
    guard list.count >= 2, case .number(let x) = list[0], case .number(let y) = list[1] else {
      return .array(list.enumerated().map { project($0.element, "\(path)[\($0.offset)]") })
    }
    do throws(ProjectionError) {
      let place = try transform.degrees(x: x, y: y)
      return .array([.number(place.longitude), .number(place.latitude)])
    } catch {
      addFault(path, .outOfRange, "\(error)")
      return value
    }
  }
}
