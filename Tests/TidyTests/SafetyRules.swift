// Where the compiler's guarantees are replaced by ours: few named files, each with its reasons.

/// The rules about unsafe code.
enum SafetyRules {
  /// `unsafe` and `@unchecked Sendable` occur only in files of the list; each of these explains itself in
  /// a SAFETY paragraph; the list has no entry too many.
  static func confineUnsafe(_ files: [SourceFile], allowed: [String: String]) -> [Violation] {
    var found: [Violation] = []
    var used: Set<String> = []
    for file in files where file.isSwift {
      let lines = file.code.indices.filter { isUnsafe(file.code[$0]) }
      guard let first = lines.first else { continue }
      if allowed[file.path] == nil {
        found.append(
          Violation(
            path: file.path, line: first + 1,
            message: "unsafe code in \(lines.count) lines; the file is not in AllowList.unsafeFiles"))
        continue
      }
      used.insert(file.path)
      if !file.lines.contains(where: isSafetyComment) {
        found.append(
          Violation(path: file.path, line: first + 1, message: "unsafe code without a `SAFETY:` comment"))
      }
    }
    return found + AllowList.unused(allowed, used: used, named: "unsafeFiles")
  }

  private static func isSafetyComment(_ line: String) -> Bool {
    line.contains("SAFETY:") && line.drop { $0 == " " }.hasPrefix("//")
  }

  private static func isUnsafe(_ line: String) -> Bool {
    guard line.contains("un") else { return false }
    let words = CodeWord.all(in: line)
    if words.contains(where: { $0.text == "unsafe" }) { return true }
    return zip(words, words.dropFirst()).contains {
      $0.text == "unchecked" && $0.before == "@" && $1.text == "Sendable"
    }
  }
}
