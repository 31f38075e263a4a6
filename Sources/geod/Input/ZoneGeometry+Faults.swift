// What is wrong with rings, said to people: where, which rule, and what would be right.

import Bedrock
import GeoIndex

extension ZoneGeometry {
  /// The faults of polygons as faults of fields.
  /// - Parameter path: where the coordinates stand.
  static func spoken(_ error: PolygonFaults, path: String, isSingle: Bool) -> [FieldError] {
    error.faults.prefix(faultsMax).map { fault in
      func ring(_ place: PolygonFault.Place) -> String {
        isSingle ? "\(path)[\(place.ring)]" : "\(path)[\(place.polygon)][\(place.ring)]"
      }
      func point(_ place: PolygonFault.Place) -> String { "\(ring(place))[\(place.vertex)]" }
      let (own, other) = (fault.place, fault.other ?? fault.place)
      return switch fault.reason {
      case .tooFewPoints:
        FieldError(
          field: ring(own), code: .badLength,
          message: "a ring has four points at least, the last of them the first again")
      case .unclosed:
        FieldError(
          field: ring(own), code: .badFormat, message: "must be closed: the last point is the first again")
      case .zeroArea: FieldError(field: ring(own), code: .badFormat, message: "must hold an area")
      case .winding where own.ring == 0:
        FieldError(
          field: ring(own), code: .badFormat,
          message: "must run counterclockwise, being the outside: turn its points round")
      case .winding:
        FieldError(
          field: ring(own), code: .badFormat,
          message: "must run clockwise, being a hole: turn its points round")
      case .duplicatePoint:
        FieldError(
          field: point(own), code: .badFormat,
          message: "is kept at the same place as the point before it: leave one out")
      case .spike:
        FieldError(
          field: point(own), code: .badFormat,
          message: "is the tip of a spike, where the line runs back over itself: leave it out")
      case .longitudeJump:
        FieldError(
          field: point(own), code: .badFormat,
          message:
            "lies more than 180 degrees east or west of the point before it: let longitudes run over 180, or cut the area there"
        )
      case .tooWide:
        FieldError(field: ring(own), code: .outOfRange, message: "may be at most 360 degrees wide")
      case .holeAroundPole:
        FieldError(
          field: ring(own), code: .notAllowed,
          message: "a hole cannot go round a pole: cut the area into parts")
      case .selfIntersection:
        FieldError(
          field: point(own), code: .conflict,
          message:
            "begins an edge that meets the one from \(point(other)): a ring may not cross or touch itself")
      case .ringsCross:
        FieldError(
          field: point(own), code: .conflict,
          message:
            "begins an edge that crosses the one from \(point(other)): rings may touch in single points only")
      case .sharedEdge:
        FieldError(
          field: point(own), code: .conflict,
          message:
            "begins an edge that runs along the one from \(point(other)): rings may touch in single points only"
        )
      case .holeOutside:
        FieldError(
          field: ring(own), code: .conflict, message: "must lie inside of \(ring(other)), being its hole")
      case .holesOverlap:
        FieldError(
          field: ring(own), code: .conflict, message: "must not lie inside of the hole \(ring(other))")
      case .disconnected:
        FieldError(
          field: ring(own), code: .conflict,
          message: "touches other rings so that the area falls apart: make the parts polygons of their own")
      case .polygonsOverlap:
        FieldError(
          field: point(own), code: .conflict,
          message: "begins an edge that lies over the polygon of \(point(other))")
      }
    }
  }
}
