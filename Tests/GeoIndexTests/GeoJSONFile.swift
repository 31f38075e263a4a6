// GeoJSON of the recorded data, as far as tests need it.

import Bedrock
import Foundation
import GeoIndex
import TestSupport

/// Reads recorded GeoJSON.
enum GeoJSONFile {
  struct Feature {
    var properties: [String: Any]
    /// Polygons, rings, places: longitude first.
    var polygons: [[[[Double]]]]

    func name(_ property: String) -> String { properties[property].map { "\($0)" } ?? "" }

    func corners() throws -> [[[Corner]]] {
      try polygons.map {
        try $0.map { try $0.map { try Corner(latitudeDegrees: $0[1], longitudeDegrees: $0[0]) } }
      }
    }
  }

  /// The features with polygons; empty when the file holds something else.
  static func features(_ path: String) throws -> [Feature] {
    let value = try JSONSerialization.jsonObject(with: try SharedData.contents(path))
    guard let object = value as? [String: Any] else { return [] }
    if let list = object["features"] as? [[String: Any]] { return list.compactMap(feature) }
    return [feature(object["geometry"] == nil ? ["geometry": object] : object)].compactMap { $0 }
  }

  private static func feature(_ object: [String: Any]) -> Feature? {
    guard let geometry = object["geometry"] as? [String: Any], let type = geometry["type"] as? String else {
      return nil
    }
    let polygons: [[[[Double]]]]
    switch type {
    case "Polygon": polygons = (geometry["coordinates"] as? [[[Double]]]).map { [$0] } ?? []
    case "MultiPolygon": polygons = geometry["coordinates"] as? [[[[Double]]]] ?? []
    default: return nil
    }
    let isRead =
      !polygons.isEmpty
      && polygons.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.allSatisfy { $0.count >= 2 } } }
    guard isRead else { return nil }
    return Feature(properties: object["properties"] as? [String: Any] ?? [:], polygons: polygons)
  }
}
