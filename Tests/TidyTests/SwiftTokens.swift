// Swift source as words, marks and string literals: as much of the grammar as is needed to find out what the program
// says. Regular expression literals are not known to it.

/// A piece of source.
struct SwiftToken {
  enum Kind: Equatable {
    /// An identifier, keyword or number.
    case word(String)
    /// One character of punctuation.
    case mark(Character)
    /// A string literal with `{0}`, `{1}`, ... where it interpolates.
    case literal(String)
  }

  var kind: Kind
  var line: Int
  var column: Int
  /// Whether a line begins with it.
  var startsLine: Bool
  /// What a literal interpolates, in its order.
  var interpolated: [[SwiftToken]] = []

  func isMark(_ character: Character) -> Bool { kind == .mark(character) }

  func isWord(_ text: String) -> Bool { kind == .word(text) }

  var word: String? { if case .word(let text) = kind { text } else { nil } }
}

/// A scanner for Swift.
struct SwiftTokens {
  private let input: [Character]
  private var position = 0
  private var line = 1
  private var lineStart = 0
  private var startsLine = true

  /// The tokens of a file.
  static func of(_ text: String) -> [SwiftToken] {
    var scanner = SwiftTokens(input: Array(text))
    return scanner.code(insideInterpolation: false)
  }

  private init(input: [Character]) {
    self.input = input
  }

  private func at(_ ahead: Int = 0) -> Character {
    position + ahead < input.count ? input[position + ahead] : "\0"
  }

  private func isAt(_ text: String, ahead: Int = 0) -> Bool {
    text.enumerated().allSatisfy { at(ahead + $0.offset) == $0.element }
  }

  private mutating func advance(_ count: Int = 1) {
    for _ in 0..<count where position < input.count {
      if input[position].isNewline {
        line += 1
        lineStart = position + 1
        startsLine = true
      }
      position += 1
    }
  }

  private mutating func token(_ make: (inout SwiftTokens) -> SwiftToken.Kind) -> SwiftToken {
    let (line, column, first) = (line, position - lineStart + 1, startsLine)
    startsLine = false
    return SwiftToken(kind: make(&self), line: line, column: column, startsLine: first)
  }

  private mutating func code(insideInterpolation: Bool) -> [SwiftToken] {
    var tokens: [SwiftToken] = []
    var depth = 0
    while position < input.count {
      if isAt("//") {
        while position < input.count, !at().isNewline { advance() }
      } else if isAt("/*") {
        skipBlockComment()
      } else if at().isWhitespace {
        advance()
      } else if let hashes = hashesOfLiteral() {
        tokens.append(literal(hashes: hashes))
      } else if at().isLetter || at().isNumber || at() == "_" {
        tokens.append(
          token { scanner in
            let start = scanner.position
            while scanner.at().isLetter || scanner.at().isNumber || scanner.at() == "_" { scanner.advance() }
            return .word(String(scanner.input[start..<scanner.position]))
          })
      } else {
        if at() == "(" { depth += 1 }
        if at() == ")" {
          if insideInterpolation, depth == 0 { return tokens }
          depth -= 1
        }
        tokens.append(
          token { scanner in
            defer { scanner.advance() }
            return .mark(scanner.at())
          })
      }
    }
    return tokens
  }

  private mutating func skipBlockComment() {
    var depth = 0
    repeat {
      if isAt("/*") {
        depth += 1
        advance(2)
      } else if isAt("*/") {
        depth -= 1
        advance(2)
      } else {
        advance()
      }
    } while depth > 0 && position < input.count
  }

  /// The number of `#` before the quote of a literal; nil when none begins here.
  private func hashesOfLiteral() -> Int? {
    var hashes = 0
    while at(hashes) == "#" { hashes += 1 }
    return at(hashes) == "\"" ? hashes : nil
  }

  private mutating func literal(hashes: Int) -> SwiftToken {
    var interpolated: [[SwiftToken]] = []
    var token = token { scanner in
      let escape = "\\" + String(repeating: "#", count: hashes)
      scanner.advance(hashes)
      let isLong = scanner.isAt("\"\"\"")
      let end = (isLong ? "\"\"\"" : "\"") + String(repeating: "#", count: hashes)
      scanner.advance(isLong ? 3 : 1)
      var text = ""
      while scanner.position < scanner.input.count, !scanner.isAt(end) {
        if scanner.isAt(escape + "(") {
          scanner.advance(escape.count + 1)
          text += "{\(interpolated.count)}"
          interpolated.append(scanner.code(insideInterpolation: true))
          scanner.advance()
        } else if scanner.isAt(escape) {
          scanner.advance(escape.count)
          text += scanner.escaped()
        } else {
          text.append(scanner.at())
          scanner.advance()
        }
      }
      scanner.advance(end.count)
      return .literal(isLong ? Self.withoutIndentation(text) : text)
    }
    token.interpolated = interpolated
    return token
  }

  /// What stands for the escape whose backslash was taken. An escaped line break joins two lines.
  private mutating func escaped() -> String {
    defer { advance() }
    switch at() {
    case "n": return "\n"
    case "t": return "\t"
    case "\n": return "\0"
    case "u":
      var digits = ""
      advance(2)
      while at() != "}", position < input.count {
        digits.append(at())
        advance()
      }
      return UInt32(digits, radix: 16).flatMap(UnicodeScalar.init).map { String(Character($0)) } ?? ""
    default: return String(at())
    }
  }

  /// The lines of a long literal without what its last line is indented by.
  private static func withoutIndentation(_ text: String) -> String {
    // A joined line break is still in the text as a zero, behind which the next line's indentation stands.
    let lines = text.dropFirst().replacing("\0", with: "\0\n").split(
      separator: "\n", omittingEmptySubsequences: false)
    let indentation = lines.last?.count ?? 0
    let bare = lines.dropLast().map { String($0.dropFirst(min(indentation, $0.prefix { $0 == " " }.count))) }
    return bare.joined(separator: "\n").replacing("\0\n", with: "")
  }
}
