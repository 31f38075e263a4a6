// Numbers as decimal text, without allocation and without locale.

/// Appends numbers to byte buffers.
public enum DecimalText {
  private static let powers: [Double] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]

  /// Appends a whole number.
  public static func append(_ value: Int64, to bytes: inout [UInt8]) {
    if value < 0 { bytes.append(0x2D) }
    append(value.magnitude, to: &bytes)
  }

  /// Appends a whole number.
  public static func append(_ value: UInt64, to bytes: inout [UInt8]) {
    let start = bytes.count
    var rest = value
    repeat {
      bytes.append(0x30 + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    var low = start
    var high = bytes.count - 1
    while low < high {
      bytes.swapAt(low, high)
      low += 1
      high -= 1
    }
  }

  /// Appends a number with at most `decimals` (0 to 9) digits behind the point, rounded half away from
  /// zero, without trailing zeros. The rounding sees the binary product of the number and a power of ten, so
  /// a number within one unit of that product's last place from a tie may fall to either side. Numbers that are not finite, or of 2^53 and more after scaling, are
  /// written as `null` and in full precision respectively.
  public static func append(_ value: Double, decimals: Int, to bytes: inout [UInt8]) {
    precondition((0...9).contains(decimals), "0 to 9 decimals")
    guard value.isFinite else {
      bytes.append(contentsOf: [0x6E, 0x75, 0x6C, 0x6C])
      return
    }
    let scaled = (value.magnitude * powers[decimals]).rounded(.toNearestOrAwayFromZero)
    guard scaled < 0x1p53 else {
      let text = value.description.utf8
      // The standard library marks a whole number as a Double by `.0`.
      bytes.append(contentsOf: text.suffix(2).elementsEqual(".0".utf8) ? text.dropLast(2) : text.dropLast(0))
      return
    }
    let digits = UInt64(scaled)
    if value < 0, digits > 0 { bytes.append(0x2D) }
    let power = UInt64(powers[decimals])
    append(digits / power, to: &bytes)
    var fraction = digits % power
    guard fraction > 0 else { return }
    var count = decimals
    while fraction % 10 == 0 {
      fraction /= 10
      count -= 1
    }
    bytes.append(0x2E)
    let start = bytes.count
    for _ in 0..<count { bytes.append(0x30) }
    var position = start + count - 1
    while fraction > 0 {
      bytes[position] = 0x30 + UInt8(truncatingIfNeeded: fraction % 10)
      fraction /= 10
      position -= 1
    }
  }
}
