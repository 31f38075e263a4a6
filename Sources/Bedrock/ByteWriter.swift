// A small binary form for what geod keeps for itself: little-endian numbers and counted texts.

/// Appends numbers and texts to a byte buffer.
public struct ByteWriter: Sendable {
  /// What was written so far.
  public private(set) var bytes: [UInt8] = []

  /// Starts empty.
  public init() {}

  /// Appends a number, the least significant byte first.
  public mutating func append<Number: FixedWidthInteger>(_ number: Number) {
    var rest = number.littleEndian
    for _ in 0..<(Number.bitWidth / 8) {
      bytes.append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }

  /// Appends the bits of a number.
  public mutating func append(_ number: Float) {
    append(number.bitPattern)
  }

  /// Appends a text of at most 255 bytes behind its length.
  public mutating func append(_ text: String) {
    let utf8 = Array(text.utf8)
    precondition(utf8.count <= 255, "a counted text has at most 255 bytes")
    bytes.append(UInt8(utf8.count))
    bytes.append(contentsOf: utf8)
  }
}

/// Reads what ``ByteWriter`` wrote. Every step gives nil when the bytes end too early.
public struct ByteReader: Sendable {
  private let bytes: [UInt8]
  private var position = 0

  /// Begins at the first byte.
  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Whether everything was read.
  public var isAtEnd: Bool { position == bytes.count }

  /// The next number.
  public mutating func number<Number: FixedWidthInteger>(_: Number.Type) -> Number? {
    let size = Number.bitWidth / 8
    guard bytes.count - position >= size else { return nil }
    var value: Number = 0
    for offset in 0..<size {
      value |= Number(truncatingIfNeeded: bytes[position + offset]) << Number(offset * 8)
    }
    position += size
    return value
  }

  /// The next number.
  public mutating func float() -> Float? {
    number(UInt32.self).map(Float.init(bitPattern:))
  }

  /// The next text; nil also when it is not UTF-8.
  public mutating func text() -> String? {
    guard let count = number(UInt8.self), bytes.count - position >= Int(count) else { return nil }
    defer { position += Int(count) }
    return String(validating: bytes[position..<(position + Int(count))], as: UTF8.self)
  }
}
