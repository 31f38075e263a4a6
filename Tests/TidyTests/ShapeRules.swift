// Rooms of a size that one can overlook, each with its sign at the door.

/// The rules about length and first lines.
enum ShapeRules {
  /// The longest file, in lines.
  static let fileLinesMax = 400
  /// The longest function, in lines from its first to its closing one.
  static let functionLinesMax = 90

  /// No file is longer than `fileLinesMax`.
  static func limitFiles(_ files: [SourceFile], exceptions: [String: String]) -> [Violation] {
    var found: [Violation] = []
    var used: Set<String> = []
    for file in files where file.lines.count > fileLinesMax {
      if exceptions[file.path] != nil {
        used.insert(file.path)
      } else {
        found.append(
          Violation(
            path: file.path, line: file.lines.count,
            message: "\(file.lines.count) lines; a file has at most \(fileLinesMax)"))
      }
    }
    return found + AllowList.unused(exceptions, used: used, named: "longFiles")
  }

  /// No function is longer than `functionLinesMax`.
  static func limitFunctions(_ files: [SourceFile], exceptions: [String: String]) -> [Violation] {
    var found: [Violation] = []
    var used: Set<String> = []
    for file in files where file.isSwift {
      for function in functions(in: file) where function.lines > functionLinesMax {
        let entry = "\(file.path) \(function.name)"
        if exceptions[entry] != nil {
          used.insert(entry)
        } else {
          found.append(
            Violation(
              path: file.path, line: function.line,
              message:
                "\(function.name) has \(function.lines) lines; a function has at most \(functionLinesMax)"
            ))
        }
      }
    }
    return found + AllowList.unused(exceptions, used: used, named: "longFunctions")
  }

  /// Each Swift file begins with a comment that says what belongs there, not only how the file is called.
  static func requireHeaders(_ files: [SourceFile]) -> [Violation] {
    files.filter(\.isSwift).compactMap { file in
      let first = file.lines.first ?? ""
      guard first.hasPrefix("// ") else {
        return Violation(path: file.path, line: 1, message: "does not begin with a comment on what it is")
      }
      let isPlaceholder = file.lines.count <= 2
      guard isPlaceholder || first.split(separator: " ").count >= 4 else {
        return Violation(path: file.path, line: 1, message: "the first line says too little: \(first)")
      }
      return nil
    }
  }

  /// A function or initialiser with its length.
  struct Function: Equatable {
    let name: String
    let line: Int
    let lines: Int
  }

  /// The functions of a file, nested ones included; requirements without a body are none.
  static func functions(in file: SourceFile) -> [Function] {
    struct Open {
      let name: String
      let line: Int
      let depth: Int
    }
    var found: [Function] = []
    var open: [Open] = []
    var waiting: Open?
    var braces = 0
    var parentheses = 0
    for (index, text) in file.code.enumerated() {
      if let name = declaredFunction(in: text) {
        waiting = Open(name: name, line: index + 1, depth: braces)
        parentheses = 0
      }
      for character in text.utf8 {
        switch character {
        case UInt8(ascii: "("): parentheses += 1
        case UInt8(ascii: ")"): parentheses -= 1
        case UInt8(ascii: "{"):
          if let start = waiting, start.depth == braces, parentheses == 0 {
            open.append(start)
            waiting = nil
          }
          braces += 1
        case UInt8(ascii: "}"):
          braces -= 1
          // A protocol's requirement has no body; its protocol has ended.
          if let start = waiting, start.depth > braces { waiting = nil }
          if let last = open.last, last.depth == braces {
            open.removeLast()
            found.append(Function(name: last.name, line: last.line, lines: index + 2 - last.line))
          }
        default: break
        }
      }
    }
    return found
  }

  private static func declaredFunction(in line: String) -> String? {
    let words = CodeWord.all(in: line)
    if let place = words.firstIndex(where: { $0.text == "func" }) {
      // An operator's name is no word: what follows then belongs to its parameters.
      let isNamed = place + 1 < words.count && words[place + 1].before != "("
      return isNamed ? words[place + 1].text : "operator"
    }
    let starts = words.first { !modifiers.contains($0.text) }
    guard let starts, starts.before != ".", ["init", "deinit", "subscript"].contains(starts.text) else {
      return nil
    }
    return starts.text
  }

  private static let modifiers: Set<String> = [
    "public", "package", "internal", "fileprivate", "private", "convenience", "required", "override",
    "nonisolated", "mutating", "static", "class", "inlinable", "usableFromInline", "discardableResult",
    "inline",
    "always", "never", "unsafe", "safe", "borrowing", "consuming",
  ]
}
