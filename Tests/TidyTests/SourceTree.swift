// The source tree as data: every file read once, each line once as written and once as bare code.

import Foundation

/// One text file of the project.
struct SourceFile: Sendable {
  /// The path from the package's root, with `/`.
  let path: String
  /// The lines as written.
  let lines: [String]
  /// The same lines without comments and without the content of string literals; the numbers agree.
  let code: [String]

  /// Reads Swift and C text; other texts (scripts, documents) are taken as they are.
  init(path: String, text: String) {
    self.path = path
    lines = Self.split(text)
    let isCode = [".swift", ".c", ".h"].contains { path.hasSuffix($0) }
    code = isCode ? Self.split(BareCode.of(text)) : lines
  }

  /// Whether this is Swift.
  var isSwift: Bool { path.hasSuffix(".swift") }

  /// The name of the folder below `Sources`, `Benchmarks` or `Tests`, which is the target's name.
  var folder: String {
    let parts = path.split(separator: "/")
    return parts.count > 2 ? String(parts[1]) : ""
  }

  private static func split(_ text: String) -> [String] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    return lines
  }
}

/// One place that breaks a rule.
struct Violation: CustomStringConvertible, Equatable {
  let path: String
  let line: Int
  let message: String

  var description: String { "\(path):\(line): \(message)" }
}

/// The project around this test.
enum SourceTree {
  /// The package's root, found from this file's own place.
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Everything below `Sources`, `Benchmarks` and `Tests` that is Swift or C.
  static let code: [SourceFile] = files(below: ["Sources", "Benchmarks", "Tests"]) { name in
    [".swift", ".c", ".h"].contains { name.hasSuffix($0) }
  }

  /// What geod ships: `Sources` and `Benchmarks`.
  static var shipped: [SourceFile] { code.filter { !$0.path.hasPrefix("Tests/") } }

  /// Shell scripts, the Makefile and the manifest.
  static let tools: [SourceFile] =
    files(below: ["scripts", ".ci"]) { _ in true } + single(["Makefile", "Package.swift"])

  /// Markdown: `docs`, `data` and the root's own.
  static let documents: [SourceFile] =
    files(below: ["docs", "data"]) { $0.hasSuffix(".md") } + single(["README.md"])

  /// The manifest's text.
  static func manifestText() throws -> String {
    try String(contentsOf: root.appending(path: "Package.swift"), encoding: .utf8)
  }

  /// Whether something exists at a path from the root.
  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appending(path: path).path)
  }

  private static func single(_ paths: [String]) -> [SourceFile] {
    paths.compactMap { path in
      guard let text = try? String(contentsOf: root.appending(path: path), encoding: .utf8) else {
        return nil
      }
      return SourceFile(path: path, text: text)
    }
  }

  private static func files(below folders: [String], where isWanted: (String) -> Bool) -> [SourceFile] {
    var found: [SourceFile] = []
    for folder in folders {
      let base = root.appending(path: folder)
      guard let names = FileManager.default.enumerator(atPath: base.path) else { continue }
      for case let name as String in names where isWanted(name) {
        guard let text = try? String(contentsOf: base.appending(path: name), encoding: .utf8) else {
          continue
        }
        found.append(SourceFile(path: "\(folder)/\(name)", text: text))
      }
    }
    return found.sorted { $0.path < $1.path }
  }
}
