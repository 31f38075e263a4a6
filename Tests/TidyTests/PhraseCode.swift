// The declarations and calls of one source file, as far as phrases go through them.

/// One file, with its brackets matched.
struct PhraseCode {
  /// A parameter, an associated value or a stored property of type `Phrase`.
  struct Declaration {
    var callee: String
    var label: String?
    var place: Int
    var isPrivate: Bool
  }

  struct Argument {
    var label: String?
    /// The place among those without a label; 0 for those with one.
    var place: Int
    var range: Range<Int>
  }

  struct Call {
    var callee: String
    var arguments: [Argument]
  }

  let tokens: [SwiftToken]
  /// Where the bracket at a place is closed.
  private var closing: [Int: Int] = [:]
  /// The type in whose body a token stands; nil for none.
  private var types: [String?] = []
  private(set) var declarations: [Declaration] = []
  /// Bodies and initial values of what is a phrase.
  private(set) var regions: [Range<Int>] = []
  private(set) var calls: [Call] = []

  init(_ tokens: [SwiftToken]) {
    self.tokens = tokens
    matchBrackets()
    for index in tokens.indices {
      switch tokens[index].word {
      case "func", "init", "case": readFunction(index)
      case "var", "let": readProperty(index)
      default: break
      }
      if tokens[index].isMark("("), let call = call(index) { calls.append(call) }
    }
  }

  private mutating func matchBrackets() {
    var open: [(index: Int, type: String?)] = []
    var announced: String?
    for (index, token) in tokens.enumerated() {
      types.append(open.last { $0.type != nil }?.type)
      switch token.kind {
      case .word("struct"), .word("class"), .word("enum"), .word("actor"), .word("extension"),
        .word("protocol"):
        // The last word of `extension HTTPRefusal.Reason`.
        var name = index + 1
        while name + 2 < tokens.count, tokens[name + 1].isMark(".") { name += 2 }
        if name < tokens.count, let word = tokens[name].word, word != "func", word != "var" {
          announced = word
        }
      case .mark("("), .mark("["): open.append((index, nil))
      case .mark("{"):
        open.append((index, announced))
        announced = nil
      case .mark(")"), .mark("]"), .mark("}"):
        if let last = open.popLast() { closing[last.index] = index }
      default: break
      }
    }
  }

  /// `func name(...)`, `init(...)` or `case name(...), other(...)`.
  private mutating func readFunction(_ keyword: Int) {
    let isPrivate = tokens[..<keyword].suffix(3).contains { $0.isWord("private") || $0.isWord("fileprivate") }
    if tokens[keyword].isWord("case") { return readCases(keyword, isPrivate: isPrivate) }
    let isFunction = tokens[keyword].isWord("func")
    if !isFunction, keyword > 0, tokens[keyword - 1].isMark(".") { return }
    let callee = isFunction && keyword + 1 < tokens.count ? tokens[keyword + 1].word : types[keyword]
    // Behind the name, or the operator, and generic parameters.
    var bracket = keyword + 1
    while bracket < tokens.count, !tokens[bracket].isMark("("), !tokens[bracket].startsLine { bracket += 1 }
    guard let callee, let end = closing[bracket] else { return }
    declare(callee, bracket, isPrivate: isPrivate)
    if isFunction { readBody(from: end + 1) }
  }

  private mutating func readCases(_ keyword: Int, isPrivate: Bool) {
    var index = keyword + 1
    while index + 1 < tokens.count, let name = tokens[index].word {
      index += 1
      if let end = closing[index] {
        declare(name, index, isPrivate: isPrivate)
        index = end + 1
      }
      guard index < tokens.count, tokens[index].isMark(",") else { return }
      index += 1
    }
  }

  /// Notes which parameters between two brackets are phrases.
  private mutating func declare(_ callee: String, _ bracket: Int, isPrivate: Bool) {
    for parameter in arguments(bracket) where tokens[parameter.range].contains(where: { $0.isWord("Phrase") })
    {
      declarations.append(
        Declaration(callee: callee, label: parameter.label, place: parameter.place, isPrivate: isPrivate))
    }
  }

