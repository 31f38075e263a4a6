// From other people's coordinates to WGS84.

import CProj
public import GeoIndex

/// Why a coordinate reference system, or a coordinate in it, cannot be used.
public enum ProjectionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was written is no code.
  case badCode(String)
  /// PROJ's database has no such EPSG code.
  case unknownCode(Int)
  /// The code names something without horizontal positions, such as a height or a datum.
  case notHorizontal(Int)
  /// PROJ itself cannot work, as without its database.
  case unavailable(String)
  /// The coordinate lies outside what the system can express.
  case outOfDomain(x: Double, y: Double)

  /// One sentence for people; safe to log except for `outOfDomain`, which repeats the coordinate.
  public var description: String {
    switch self {
    case .badCode(let text):
      "'\(text)' names no coordinate reference system: it must be an EPSG code such as EPSG:32638 (UTM zone 38N)"
    case .unknownCode(let code):
      "there is no coordinate reference system EPSG:\(code): it must be in PROJ's database, as EPSG:32638 is "
        + "(UTM zone 38N)"
    case .notHorizontal(let code):
      "EPSG:\(code) is not a system of horizontal coordinates: it must be a projected or geographic one, such as "
        + "EPSG:32638 (UTM zone 38N)"
    case .unavailable(let reason): "PROJ cannot be used: \(reason)"
    case .outOfDomain(let x, let y): "(\(x), \(y)) lies outside the coordinate reference system"
    }
  }
}

/// Turns coordinates of one reference system into WGS84 positions, by PROJ.
///
/// Made once for an import and used from one thread: making one takes milliseconds, a coordinate about a
/// microsecond. Never touches the network; grids that are not installed are left out, as PROJ does.
@safe
public struct CoordinateTransform: ~Copyable {
  // SAFETY: this value owns both objects alone (it is not copyable) and frees them once, in `deinit`: the
  // transformation before the context it lives in. Neither pointer leaves the value.
  private let context: OpaquePointer
  private let transform: OpaquePointer

  /// Opens the way from a named system to WGS84; as `init(epsg:)`.
  public init(_ reference: CoordinateReference) throws(ProjectionError) {
    try self.init(epsg: reference.epsg)
  }

  /// Opens the way from a system to WGS84.
  ///
  /// - Parameter epsg: the code of a projected or geographic system, such as 20438 (Ain el Abd, UTM zone 38N).
  /// - Throws: `unknownCode`, `notHorizontal` or `unavailable`.
  public init(epsg: Int) throws(ProjectionError) {
    guard let context = unsafe proj_context_create() else {
      throw .unavailable("no context")
    }
    unsafe proj_context_set_enable_network(context, 0)
    unsafe proj_log_level(context, PJ_LOG_NONE)
    do throws(ProjectionError) {
      unsafe transform = try Self.open(epsg, context)
    } catch {
      unsafe proj_context_destroy(context)
      throw error
    }
    unsafe self.context = context
  }

  deinit {
    unsafe proj_destroy(transform)
    unsafe proj_context_destroy(context)
  }

  private static func open(
    _ epsg: Int, _ context: OpaquePointer
  ) throws(ProjectionError) -> OpaquePointer {
    guard unsafe proj_context_get_database_path(context) != nil else {
      throw .unavailable("its database proj.db is not installed")
    }
    guard epsg > 0, let system = unsafe proj_create(context, "EPSG:\(epsg)") else {
      throw .unknownCode(epsg)
    }
    let kind = unsafe proj_get_type(system)
    unsafe proj_destroy(system)
    switch kind {
    case PJ_TYPE_GEOGRAPHIC_2D_CRS, PJ_TYPE_GEOGRAPHIC_3D_CRS, PJ_TYPE_PROJECTED_CRS, PJ_TYPE_COMPOUND_CRS,
      PJ_TYPE_BOUND_CRS:
      break
    default:
      throw .notHorizontal(epsg)
    }
    guard let raw = unsafe proj_create_crs_to_crs(context, "EPSG:\(epsg)", "OGC:CRS84", nil) else {
      throw .notHorizontal(epsg)
    }
    // East before north on the input side, whatever order the system's own axes have.
    let normalized = unsafe proj_normalize_for_visualization(context, raw)
    unsafe proj_destroy(raw)
    guard let normalized = unsafe normalized else { throw .notHorizontal(epsg) }
    return unsafe normalized
  }

  /// The WGS84 position of a coordinate.
  ///
  /// - Parameters:
  ///   - x: easting in the system's unit, or longitude in degrees.
  ///   - y: northing in the system's unit, or latitude in degrees.
  /// - Returns: latitude from -90 to 90 and longitude from -180 to 180, in degrees.
  /// - Throws: `outOfDomain` when a number is not finite or PROJ finds no position.
  public borrowing func degrees(
    x: Double, y: Double
  ) throws(ProjectionError) -> (latitude: Double, longitude: Double) {
    guard x.isFinite, y.isFinite else { throw .outOfDomain(x: x, y: y) }
    let result = unsafe proj_trans(transform, PJ_FWD, proj_coord(x, y, 0, 0))
    let (longitude, latitude) = unsafe (result.xy.x, result.xy.y)
    guard latitude >= -90, latitude <= 90, longitude >= -180, longitude <= 180 else {
      throw .outOfDomain(x: x, y: y)
    }
    return (latitude, longitude)
  }

  /// The stored position of a coordinate; as `degrees`.
  public borrowing func point(x: Double, y: Double) throws(ProjectionError) -> GeoPoint {
    let position = try degrees(x: x, y: y)
    do {
      return try GeoPoint(latitudeDegrees: position.latitude, longitudeDegrees: position.longitude)
    } catch {
      throw .outOfDomain(x: x, y: y)
    }
  }
}
