// Times as people and other programs write them.

import Bedrock
import Foundation

/// Conversions between instants and ISO 8601 text in UTC.
enum TimeText {
  /// Such as `2026-03-01T08:30:00.125Z`.
  static func iso8601(_ time: Instant) -> String {
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    return Date(timeIntervalSince1970: Double(time.milliseconds) / 1000).formatted(style)
  }

  /// Parses ISO 8601 with or without a fraction of a second; nil for anything else.
  static func parse(_ text: String) -> Instant? {
    for fraction in [false, true] {
      let style = Date.ISO8601FormatStyle(includingFractionalSeconds: fraction)
      if let date = try? style.parse(text) {
        return Instant(milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded()))
      }
    }
    return nil
  }
}
