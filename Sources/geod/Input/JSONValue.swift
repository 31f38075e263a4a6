// JSON of the control plane as a value that remembers every member, so that unknown and repeated fields
// can be named.

import Bedrock
import Foundation

/// A parsed JSON value.
indirect enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// What the type is called in errors.
  var typeName: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }

  /// Parses a whole text (RFC 8259).
  /// - Throws: `malformed`, with the field that was given.
  static func parse(_ bytes: [UInt8], field: String) throws(FieldError) -> JSONValue {
    guard !bytes.isEmpty else {
      throw FieldError(field: field, code: .missing, message: "must be JSON, and nothing was sent")
    }
    do {
      let object = try JSONSerialization.jsonObject(with: Data(bytes), options: [.fragmentsAllowed])
      return try JSONValue(object)
    } catch let error as NSError {
      let place = error.userInfo["NSJSONSerializationErrorIndex"] as? Int
      let suffix = place.map { " at byte \($0)" } ?? ""
      throw FieldError(field: field, code: .malformed, message: "is not valid JSON\(suffix)")
    }
  }

  private init(_ object: Any) throws {
    switch object {
    case is NSNull: self = .null
    case let number as NSNumber:
      self = Self.isBoolean(number) ? .bool(number.boolValue) : .number(number.doubleValue)
    case let text as String: self = .string(text)
    case let list as [Any]: self = .array(try list.map(JSONValue.init))
    case let members as [String: Any]: self = .object(try members.mapValues(JSONValue.init))
    default: throw CocoaError(.propertyListReadCorrupt)
    }
  }

  private static func isBoolean(_ number: NSNumber) -> Bool {
    String(cString: number.objCType) == "c"
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
