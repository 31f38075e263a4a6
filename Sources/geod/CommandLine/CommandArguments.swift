// The arguments of a command after parsing: flags over the environment over the configuration file.

import Bedrock
import Foundation

/// A command line that cannot be carried out, with what would be right.
struct UsageError: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) {
    self.description = description
  }
}

/// Parsed and checked arguments.
struct CommandArguments: Sendable {
  private let specification: CommandSpecification
  private var values: [String: String] = [:]
  /// What stands behind the options.
  private(set) var operands: [String] = []

  /// Parses what follows the command's name.
  /// - Throws: `UsageError` for anything unknown, repeated, missing or out of its limits.
  init(
    _ arguments: some Sequence<String>, specification: CommandSpecification,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws {
    self.specification = specification
    try parse(Array(arguments))
    if isSet("help") { return }
    try readEnvironment(environment)
    if let path = values["config"] { try readFile(path) }
    if let wanted = specification.operands {
      guard wanted.count.contains(operands.count) else {
        throw UsageError("\(specification.name) takes \(wanted.placeholder), got \(operands.count) of them")
      }
    } else if let extra = operands.first {
      throw UsageError("'\(extra)' is not expected here; options begin with --")
    }
  }

  private mutating func parse(_ arguments: [String]) throws {
    var index = 0
    while index < arguments.count {
      let argument = arguments[index]
      index += 1
      if argument == "--" {
        operands += arguments[index...]
        return
      }
      guard argument.hasPrefix("-"), argument != "-" else {
        operands.append(argument)
        continue
      }
      guard argument.hasPrefix("--") || argument == "-h" else {
        throw UsageError("'\(argument)': options have two dashes, such as --help")
      }
      let parts = argument.drop { $0 == "-" }.split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let option = try option(named: argument == "-h" ? "help" : String(parts.first ?? ""))
      guard values[option.name] == nil else { throw UsageError("--\(option.name) is given twice") }
      if option.kind == .flag {
        try set(option, parts.count == 2 ? String(parts[1]) : "true", origin: "--\(option.name)")
      } else if parts.count == 2 {
        try set(option, String(parts[1]), origin: "--\(option.name)")
      } else {
        guard index < arguments.count else {
          throw UsageError("--\(option.name) needs a value: \(option.usage)")
        }
        try set(option, arguments[index], origin: "--\(option.name)")
        index += 1
      }
    }
  }

  private func option(named name: String) throws -> CommandOption {
    if let option = specification.allOptions.first(where: { $0.name == name }) { return option }
    let nearest = Spelling.nearest(to: name, among: specification.allOptions.map(\.name))
    let hint = nearest.map { "; did you mean --\($0)?" } ?? "; see geod \(specification.name) --help"
    throw UsageError("--\(name) is not an option of \(specification.name)\(hint)")
  }

  private mutating func set(_ option: CommandOption, _ value: String, origin: String) throws {
    if let fault = option.fault(value) { throw UsageError("\(origin) \(fault), is '\(value)'") }
    values[option.name] = value
  }

  private mutating func readEnvironment(_ environment: [String: String]) throws {
    for option in specification.allOptions where option.isConfigurable && values[option.name] == nil {
      if let value = environment[option.variable] { try set(option, value, origin: option.variable) }
    }
  }

  private mutating func readFile(_ path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw UsageError("--config: \(path) cannot be read")
    }
    let document: JSONValue
    do {
      document = try JSONValue.parse(Array(data), field: path)
    } catch {
      throw UsageError("--config: \(error)")
    }
    guard case .object(let members) = document else {
      throw UsageError("--config: \(path) must hold one JSON object")
    }
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      let option: CommandOption
      do {
        option = try self.option(named: name)
      } catch let error as UsageError {
        throw UsageError("\(path): \(error)")
      }
      guard option.isConfigurable, option.name != "config" else {
        throw UsageError("\(path): \(name) cannot stand in a configuration file")
      }
      guard values[name] == nil else { continue }
      switch value {
      case .string(let text): try set(option, text, origin: "\(path): \(name)")
      case .bool(let flag): try set(option, flag ? "true" : "false", origin: "\(path): \(name)")
      case .number: try set(option, String(decoding: value.bytes, as: UTF8.self), origin: "\(path): \(name)")
      default: throw UsageError("\(path): \(name) must be a string, a number or a boolean")
      }
    }
  }

  /// Whether a flag is set.
  func isSet(_ name: String) -> Bool { (values[name] ?? fallback(name)) == "true" }

  /// Whether somebody said something about an option, be it the default.
  func isGiven(_ name: String) -> Bool { values[name] != nil }

  /// A text, or nil when there is neither value nor default.
  func text(_ name: String) -> String? { values[name] ?? fallback(name) }

  /// A text that must be there.
  func requiredText(_ name: String) throws -> String {
    guard let text = text(name) else {
      throw UsageError("--\(name) is required; see geod \(specification.name) --help")
    }
    return text
  }

  /// A whole number; the option has a default or was checked to be given.
  func whole(_ name: String) -> Int? { text(name).flatMap(Int.init) }

  /// A number; the option has a default or was checked to be given.
  func number(_ name: String) -> Double? { text(name).flatMap(Double.init) }

  /// An option as an identifier; nil when it is not given.
  func id(_ name: String) throws -> ClientID? {
    guard let text = text(name) else { return nil }
    do {
      return try ClientID(text, field: "--\(name)")
    } catch {
      throw UsageError("\(error)")
    }
  }

  /// An operand as an identifier.
  func operandID(_ index: Int) throws -> ClientID {
    do {
      return try ClientID(operands[index], field: specification.operands?.placeholder ?? "operand")
    } catch {
      throw UsageError("\(error)")
    }
  }

  private func fallback(_ name: String) -> String? {
    guard let option = specification.allOptions.first(where: { $0.name == name }) else {
      preconditionFailure("--\(name) is not declared")
    }
    return option.fallback
  }
}
