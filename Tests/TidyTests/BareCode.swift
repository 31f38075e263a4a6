// Source text without comments and without the content of string literals, so that a rule about code
// does not stumble over prose. Line breaks stay, and so does the code inside of interpolations.

/// A small scanner for what Swift and C have in common, plus Swift's nested comments, raw and multi-line
/// strings and interpolation. Regular expression literals are not known to it.
struct BareCode {
  private let input: [UInt8]
  private var position = 0
  private var output: [UInt8] = []

  private init(_ text: String) {
    input = Array(text.utf8)
    output.reserveCapacity(input.count)
  }

  /// The bare code of `text`: as many lines as the text has.
  static func of(_ text: String) -> String {
    var scanner = BareCode(text)
    scanner.scanCode(insideInterpolation: false)
    return String(decoding: scanner.output, as: UTF8.self)
  }

  private func byte(_ ahead: Int = 0) -> UInt8 {
    position + ahead < input.count ? input[position + ahead] : 0
  }

  private mutating func skip(_ count: Int) {
    for _ in 0..<count where position < input.count {
      if input[position] == UInt8(ascii: "\n") { output.append(UInt8(ascii: "\n")) }
      position += 1
    }
  }

  private mutating func keep() {
    output.append(input[position])
    position += 1
  }

  private mutating func scanCode(insideInterpolation: Bool) {
    var depth = 0
    while position < input.count {
      switch (byte(), byte(1)) {
      case (UInt8(ascii: "/"), UInt8(ascii: "/")):
        while position < input.count, byte() != UInt8(ascii: "\n") { position += 1 }
      case (UInt8(ascii: "/"), UInt8(ascii: "*")):
        skipBlockComment()
      case (UInt8(ascii: "\""), _):
        scanString(hashes: 0)
      case (UInt8(ascii: "#"), _):
        scanHashes()
      case (UInt8(ascii: "("), _):
        depth += 1
        keep()
      case (UInt8(ascii: ")"), _):
        if insideInterpolation, depth == 0 { return }
        depth -= 1
        keep()
      default:
        keep()
      }
    }
  }

  private mutating func skipBlockComment() {
    var depth = 0
    repeat {
      if byte() == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "*") {
        depth += 1
        skip(2)
      } else if byte() == UInt8(ascii: "*"), byte(1) == UInt8(ascii: "/") {
        depth -= 1
        skip(2)
      } else {
        skip(1)
      }
    } while depth > 0 && position < input.count
  }

  /// `#"..."#` begins a raw string; any other `#` is code.
  private mutating func scanHashes() {
    var hashes = 0
    while byte(hashes) == UInt8(ascii: "#") { hashes += 1 }
    guard byte(hashes) == UInt8(ascii: "\"") else {
      for _ in 0..<hashes { keep() }
      return
    }
    position += hashes
    scanString(hashes: hashes)
  }

  private mutating func scanString(hashes: Int) {
    let isLong = byte(1) == UInt8(ascii: "\"") && byte(2) == UInt8(ascii: "\"")
    let quotes = isLong ? 3 : 1
    output.append(UInt8(ascii: "\""))
    position += quotes
    while position < input.count {
      if isAt(UInt8(ascii: "\""), count: quotes), isAt(UInt8(ascii: "#"), count: hashes, ahead: quotes) {
        position += quotes + hashes
        break
      }
      // An ordinary literal ends with its line at the latest (or is no literal: a C character).
      if !isLong, byte() == UInt8(ascii: "\n") { break }
      guard byte() == UInt8(ascii: "\\"), isAt(UInt8(ascii: "#"), count: hashes, ahead: 1) else {
        skip(1)
        continue
      }
      position += 1 + hashes
      if byte() == UInt8(ascii: "(") {
        keep()
        scanCode(insideInterpolation: true)
        if position < input.count { keep() }
      } else {
        skip(1)
      }
    }
    output.append(UInt8(ascii: "\""))
  }

  private func isAt(_ character: UInt8, count: Int, ahead: Int = 0) -> Bool {
    for offset in 0..<count where byte(ahead + offset) != character { return false }
    return true
  }
}

/// Words and marks of one line of bare code.
struct CodeWord: Equatable {
  /// The identifier or keyword.
  let text: String
  /// The character before the word, a space at the line's start.
  let before: Character
  /// The character after the word, a space at the line's end.
  let after: Character

  /// All words of a line, from left to right.
  static func all(in line: String) -> [CodeWord] {
    let bytes = Array(line.utf8)
    var words: [CodeWord] = []
    var index = 0
    while index < bytes.count {
      guard isWordByte(bytes[index]) else {
        index += 1
        continue
      }
      let start = index
      while index < bytes.count, isWordByte(bytes[index]) { index += 1 }
      words.append(
        CodeWord(
          text: String(decoding: bytes[start..<index], as: UTF8.self),
          before: start > 0 ? Character(UnicodeScalar(bytes[start - 1])) : " ",
          after: index < bytes.count ? Character(UnicodeScalar(bytes[index])) : " "))
    }
    return words
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x80...0xFF: true
    default: false
    }
  }
}
