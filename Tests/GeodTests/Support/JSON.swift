// JSON for tests: parsed by Foundation, so that what is tested is not what tests.

import Foundation

/// A JSON value that is easy to ask. Whatever is absent is `null`.
enum JSON: Equatable, Decodable, CustomStringConvertible {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([String: JSON])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSON].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSON].self))
    }
  }

  init(_ bytes: [UInt8]) throws {
    self = try JSONDecoder().decode(JSON.self, from: Data(bytes))
  }

  init(_ text: String) throws { try self.init(Array(text.utf8)) }

  /// A member; null where there is none. Setting null takes it away.
  subscript(name: String) -> JSON {
    get { if case .object(let members) = self { members[name] ?? .null } else { .null } }
    set {
      guard case .object(var members) = self else { return }
      members[name] = newValue == .null ? nil : newValue
      self = .object(members)
    }
  }

  subscript(index: Int) -> JSON {
    if case .array(let list) = self, list.indices.contains(index) { list[index] } else { .null }
  }

  var string: String? { if case .string(let text) = self { text } else { nil } }
  var double: Double? { if case .number(let value) = self { value } else { nil } }
  var int: Int? { double.map { Int($0) } }
  var array: [JSON] { if case .array(let list) = self { list } else { [] } }
  var keys: Set<String> { if case .object(let members) = self { Set(members.keys) } else { [] } }

  /// Without the members of that name, at any depth: for comparing what may differ in nothing else.
  func without(_ name: String) -> JSON {
    switch self {
    case .array(let list): .array(list.map { $0.without(name) })
    case .object(let members):
      .object(members.filter { $0.key != name }.mapValues { $0.without(name) })
    default: self
    }
  }

  var description: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .number(let value):
      value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
    case .string(let text): "\"\(text)\""
    case .array(let list): "[" + list.map(\.description).joined(separator: ",") + "]"
    case .object(let members):
      "{" + members.sorted { $0.key < $1.key }.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
    }
  }
}
