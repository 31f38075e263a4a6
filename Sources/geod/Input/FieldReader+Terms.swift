// What several documents ask for in the same words: places, moments, lists of identifiers.

import Bedrock
import GeoIndex

extension FieldReader {
  /// The place at `lat` and `lon` in degrees; both are required.
  mutating func place() -> GeoPoint? {
    let before = faults.count
    let latitude = number("lat", in: -90...90, else: nil)
    let longitude = number("lon", in: -180...180, else: nil)
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
    let time = whole(name, in: 0...Instant.latest.milliseconds, else: nil)
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
