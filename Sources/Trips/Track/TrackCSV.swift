// Tracks as tables: comma-separated values (RFC 4180).

public import Bedrock
import GeoIndex

/// Writes tracks as CSV: a header, then one line per point, ended by CR LF.
///
/// Nothing needs quotes: the columns are times (RFC 3339, UTC), numbers and identifiers. What is not known is empty.
public enum TrackCSV {
  /// The columns' names.
  public static let columns = [
    "time", "latitude", "longitude", "accuracyMeters", "speedMetersPerSecond", "headingDegrees", "device",
    "sequence",
  ]

  /// What a device said beyond place and time.
  public struct Details: Sendable {
    /// The radius of 68% confidence.
    public var accuracyMeters: Double?
    /// Speed over ground.
    public var speedMetersPerSecond: Double?
    /// Direction of travel, clockwise from north.
    public var headingDegrees: Double?
    /// The device.
    public var device: ClientID
    /// The device's own count.
    public var sequence: Int64

    /// Puts the parts together.
    public init(
      accuracyMeters: Double?, speedMetersPerSecond: Double?, headingDegrees: Double?, device: ClientID,
      sequence: Int64
    ) {
      self.accuracyMeters = accuracyMeters
      self.speedMetersPerSecond = speedMetersPerSecond
      self.headingDegrees = headingDegrees
      self.device = device
      self.sequence = sequence
    }
  }

  /// Appends the header.
  public static func appendHeader(to bytes: inout [UInt8]) {
    bytes.append(contentsOf: columns.joined(separator: ",").utf8)
    endLine(&bytes)
  }

  /// Appends a point with everything that is known of it.
  public static func append(_ point: TrackPoint, _ details: Details, to bytes: inout [UInt8]) {
    UTCText.append(point.time, to: &bytes)
    comma(&bytes)
    appendPlace(point.point, to: &bytes)
    for number in [details.accuracyMeters, details.speedMetersPerSecond, details.headingDegrees] {
      comma(&bytes)
      if let number { DecimalText.append(number, decimals: 3, to: &bytes) }
    }
    comma(&bytes)
    bytes.append(contentsOf: details.device.text.utf8)
    comma(&bytes)
    DecimalText.append(details.sequence, to: &bytes)
    endLine(&bytes)
  }

  /// The table of what is left of a track: places, and nothing else.
  public static func table(_ line: SimplifiedLine) -> [UInt8] {
    var bytes: [UInt8] = []
    appendHeader(to: &bytes)
    for point in line.points {
      comma(&bytes)
      appendPlace(point, to: &bytes)
      for _ in 3..<columns.count { comma(&bytes) }
      endLine(&bytes)
    }
    return bytes
  }

  private static func appendPlace(_ point: GeoPoint, to bytes: inout [UInt8]) {
    DecimalText.append(point.latitudeDegrees, decimals: TrackFormats.decimals, to: &bytes)
    comma(&bytes)
    DecimalText.append(point.longitudeDegrees, decimals: TrackFormats.decimals, to: &bytes)
  }

  private static func comma(_ bytes: inout [UInt8]) { bytes.append(UInt8(ascii: ",")) }

  private static func endLine(_ bytes: inout [UInt8]) { bytes.append(contentsOf: "\r\n".utf8) }
}
