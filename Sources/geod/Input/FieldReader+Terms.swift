// What several documents ask for in the same words: places, moments, lists of identifiers.

import Bedrock
import GeoIndex

/// Limits that several documents share.
enum FieldLimits {
  /// Degrees of latitude.
  static let latitude: ClosedRange<Double> = -90...90
  /// Degrees of longitude.
  static let longitude: ClosedRange<Double> = -180...180
  /// Unix milliseconds: the years 1970 to 9999.
  static let moment: ClosedRange<Int64> = 0...Instant.latest.milliseconds
  /// The largest whole number that every program reads exactly.
  static let wholeMax: Int64 = 1 << 53
}

extension FieldReader {
  /// The place at `lat` and `lon` in degrees; both are required.
  mutating func place() -> GeoPoint? {
    let before = faults.count
    let latitude = number("lat", in: FieldLimits.latitude, else: nil)
    let longitude = number("lon", in: FieldLimits.longitude, else: nil)
    guard faults.count == before else { return nil }
    do {
      return try GeoPoint(latitudeDegrees: latitude, longitudeDegrees: longitude)
    } catch {
      note(error.field, error.code, error.message)
      return nil
    }
  }

  /// A moment in Unix milliseconds; nil when absent.
  mutating func instant(_ name: String) -> Instant? {
    guard has(name) else {
      _ = value(name)
      return nil
    }
    let before = faults.count
    let time = whole(name, in: FieldLimits.moment, else: nil)
    return faults.count == before ? Instant(milliseconds: time) : nil
  }

  /// Identifiers, none of them twice; none when absent.
  mutating func ids(_ name: String, countMax: Int) -> [ClientID] {
    var ids: [ClientID] = []
    for (path, value) in elements(name, countMax: countMax) {
      guard let id = id(value, path: path) else { continue }
      if ids.contains(id) { note(path, .duplicateField, "is the same as an earlier one") }
      ids.append(id)
    }
    return ids
  }

  /// An element as an identifier.
  mutating func id(_ value: JSONValue, path: String) -> ClientID? {
    guard case .string(let text) = value else {
      note(path, .wrongType, "must be a string, is \(value.typeName)")
      return nil
    }
    do {
      return try ClientID(text, field: path)
    } catch {
      note(error.field, error.code, error.message)
      return nil
    }
  }
}
