// A line as a short text that every map library reads.

public import Bedrock
public import GeoIndex

/// The encoded polyline algorithm format with five decimals, as Google published it: rounded differences,
/// sign in the lowest bit, five bits per character from 63 on, the least significant first.
public enum EncodedPolyline {
  /// How far rounding to five decimals may move a point, in metres: half of 1e-5 degree to the north and to the east,
  /// at most 0.56 m each.
  public static let roundingMeters = 0.8

  /// Encodes a line. O(points).
  public static func encode(_ points: some Sequence<GeoPoint>) -> String {
    var bytes: [UInt8] = []
    var previous = (latitude: Int64(0), longitude: Int64(0))
    for point in points {
      let latitude = Int64((point.latitudeDegrees * 1e5).rounded())
      let longitude = Int64((point.longitudeDegrees * 1e5).rounded())
      append(latitude - previous.latitude, to: &bytes)
      append(longitude - previous.longitude, to: &bytes)
      previous = (latitude, longitude)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Reads a line back.
  /// - Throws: `malformed` for a text that ends too early or has other characters, `outOfRange` for a point
  ///   that is not on the earth; both name `field`.
  public static func decode(_ text: String, field: String) throws(FieldError) -> [GeoPoint] {
    var points: [GeoPoint] = []
    var (latitude, longitude) = (Int64(0), Int64(0))
    var rest = text.utf8[...]
    while !rest.isEmpty {
      guard let north = takeNumber(&rest), let east = takeNumber(&rest) else {
        throw FieldError(field: field, code: .malformed, message: "must be an encoded polyline")
      }
      latitude += north
      longitude += east
      do {
        let point = try GeoPoint(
          latitudeDegrees: Double(latitude) / 1e5, longitudeDegrees: Double(longitude) / 1e5)
        points.append(point)
      } catch {
        throw FieldError(field: field, code: .outOfRange, message: "must stay on the earth")
      }
    }
    return points
  }

  private static func append(_ value: Int64, to bytes: inout [UInt8]) {
    var rest = UInt64(bitPattern: value < 0 ? ~(value << 1) : value << 1)
    while rest >= 0x20 {
      bytes.append(UInt8(0x20 | (rest & 0x1F)) + 63)
      rest >>= 5
    }
    bytes.append(UInt8(rest) + 63)
  }

  /// The next number, at most 35 bits long, or nil.
  private static func takeNumber(_ rest: inout Substring.UTF8View) -> Int64? {
    var bits: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 35, by: 5) {
      guard let byte = rest.popFirst(), (63..<127).contains(byte) else { return nil }
      let chunk = UInt64(byte - 63)
      bits |= (chunk & 0x1F) << shift
      if chunk < 0x20 {
        let value = Int64(bits >> 1)
        return bits & 1 == 1 ? ~value : value
      }
    }
    return nil
  }
}
