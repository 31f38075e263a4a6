// Documents that hold together: numbered decisions, links that lead somewhere, commands that exist.

import Foundation

/// The rules about `docs`, `README.md` and `data`.
enum DocumentRules {
  /// What every decision note says.
  static let decisionSections = ["Status", "Context", "Decision", "Consequences"]

  /// Decision notes are `docs/decisions/NNNN-name.md`, counted from 1 without gaps, with all sections.
  static func checkDecisions(_ documents: [SourceFile]) -> [Violation] {
    let folder = "docs/decisions/"
    let notes = documents.filter { $0.path.hasPrefix(folder) && !$0.path.hasSuffix("/README.md") }
    var found: [Violation] = []
    for (place, note) in notes.sorted(by: { $0.path < $1.path }).enumerated() {
      let name = note.path.dropFirst(folder.count)
      let digits = name.prefix { $0.isNumber }
      if digits.count != 4 || Int(digits) != place + 1 || !name.dropFirst(4).hasPrefix("-") {
        found.append(
          Violation(
            path: note.path, line: 1,
            message: "should have number \(place + 1) as NNNN-name.md: numbers have no gaps and no repeats"))
      }
      for section in decisionSections where !note.lines.contains(where: { isHeading($0, section) }) {
        found.append(Violation(path: note.path, line: 1, message: "has no section \(section)"))
      }
    }
    return found
  }

  private static func isHeading(_ line: String, _ word: String) -> Bool {
    let bare = line.drop { "#* ".contains($0) }
    return bare != line[...] && bare.hasPrefix(word) || line.hasPrefix(word + ":")
  }

  /// Links between files of the project lead to a file, and their anchors to a heading.
  static func checkLinks(_ documents: [SourceFile], exists: (String) -> Bool) -> [Violation] {
    let headings = Dictionary(
      documents.map {
        ($0.path, Set(prose(of: $0).filter { $0.text.hasPrefix("#") }.map { anchor($0.text) }))
      },
      uniquingKeysWith: { first, _ in first })
    return documents.flatMap { document in
      prose(of: document).flatMap { line in
        links(in: line.text).compactMap { link -> Violation? in
          if link.contains("://") || link.hasPrefix("mailto:") { return nil }
          let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
          let path = parts[0].isEmpty ? document.path : resolve(String(parts[0]), from: document.path)
          guard exists(path) else {
            return Violation(path: document.path, line: line.number, message: "leads nowhere: \(link)")
          }
          guard parts.count == 2, let known = headings[path], !known.contains(String(parts[1])) else {
            return nil
          }
          return Violation(path: document.path, line: line.number, message: "no such heading: \(link)")
        }
      }
    }
  }

  /// A `make target` that a document names exists in the Makefile.
  static func checkCommands(_ documents: [SourceFile], makefile: SourceFile) -> [Violation] {
    let targets = Set(
      makefile.lines.flatMap { line in
        (line.firstMatch(of: /^([a-z][a-z -]*):(?!=)/)?.1 ?? "").split(separator: " ").map(String.init)
      })
    return documents.flatMap { document in
      document.lines.enumerated().flatMap { index, text in
        text.matches(of: /(?:^|`)make ([a-z][a-z-]*)/).map { String($0.1) }.filter { !targets.contains($0) }
          .map { Violation(path: document.path, line: index + 1, message: "no such target: make \($0)") }
      }
    }
  }

  /// The lines outside of fenced code.
  private static func prose(of document: SourceFile) -> [(number: Int, text: String)] {
    var isFenced = false
    var lines: [(number: Int, text: String)] = []
    for (index, line) in document.lines.enumerated() {
      if line.hasPrefix("```") {
        isFenced.toggle()
      } else if !isFenced {
        lines.append((index + 1, line))
      }
    }
    return lines
  }

  private static func links(in line: String) -> [String] {
    line.replacing(/`[^`]*`/, with: "").matches(of: /\]\(([^)\s]+)[^)]*\)/).map { String($0.1) }
  }

  /// A heading's anchor as the usual renderers make it.
  static func anchor(_ heading: String) -> String {
    let text = heading.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces).lowercased()
    return String(
      text.compactMap { character -> Character? in
        if character == " " { return "-" }
        return character.isLetter || character.isNumber || character == "-" || character == "_"
          ? character : nil
      })
  }

  private static func resolve(_ path: String, from document: String) -> String {
    var parts = document.split(separator: "/").dropLast().map(String.init)
    for part in path.split(separator: "/") {
      switch part {
      case ".": continue
      case "..": if !parts.isEmpty { parts.removeLast() }
      default: parts.append(String(part))
      }
    }
    return parts.joined(separator: "/")
  }
}

/// The rule about scripts.
enum ScriptRules {
  /// Every script begins with its interpreter and may be executed.
  static func checkScripts(_ files: [SourceFile], isExecutable: (String) -> Bool) -> [Violation] {
    files.filter { $0.path.hasPrefix("scripts/") || $0.path.hasPrefix(".ci/") }.flatMap {
      file -> [Violation] in
      var found: [Violation] = []
      if file.lines.first?.hasPrefix("#!") != true {
        found.append(Violation(path: file.path, line: 1, message: "does not name its interpreter"))
      }
      if !isExecutable(file.path) {
        found.append(Violation(path: file.path, line: 1, message: "is not executable"))
      }
      return found
    }
  }
}