  /// `var name: Phrase`, with a body, an initial value or neither.
  private mutating func readProperty(_ keyword: Int) {
    guard keyword + 3 < tokens.count, let name = tokens[keyword + 1].word, tokens[keyword + 2].isMark(":"),
      tokens[keyword + 3].isWord("Phrase")
    else { return }
    if let type = types[keyword] {
      declarations.append(Declaration(callee: type, label: name, place: 0, isPrivate: false))
    }
    var index = keyword + 4
    if index < tokens.count, tokens[index].isMark("?") { index += 1 }
    guard index < tokens.count else { return }
    if tokens[index].isMark("{"), let end = closing[index] {
      regions.append(index + 1..<end)
    } else if tokens[index].isMark("=") {
      regions.append(index + 1..<endOfExpression(index + 1))
    }
  }

  /// The body of a function that returns a phrase.
  private mutating func readBody(from start: Int) {
    var index = start
    var isPhrase = false
    while index < tokens.count, !tokens[index].isMark("{") {
      // The next declaration: a requirement of a protocol has no body.
      if tokens[index].startsLine, let word = tokens[index].word, word != "where", word != "throws" { return }
      if tokens[index].isMark(">"), index + 1 < tokens.count { isPhrase = tokens[index + 1].isWord("Phrase") }
      index += 1
    }
    if isPhrase, let end = closing[index] { regions.append(index + 1..<end) }
  }

  /// Where the expression ends that begins at a place: at a line that does not go on with an operator.
  private func endOfExpression(_ start: Int) -> Int {
    var index = start
    while index < tokens.count {
      if index > start, tokens[index].startsLine, !["?", ":", "."].contains(where: tokens[index].isMark),
        !tokens[index - 1].isMark("="), !tokens[index - 1].isMark(":")
      {
        return index
      }
      if ["}", ")", "]", ","].contains(where: tokens[index].isMark) { return index }
      index = closing[index].map { $0 + 1 } ?? index + 1
    }
    return index
  }

  /// A call whose arguments begin with the bracket at a place; nil for other brackets.
  private func call(_ bracket: Int) -> Call? {
    guard bracket > 0, let callee = tokens[bracket - 1].word, !tokens[bracket].startsLine else { return nil }
    if bracket > 1, ["func", "case"].contains(where: { tokens[bracket - 2].isWord($0) }) { return nil }
    guard callee == "init" else { return Call(callee: callee, arguments: arguments(bracket)) }
    guard bracket > 1, tokens[bracket - 2].isMark("."), let type = types[bracket] else { return nil }
    return Call(callee: type, arguments: arguments(bracket))
  }

  /// What stands between the commas of a pair of brackets.
  private func arguments(_ bracket: Int) -> [Argument] {
    guard let end = closing[bracket] else { return [] }
    var arguments: [Argument] = []
    var place = 0
    var start = bracket + 1
    var index = start
    while index <= end {
      if index == end || tokens[index].isMark(",") {
        if start < index {
          var label: String?
          var first = start
          if start + 1 < index, let word = tokens[start].word, tokens[start + 1].isMark(":") {
            label = word
            first = start + 2
          } else if start + 2 < index, let word = tokens[start].word, tokens[start + 1].word != nil,
            tokens[start + 2].isMark(":")
          {
            // A parameter with two names.
            label = word == "_" ? nil : word
            first = start + 3
          }
          arguments.append(Argument(label: label, place: label == nil ? place : 0, range: first..<index))
          if label == nil { place += 1 }
        }
        start = index + 1
      }
      index = index < end ? closing[index].map { $0 + 1 } ?? index + 1 : index + 1
    }
    return arguments
  }

  /// The literals of an expression or a body that are its values: not those in arguments of calls, in subscripts, in
  /// patterns and in comparisons.
  func literals(in range: Range<Int>) -> [SwiftToken] {
    var found: [SwiftToken] = []
    var index = range.lowerBound
    while index < range.upperBound {
      let token = tokens[index]
      if token.isMark("["), let end = closing[index] {
        index = end
      } else if token.isMark("("), let end = closing[index], index > 0, tokens[index - 1].word != nil {
        index = end
      } else if token.isWord("case") {
        while index < range.upperBound, !tokens[index].isMark(":") { index += 1 }
      } else if case .literal = token.kind, !isCompared(index) {
        found.append(token)
      }
      index += 1
    }
    return found
  }

  private func isCompared(_ index: Int) -> Bool {
    let before = index > 1 && tokens[index - 1].isMark("=") && tokens[index - 2].isMark("=")
    return before || index + 1 < tokens.count && tokens[index + 1].isMark("=")
  }
}
