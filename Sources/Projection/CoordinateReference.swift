// How people name a coordinate reference system.

/// An EPSG code as it is written: `EPSG:32638`, `epsg:32638`, `32638`, `urn:ogc:def:crs:EPSG::32638`, and
/// `CRS84` or `urn:ogc:def:crs:OGC:1.3:CRS84` for WGS84 with the longitude first.
public struct CoordinateReference: Hashable, Sendable, CustomStringConvertible {
  /// The code.
  public let epsg: Int

  /// Longitude and latitude on WGS84: what everything is in unless something else is said.
  public static let wgs84 = CoordinateReference(epsg: 4326)

  /// Wraps a code; whether there is such a system, opening a `CoordinateTransform` tells.
  public init(epsg: Int) {
    self.epsg = epsg
  }

  /// Reads a name.
  /// - Throws: `badCode` with what was written.
  public init(_ text: String) throws(ProjectionError) {
    let name = text.uppercased()
    if name == "CRS84" || name == "OGC:CRS84"
      || name.hasPrefix("URN:OGC:DEF:CRS:OGC:") && name.hasSuffix(":CRS84")
    {
      self = .wgs84
      return
    }
    let digits =
      if name.hasPrefix("EPSG:") {
        name.dropFirst(5)
      } else if name.hasPrefix("URN:OGC:DEF:CRS:EPSG:") {
        name.split(separator: ":").last ?? ""
      } else {
        name[...]
      }
    guard !digits.isEmpty, digits.utf8.count <= 6, digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
      let epsg = Int(digits), epsg > 0
    else { throw .badCode(text) }
    self.epsg = epsg
  }

  /// `EPSG:32638`.
  public var description: String { "EPSG:\(epsg)" }
}
