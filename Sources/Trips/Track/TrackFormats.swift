// Tracks as files for other programs: GeoJSON (RFC 7946) and GPX 1.1 (topografix.com/GPX/1/1).

public import Bedrock
public import GeoIndex

/// A line that stands for a track whose points are gone: simplified, without times.
public struct SimplifiedLine: Hashable, Sendable {
  /// Where the technician was, in order.
  public var points: [GeoPoint]
  /// How far the line may be from the fixes, in metres.
  public var toleranceMeters: Double

  /// Puts the parts together.
  public init(_ points: [GeoPoint], toleranceMeters: Double) {
    self.points = points
    self.toleranceMeters = toleranceMeters
  }
}

/// Writes tracks. Every point has seven decimals, about a centimetre.
public enum TrackFormats {
  static let decimals = 7

  /// Appends a track as a GeoJSON feature. A line needs two positions: one point is written as `Point`, none
  /// as a feature without geometry. The times are in the property `coordTimes`, in Unix milliseconds.
  public static func writeGeoJSON(_ points: [TrackPoint], trip: UUIDv7, to json: inout JSONWriter) {
    writeFeature(points.map(\.point), trip: trip, to: &json) { json in
      json.key("coordTimes")
      json.beginArray()
      for point in points { json.integer(point.time.milliseconds) }
      json.endArray()
    }
  }

  /// The same for what is left of a track: instead of times there are `simplified` and `toleranceMeters`.
  public static func writeGeoJSON(_ line: SimplifiedLine, trip: UUIDv7, to json: inout JSONWriter) {
    writeFeature(line.points, trip: trip, to: &json) { json in
      json.key("simplified")
      json.bool(true)
      json.key("toleranceMeters")
      json.number(line.toleranceMeters, decimals: 1)
    }
  }

  private static func writeFeature(
    _ points: [GeoPoint], trip: UUIDv7, to json: inout JSONWriter, properties: (inout JSONWriter) -> Void
  ) {
    json.beginObject()
    json.key("type")
    json.string("Feature")
    json.key("id")
    json.string(trip.description)
    json.key("geometry")
    writeGeometry(points, to: &json)
    json.key("properties")
    json.beginObject()
    json.key("trip")
    json.string(trip.description)
    properties(&json)
    json.endObject()
    json.endObject()
  }

  private static func writeGeometry(_ points: [GeoPoint], to json: inout JSONWriter) {
    guard let first = points.first else { return json.null() }
    json.beginObject()
    json.key("type")
    json.string(points.count == 1 ? "Point" : "LineString")
    json.key("coordinates")
    if points.count == 1 {
      writePosition(first, to: &json)
    } else {
      json.beginArray()
      for point in points { writePosition(point, to: &json) }
      json.endArray()
    }
    json.endObject()
  }

  private static func writePosition(_ point: GeoPoint, to json: inout JSONWriter) {
    json.beginArray()
    json.number(point.longitudeDegrees, decimals: decimals)
    json.number(point.latitudeDegrees, decimals: decimals)
    json.endArray()
  }

  /// A track as a GPX document with one track and one segment.
  /// - Parameter name: what the track is called; any text, characters that XML cannot carry are replaced.
  public static func gpx(_ points: [TrackPoint], name: String) -> [UInt8] {
    var bytes = gpxHead(name)
    for point in points {
      bytes.append(contentsOf: "<trkpt ".utf8)
      appendPosition(point.point, to: &bytes)
      bytes.append(contentsOf: "><time>".utf8)
      UTCText.append(point.time, to: &bytes)
      bytes.append(contentsOf: "</time></trkpt>\n".utf8)
    }
    bytes.append(contentsOf: gpxTail.utf8)
    return bytes
  }

  /// The same for what is left of a track: points without times, and a description that says so.
  public static func gpx(_ line: SimplifiedLine, name: String) -> [UInt8] {
    var tolerance: [UInt8] = []
    DecimalText.append(line.toleranceMeters, decimals: 1, to: &tolerance)
    let note = "simplified, within \(String(decoding: tolerance, as: UTF8.self)) m; the times are not kept"
    var bytes = gpxHead(name, description: note)
    for point in line.points {
      bytes.append(contentsOf: "<trkpt ".utf8)
      appendPosition(point, to: &bytes)
      bytes.append(contentsOf: "/>\n".utf8)
    }
    bytes.append(contentsOf: gpxTail.utf8)
    return bytes
  }

  private static let gpxTail = "</trkseg></trk>\n</gpx>\n"

  private static func gpxHead(_ name: String, description: String? = nil) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(contentsOf: #"<?xml version="1.0" encoding="UTF-8"?>"#.utf8)
    bytes.append(contentsOf: "\n<gpx version=\"1.1\" creator=\"geod\"".utf8)
    bytes.append(contentsOf: " xmlns=\"http://www.topografix.com/GPX/1/1\">\n<trk><name>".utf8)
    appendEscaped(name, to: &bytes)
    bytes.append(contentsOf: "</name>".utf8)
    if let description {
      bytes.append(contentsOf: "<desc>".utf8)
      appendEscaped(description, to: &bytes)
      bytes.append(contentsOf: "</desc>".utf8)
    }
    bytes.append(contentsOf: "<trkseg>\n".utf8)
    return bytes
  }

  private static func appendPosition(_ point: GeoPoint, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: "lat=\"".utf8)
    DecimalText.append(point.latitudeDegrees, decimals: decimals, to: &bytes)
    bytes.append(contentsOf: "\" lon=\"".utf8)
    DecimalText.append(point.longitudeDegrees, decimals: decimals, to: &bytes)
    bytes.append(contentsOf: "\"".utf8)
  }

  /// Appends a text as XML character data: markup is escaped, and what XML 1.0 (section 2.2) does not allow
  /// becomes U+FFFD.
  static func appendEscaped(_ text: String, to bytes: inout [UInt8]) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": bytes.append(contentsOf: "&amp;".utf8)
      case "<": bytes.append(contentsOf: "&lt;".utf8)
      case ">": bytes.append(contentsOf: "&gt;".utf8)
      case "\"": bytes.append(contentsOf: "&quot;".utf8)
      case "'": bytes.append(contentsOf: "&apos;".utf8)
      case "\r": bytes.append(contentsOf: "&#13;".utf8)
      case "\u{0}"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}":
        bytes.append(contentsOf: "\u{FFFD}".utf8)
      default: bytes.append(contentsOf: Character(scalar).utf8)
      }
    }
  }
}
