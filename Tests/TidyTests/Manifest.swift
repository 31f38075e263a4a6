// Package.swift as data: targets, kinds, folders and who may import whom. Read from the text, so that
// the test needs no second run of the package manager. What it cannot read is an error, never skipped.

/// One target of the package.
struct ManifestTarget: Equatable {
  enum Kind: Equatable { case systemLibrary, library, program, tests }

  let name: String
  let kind: Kind
  let dependencies: [String]
  /// Its folder from the root.
  let path: String
}

/// The target list of a manifest.
struct Manifest {
  let targets: [ManifestTarget]

  /// A part of the manifest that this reader does not understand.
  struct Unreadable: Error, CustomStringConvertible {
    let description: String
  }

  /// Reads the `targets:` of the `Package(...)` call.
  init(text: String) throws(Unreadable) {
    var reader = Reader(text)
    try reader.moveToTargets()
    targets = try reader.array().map { element throws(Unreadable) in try Self.target(element) }
  }

  /// The target with this name.
  subscript(name: String) -> ManifestTarget? { targets.first { $0.name == name } }

  /// The target to which a file belongs.
  func target(of file: SourceFile) -> ManifestTarget? {
    targets.first { file.path.hasPrefix($0.path + "/") }
  }

  /// The kinds of calls that the manifest may use in its list, its own helpers included.
  private static func target(_ value: Value) throws(Unreadable) -> ManifestTarget {
    guard case .call(let callee, let arguments) = value else {
      throw Unreadable(description: "not a call in the target list: \(value)")
    }
    func argument(_ label: String, at place: Int) -> Value? {
      if let named = arguments.first(where: { $0.label == label }) { return named.value }
      return arguments.indices.contains(place) && arguments[place].label == nil ? arguments[place].value : nil
    }
    guard case .string(let name) = argument("name", at: 0) else {
      throw Unreadable(description: "a target without a literal name in \(callee)(...)")
    }
    let kind: ManifestTarget.Kind
    switch callee {
    case ".systemLibrary": kind = .systemLibrary
    case ".target", "library": kind = .library
    case ".executableTarget", "program": kind = .program
    case ".testTarget", "tests": kind = .tests
    default: throw Unreadable(description: "unknown kind of target \(callee) for \(name)")
    }
    var dependencies: [String] = []
    switch argument("dependencies", at: 1) {
    case nil: break
    case .array(let elements):
      for element in elements {
        guard case .string(let dependency) = element else {
          throw Unreadable(description: "\(name) has a dependency that is not a literal name")
        }
        dependencies.append(dependency)
      }
    default: throw Unreadable(description: "the dependencies of \(name) are not a literal list")
    }
    var path = (kind == .tests ? "Tests/" : "Sources/") + name
    if let given = argument("path", at: .max) {
      guard case .string(let text) = given else {
        throw Unreadable(description: "the path of \(name) is not a literal")
      }
      path = text
    }
    return ManifestTarget(name: name, kind: kind, dependencies: dependencies, path: path)
  }
}

extension Manifest {
  fileprivate indirect enum Value {
    case string(String)
    case array([Value])
    case call(String, [(label: String?, value: Value)])
    case other
  }

  /// Splits the text into names, literals and marks, and reads values from them.
  fileprivate struct Reader {
    enum Token: Equatable {
      case name(String)
      case text(String)
      case mark(Character)
    }

    private var tokens: [Token] = []
    private var position = 0

    init(_ text: String) {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let clean = lines.map { line in line.firstRange(of: "//").map { line[..<$0.lowerBound] } ?? line }
      var rest = clean.joined(separator: "\n")[...]
      while let first = rest.first {
        if first == "\"" {
          let body = rest.dropFirst().prefix { $0 != "\"" }
          tokens.append(.text(String(body)))
          rest = rest.dropFirst(body.count + 2)
        } else if first.isLetter || first == "_" || first == "." {
          let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
          tokens.append(.name(String(name)))
          rest = rest.dropFirst(name.count)
        } else {
          if !first.isWhitespace { tokens.append(.mark(first)) }
          rest = rest.dropFirst()
        }
      }
    }

    private var token: Token? { position < tokens.count ? tokens[position] : nil }

    /// Goes to the `[` behind the `targets:` that is an argument of `Package(...)` itself.
    mutating func moveToTargets() throws(Unreadable) {
      let start = zip(tokens, tokens.dropFirst()).enumerated()
        .first { $0.element.0 == .name("Package") && $0.element.1 == .mark("(") }?.offset
      guard let start else { throw Unreadable(description: "no Package(...) in the manifest") }
      position = start + 2
      var depth = 0
      while let token {
        if case .mark(let mark) = token {
          if "([{".contains(mark) { depth += 1 }
          if ")]}".contains(mark) { depth -= 1 }
        }
        position += 1
        if depth == 0, token == .name("targets"), self.token == .mark(":") {
          position += 1
          return
        }
      }
      throw Unreadable(description: "no targets: in Package(...)")
    }

    /// Reads `[value, ...]`.
    mutating func array() throws(Unreadable) -> [Value] {
      guard token == .mark("[") else { throw Unreadable(description: "a list should begin with [") }
      position += 1
      var values: [Value] = []
      while token != .mark("]") {
        guard token != nil else { throw Unreadable(description: "a list without its end") }
        values.append(try value())
        if token == .mark(",") { position += 1 }
      }
      position += 1
      return values
    }

    private mutating func value() throws(Unreadable) -> Value {
      var result: Value
      switch token {
      case .text(let text):
        position += 1
        result = .string(text)
      case .mark("["):
        result = .array(try array())
      case .name(let name):
        position += 1
        result = token == .mark("(") ? .call(name, try arguments()) : .other
      case nil, .mark(","), .mark(")"), .mark("]"):
        throw Unreadable(description: "a value is missing")
      case .mark:
        result = .other
      }
      // Anything behind the value (an operator, a member) makes it an expression, not a literal.
      while let token, token != .mark(","), token != .mark(")"), token != .mark("]") {
        result = .other
        position += 1
        if token == .mark("(") || token == .mark("[") || token == .mark("{") { try skipToEnd() }
      }
      return result
    }

    private mutating func arguments() throws(Unreadable) -> [(label: String?, value: Value)] {
      position += 1
      var list: [(label: String?, value: Value)] = []
      while token != .mark(")") {
        guard token != nil else { throw Unreadable(description: "a call without its end") }
        var label: String?
        if case .name(let name) = token, position + 1 < tokens.count, tokens[position + 1] == .mark(":") {
          label = name
          position += 2
        }
        list.append((label, try value()))
        if token == .mark(",") { position += 1 }
      }
      position += 1
      return list
    }

    private mutating func skipToEnd() throws(Unreadable) {
      var depth = 1
      while depth > 0 {
        guard let token else { throw Unreadable(description: "brackets without their end") }
        if case .mark(let mark) = token {
          if "([{".contains(mark) { depth += 1 }
          if ")]}".contains(mark) { depth -= 1 }
        }
        position += 1
      }
    }
  }
}
