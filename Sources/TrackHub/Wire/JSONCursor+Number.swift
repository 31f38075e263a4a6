// Reading numbers: exact, and without allocation for everything a phone sends.

extension JSONCursor {
  private static let exactPowers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// Takes a number and returns the nearest double, correctly rounded.
  ///
  /// When the digits fit into 53 bits and the power of ten is exact, one division or multiplication is
  /// correctly rounded (Clinger, "How to read floating point numbers accurately", PLDI 1990); anything
  /// longer goes through the standard library. Grammar: RFC 8259 section 6, so no leading zeros, no
  /// leading plus, no NaN, no infinity.
  mutating func number(_ text: borrowing Span<UInt8>) throws(Fault) -> Double {
    _ = try peek(text)
    let start = position
    var index = position
    let negative = text[index] == 0x2D
    if negative { index += 1 }

    var digits: UInt64 = 0
    var digitCount = 0
    let wholeStart = index
    while index < text.count, let digit = Self.digit(text[index]) {
      digits = digits &* 10 &+ digit
      // Leading zeros do not count; `digits` itself may have wrapped to zero.
      digitCount += digitCount > 0 || digit > 0 ? 1 : 0
      index += 1
    }
    let wholeCount = index - wholeStart
    guard wholeCount > 0 else { throw index < text.count ? .notANumber(at: start) : .truncated }
    guard wholeCount == 1 || text[wholeStart] != 0x30 else { throw .notANumber(at: start) }

    var exponent = 0
    if index < text.count, text[index] == 0x2E {
      index += 1
      let fractionStart = index
      while index < text.count, let digit = Self.digit(text[index]) {
        digits = digits &* 10 &+ digit
        digitCount += digitCount > 0 || digit > 0 ? 1 : 0
        index += 1
      }
      guard index > fractionStart else { throw .notANumber(at: start) }
      exponent = fractionStart - index
    }
    if index < text.count, text[index] | 0x20 == 0x65 {
      exponent += try Self.exponent(text, &index, start: start)
    }
    position = index

    if digitCount <= 19, digits < 1 << 53, exponent.magnitude <= 22 {
      let whole = Double(digits)
      let power = Self.exactPowers[Int(exponent.magnitude)]
      let value = exponent < 0 ? whole / power : whole * power
      return negative ? -value : value
    }
    return try Self.slowNumber(text, start..<index)
  }

  private static func digit(_ byte: UInt8) -> UInt64? {
    byte >= 0x30 && byte <= 0x39 ? UInt64(byte - 0x30) : nil
  }

  private static func exponent(
    _ text: borrowing Span<UInt8>, _ index: inout Int, start: Int
  ) throws(Fault) -> Int {
    index += 1
    var negative = false
    if index < text.count, text[index] == 0x2D || text[index] == 0x2B {
      negative = text[index] == 0x2D
      index += 1
    }
    let digitsStart = index
    var value = 0
    while index < text.count, let digit = digit(text[index]) {
      value = min(value * 10 + Int(digit), 100_000)
      index += 1
    }
    guard index > digitsStart else { throw .notANumber(at: start) }
    return negative ? -value : value
  }

  private static func slowNumber(_ text: borrowing Span<UInt8>, _ range: Range<Int>) throws(Fault) -> Double {
    guard range.count <= 256 else { throw .notANumber(at: range.lowerBound) }
    var copy: [UInt8] = []
    for index in range { copy.append(text[index]) }
    guard let value = Double(String(decoding: copy, as: UTF8.self)) else {
      throw .notANumber(at: range.lowerBound)
    }
    return value
  }
}
