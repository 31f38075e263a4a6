// JSON as the DevTools protocol speaks it, easy to write down and easy to ask.

import Foundation

/// A JSON value. Whatever is absent is `null`.
public enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// A member of an object.
  public subscript(name: String) -> JSONValue {
    if case .object(let members) = self { members[name] ?? .null } else { .null }
  }

  /// The text; nil when it is none.
  public var string: String? { if case .string(let text) = self { text } else { nil } }
  /// The number; nil when it is none.
  public var double: Double? { if case .number(let value) = self { value } else { nil } }
  /// The number without its fraction; nil when it is none.
  public var int: Int? { double.map { Int($0) } }
  /// The truth; nil when it is none.
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  /// The elements; empty when it is no list.
  public var array: [JSONValue] { if case .array(let list) = self { list } else { [] } }
  /// The members; empty when it is no object.
  public var members: [String: JSONValue] { if case .object(let members) = self { members } else { [:] } }
}

extension JSONValue: Codable {
  /// Reads any JSON.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      self = .string(text)
    } else if let members = try? container.decode([String: JSONValue].self) {
      self = .object(members)
    } else if let list = try? container.decode([JSONValue].self) {
      self = .array(list)
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else {
      self = .null
    }
  }

  /// Writes it; whole numbers without a fraction.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .number(let value):
      if let whole = Int64(exactly: value) {
        try container.encode(whole)
      } else {
        try container.encode(value)
      }
    case .string(let text): try container.encode(text)
    case .array(let list): try container.encode(list)
    case .object(let members): try container.encode(members)
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// As it is written in Swift.
  public init(stringLiteral value: String) { self = .string(value) }
  /// As it is written in Swift.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// As it is written in Swift.
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
  /// As it is written in Swift.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// As it is written in Swift.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// As it is written in Swift.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(elements) { _, last in last })
  }
}
