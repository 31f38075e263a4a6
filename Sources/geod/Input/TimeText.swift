// Times, days and times of day as people and other programs write them.

import Bedrock
import Foundation

/// Conversions between time and its texts of ISO 8601.
enum TimeText {
  /// Such as `2026-03-01T08:30:00.125Z`: in UTC.
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

  /// A time of ISO 8601, or the beginning of a date `yyyy-mm-dd` in UTC, between 1970 and 9999; nil for anything else.
  static func dayOrMoment(_ text: String) -> Instant? {
    let moment = day(text).map { Instant(milliseconds: Int64($0) * 86_400_000) } ?? parse(text)
    return moment.flatMap { (Instant.epoch...Instant.latest).contains($0) ? $0 : nil }
  }

  /// The day of a date `yyyy-mm-dd` that exists, as days since 1970-01-01; nil for anything else.
  static func day(_ text: String) -> Int? {
    guard let parts = numbers(text, separator: "-", lengths: [4, 2, 2]), (1...12).contains(parts[1]) else {
      return nil
    }
    let (year, month, day) = (parts[0], parts[1], parts[2])
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard (1...lengths[month - 1]).contains(day) else { return nil }
    // Leap days up to the year before this one, of the Gregorian calendar carried back to year 0.
    let before = year - 1
    let leaps = year == 0 ? 0 : before / 4 - before / 100 + before / 400 + 1
    let daysOfYear = lengths.prefix(month - 1).reduce(0, +) + day - 1
    return year * 365 + leaps + daysOfYear - 719_528
  }

  /// The minute of a time of day `hh:mm`, 00:00 to 24:00; nil for anything else.
  static func minuteOfDay(_ text: String) -> Int? {
    guard let parts = numbers(text, separator: ":", lengths: [2, 2]), (0...59).contains(parts[1]) else {
      return nil
    }
    let minute = parts[0] * 60 + parts[1]
    return minute <= 1_440 ? minute : nil
  }

  /// Whole numbers of exactly these many digits.
  private static func numbers(_ text: String, separator: Character, lengths: [Int]) -> [Int]? {
    let parts = text.split(separator: separator, omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == lengths,
      parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
    else { return nil }
    return parts.compactMap { Int($0) }
  }
}
