// The way from the coordinates of imported files to WGS84, and the option that says which they are in.

import Projection

/// Turns coordinates of an import into degrees; those in WGS84 stay as they are.
struct ImportTransform: ~Copyable {
  private let transform: CoordinateTransform?

  /// Leaves coordinates as they are.
  init() {
    transform = nil
  }

  /// Opens the way from a system; nil, and WGS84 itself, leave coordinates as they are.
  init(from reference: CoordinateReference?) throws(ProjectionError) {
    guard let reference, reference != .wgs84 else {
      transform = nil
      return
    }
    transform = try CoordinateTransform(reference)
  }

  /// Whether coordinates are changed.
  var isNeeded: Bool { transform != nil }

  /// The place of a coordinate: easting and northing, or longitude and latitude.
  /// - Throws: `outOfDomain` when the system cannot express it.
  func degrees(x: Double, y: Double) throws(ProjectionError) -> (latitude: Double, longitude: Double) {
    switch transform {
    case .some(let transform): return try transform.degrees(x: x, y: y)
    case .none: return (y, x)
    }
  }

  /// The option of every command that imports.
  static let option = CommandOption(
    "crs", .text(placeholder: "EPSG:CODE"),
    "The coordinate reference system of the file, such as EPSG:32638; easting before northing, whatever order the "
      + "system's own axes have. WGS84 when left out.", isConfigurable: false)

  /// What the option says; nil when it is left out. A system that does not exist is told before anything is read.
  static func reference(_ arguments: CommandArguments) throws -> CoordinateReference? {
    guard let text = arguments.text("crs") else { return nil }
    do throws(ProjectionError) {
      let reference = try CoordinateReference(text)
      _ = try ImportTransform(from: reference)
      return reference
    } catch {
      throw UsageError("--crs: \(error)")
    }
  }
}
