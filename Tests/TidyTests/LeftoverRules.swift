// Nothing half-done, nothing that stops the process by surprise, nothing of one person's machine.

/// The rules about what must not be left behind.
enum LeftoverRules {
  /// Notes to oneself, in code and in comments. (The words are put together here, so that this file does
  /// not break its own rule.)
  static let notes: Set<String> = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]

  /// No note to oneself.
  static func forbidNotes(_ files: [SourceFile]) -> [Violation] {
    files.flatMap { file in
      file.lines.enumerated().flatMap { index, text in
        CodeWord.all(in: text).filter { notes.contains($0.text) }.map {
          Violation(path: file.path, line: index + 1, message: "left over: \($0.text)")
        }
      }
    }
  }

  /// No hidden crash: a bug of ours is a `precondition` with its sentence, the rest is thrown.
  static func forbidHiddenCrashes(_ files: [SourceFile]) -> [Violation] {
    files.filter(\.isSwift).flatMap { file in
      file.code.enumerated().flatMap { index, text in
        CodeWord.all(in: text)
          .filter {
            $0.text == "fatalError" && $0.after == "(" || ["try", "as"].contains($0.text) && $0.after == "!"
          }
          .map {
            Violation(
              path: file.path, line: index + 1, message: "stops the process: \($0.text)\($0.after)")
          }
      }
    }
  }

  /// Libraries write to nobody's terminal.
  static func forbidPrinting(_ files: [SourceFile], _ manifest: Manifest) -> [Violation] {
    files.filter { $0.isSwift && manifest.target(of: $0)?.kind == .library }.flatMap { file in
      file.code.enumerated().flatMap { index, text in
        CodeWord.all(in: text)
          .filter {
            ["print", "debugPrint", "dump", "NSLog"].contains($0.text) && $0.after == "(" && $0.before != "."
          }
          .map { Violation(path: file.path, line: index + 1, message: "a library does not \($0.text)") }
      }
    }
  }

  /// Folders that exist on one machine only. (Put together for the same reason as above.)
  static let machineFolders = ["/wo" + "rk", "/tmp/bash" + "_jobs", "/tmp/geo" + "d/", "/ro" + "ot"]

  /// No path of somebody's machine.
  static func forbidMachinePaths(_ files: [SourceFile]) -> [Violation] {
    files.flatMap { file in
      file.lines.enumerated().flatMap { index, text in
        machineFolders.filter { hasPath($0, in: text) }.map {
          Violation(path: file.path, line: index + 1, message: "a path of one machine: \($0)")
        }
      }
    }
  }

  /// Whether `folder` stands in `text` as the beginning of a path, not in the middle of a longer one.
  private static func hasPath(_ folder: String, in text: String) -> Bool {
    var rest = text[...]
    while let range = rest.firstRange(of: folder) {
      let before = range.lowerBound > text.startIndex ? text[text.index(before: range.lowerBound)] : " "
      let after = range.upperBound < text.endIndex ? text[range.upperBound] : " "
      let isStart = !(before.isLetter || before.isNumber || "._-}*".contains(before))
      let isWhole = folder.hasSuffix("/") || !(after.isLetter || after.isNumber || "_-".contains(after))
      if isStart && isWhole { return true }
      rest = rest[range.upperBound...]
    }
    return false
  }
}
