// Moments as text for files that others read: ISO 8601 in UTC.

public import Bedrock

/// Writes moments as `2026-01-04T06:00:00.000Z` (RFC 3339).
public enum UTCText {
  /// Appends a moment with milliseconds. Years from 0 to 9999; others are a bug of the caller.
  ///
  /// The date is computed in eras of 400 years that begin in March, so that the leap day is the last day of
  /// a year (the usual arithmetic for the proleptic Gregorian calendar).
  public static func append(_ instant: Instant, to bytes: inout [UInt8]) {
    let (days, millisecond) = floorDivide(instant.milliseconds, 86_400_000)
    let (era, dayOfEra) = floorDivide(days + 719_468, 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    precondition((0...9999).contains(year), "a year of four digits")

    let seconds = millisecond / 1000
    digits(year, 4, &bytes)
    bytes.append(UInt8(ascii: "-"))
    digits(month, 2, &bytes)
    bytes.append(UInt8(ascii: "-"))
    digits(day, 2, &bytes)
    bytes.append(UInt8(ascii: "T"))
    digits(seconds / 3600, 2, &bytes)
    bytes.append(UInt8(ascii: ":"))
    digits(seconds / 60 % 60, 2, &bytes)
    bytes.append(UInt8(ascii: ":"))
    digits(seconds % 60, 2, &bytes)
    bytes.append(UInt8(ascii: "."))
    digits(millisecond % 1000, 3, &bytes)
    bytes.append(UInt8(ascii: "Z"))
  }

  /// A moment as text.
  public static func text(_ instant: Instant) -> String {
    var bytes: [UInt8] = []
    append(instant, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func digits(_ value: Int64, _ count: Int, _ bytes: inout [UInt8]) {
    var divisor: Int64 = 1
    for _ in 1..<count { divisor *= 10 }
    while divisor > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
      divisor /= 10
    }
  }
}

/// Quotient and remainder with a remainder that is never negative.
func floorDivide(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
  let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
  return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
}
