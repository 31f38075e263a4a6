// Tracks as files for other programs: GeoJSON (RFC 7946) and GPX 1.1 (topografix.com/GPX/1/1).

public import Bedrock
import GeoIndex

/// Writes tracks. Every point has seven decimals, about a centimetre.
public enum TrackFormats {
  private static let decimals = 7

  /// Appends a track as a GeoJSON feature. A line needs two positions: one point is written as `Point`, none
  /// as a feature without geometry. The times are in the property `coordTimes`, in Unix milliseconds.
  public static func writeGeoJSON(_ points: [TrackPoint], trip: UUIDv7, to json: inout JSONWriter) {
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
    json.key("coordTimes")
    json.beginArray()
    for point in points { json.integer(point.time.milliseconds) }
    json.endArray()
    json.endObject()
    json.endObject()
  }

  private static func writeGeometry(_ points: [TrackPoint], to json: inout JSONWriter) {
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

  private static func writePosition(_ point: TrackPoint, to json: inout JSONWriter) {
    json.beginArray()
    json.number(point.point.longitudeDegrees, decimals: decimals)
    json.number(point.point.latitudeDegrees, decimals: decimals)
    json.endArray()
  }

  /// A track as a GPX document with one track and one segment.
  /// - Parameter name: what the track is called; any text, characters that XML cannot carry are replaced.
  public static func gpx(_ points: [TrackPoint], name: String) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(contentsOf: #"<?xml version="1.0" encoding="UTF-8"?>"#.utf8)
    bytes.append(contentsOf: "\n<gpx version=\"1.1\" creator=\"geod\"".utf8)
    bytes.append(contentsOf: " xmlns=\"http://www.topografix.com/GPX/1/1\">\n<trk><name>".utf8)
    appendEscaped(name, to: &bytes)
    bytes.append(contentsOf: "</name><trkseg>\n".utf8)
    for point in points {
      bytes.append(contentsOf: "<trkpt lat=\"".utf8)
      DecimalText.append(point.point.latitudeDegrees, decimals: decimals, to: &bytes)
      bytes.append(contentsOf: "\" lon=\"".utf8)
      DecimalText.append(point.point.longitudeDegrees, decimals: decimals, to: &bytes)
      bytes.append(contentsOf: "\"><time>".utf8)
      UTCText.append(point.time, to: &bytes)
      bytes.append(contentsOf: "</time></trkpt>\n".utf8)
    }
    bytes.append(contentsOf: "</trkseg></trk>\n</gpx>\n".utf8)
    return bytes
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
