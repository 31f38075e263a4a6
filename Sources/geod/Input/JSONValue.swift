// JSON of the control plane as a value that knows all of its members, so that unknown fields can be named.
// Reading is in JSONValue+Parsing.swift.

import Bedrock

/// A parsed JSON value.
indirect enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// What the type is called in errors.
  var typeName: Phrase {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }

  /// The same without members that are null: they say as much as absent ones.
  var withoutNulls: JSONValue {
    switch self {
    case .object(let members):
      .object(members.filter { $0.value != .null }.mapValues(\.withoutNulls))
    case .array(let list): .array(list.map(\.withoutNulls))
    default: self
    }
  }

  /// Writes the value; object members in the order of their names, so that equal values give equal bytes.
  func write(_ json: inout JSONWriter) {
    switch self {
    case .null: json.null()
    case .bool(let value): json.bool(value)
    case .number(let value):
      if value == value.rounded(), value.magnitude < 0x1p53 {
        json.integer(Int64(value))
      } else {
        json.number(value, decimals: 9)
      }
    case .string(let text): json.string(text)
    case .array(let list):
      json.beginArray()
      for element in list { element.write(&json) }
      json.endArray()
    case .object(let members):
      json.beginObject()
      for (name, value) in members.sorted(by: { $0.key < $1.key }) {
        json.key(dynamic: name)
        value.write(&json)
      }
      json.endObject()
    }
  }

  /// The value as compact JSON.
  var bytes: [UInt8] {
    var json = JSONWriter()
    write(&json)
    return json.finish()
  }
}
