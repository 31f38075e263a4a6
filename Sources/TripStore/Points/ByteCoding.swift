// Numbers as few bytes: what the blocks of the spool are written and read with.

extension [UInt8] {
  /// Appends a number in base 128, the low part first; a small number is one byte.
  mutating func append(varint number: UInt64) {
    var rest = number
    while rest > 0x7F {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(rest))
  }

  /// Appends a difference; one near zero is one byte, whatever its sign.
  mutating func append(difference: Int64) {
    append(varint: UInt64(bitPattern: difference << 1 ^ difference >> 63))
  }
}

/// Reads what was appended. Every read past the end throws.
struct ByteReader {
  /// The bytes are not what was written.
  struct Fault: Error {}

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func byte() throws(Fault) -> UInt8 {
    guard position < bytes.count else { throw Fault() }
    defer { position += 1 }
    return bytes[position]
  }

  mutating func varint() throws(Fault) -> UInt64 {
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = try byte()
      number |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return number }
      shift += 7
      guard shift < 64 else { throw Fault() }
    }
  }

  mutating func difference() throws(Fault) -> Int64 {
    let number = try varint()
    return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
  }

  mutating func word<Word: FixedWidthInteger & UnsignedInteger>(_: Word.Type) throws(Fault) -> Word {
    var word: Word = 0
    for _ in 0..<Word.bitWidth / 8 { word = word << 8 | Word(try byte()) }
    return word
  }

  mutating func text(count: Int) throws(Fault) -> String {
    guard count <= bytes.count - position else { throw Fault() }
    defer { position += count }
    return String(decoding: bytes[position..<position + count], as: UTF8.self)
  }
}
