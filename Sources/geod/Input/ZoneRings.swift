// GeoJSON's nested arrays on their way to corners, with every fault named by its place.

import Bedrock
import GeoIndex

/// Reads rings and collects what is wrong with them. Whether they are sound is looked at later.
struct ZoneRings {
  private(set) var faults: [FieldError] = []
  private(set) var pointCount = 0

  private var isTired: Bool { faults.count >= ZoneGeometry.faultsMax }

  mutating func note(_ path: String, _ code: FieldError.Code, _ message: Phrase) {
    faults.append(FieldError(field: path, code: code, message: message))
  }

  mutating func polygons(_ value: JSONValue, _ path: String) -> [[[Corner]]] {
    elements(value, path).enumerated().map { polygon($0.element, "\(path)[\($0.offset)]") }
  }

  mutating func polygon(_ value: JSONValue, _ path: String) -> [[Corner]] {
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

  private mutating func ring(_ value: JSONValue, _ path: String) -> [Corner] {
    guard !isTired else { return [] }
    guard case .array(let list) = value else {
      note(path, .wrongType, "must be an array, is \(value.typeName)")
      return []
    }
    pointCount += list.count
    // What is too much is counted and not read.
    guard pointCount <= ZoneGeometry.pointsMax else { return [] }
    var corners: [Corner] = []
    corners.reserveCapacity(list.count)
    for (index, element) in list.enumerated() where !isTired {
      if let corner = corner(element, "\(path)[\(index)]") { corners.append(corner) }
    }
    return corners
  }

  /// A longitude and a latitude; a height behind them is let go.
  private mutating func corner(_ value: JSONValue, _ path: String) -> Corner? {
    guard case .array(let list) = value else {
      note(path, .wrongType, "must be an array, is \(value.typeName)")
      return nil
    }
    guard list.count == 2 || list.count == 3 else {
      note(path, .badLength, "must be a longitude and a latitude")
      return nil
    }
    let longitude = number(list[0], within: Corner.longitudeDegreesMax, "\(path)[0]")
    let latitude = number(list[1], within: 90, "\(path)[1]")
    guard let longitude, let latitude else { return nil }
    do throws(FieldError) {
      return try Corner(latitudeDegrees: latitude, longitudeDegrees: longitude)
    } catch {
      preconditionFailure("limits were checked: \(error)")
    }
  }

  /// A number of degrees, rounded to the 7 decimals that are kept.
  private mutating func number(_ value: JSONValue, within limit: Double, _ path: String) -> Double? {
    guard case .number(let number) = value else {
      note(path, .wrongType, "must be a number, is \(value.typeName)")
      return nil
    }
    guard number.magnitude <= limit else {
      note(path, .outOfRange, "must lie between \(Int(-limit)) and \(Int(limit)) degrees")
      return nil
    }
    return (number * 1e7).rounded() / 1e7
  }
}
