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
    let object: Any
    do {
      object = try JSONSerialization.jsonObject(with: Data(bytes), options: [.fragmentsAllowed])
    } catch {
      throw FieldError(field: field, code: .malformed, message: "is not valid JSON\(place(of: error))")
    }
    guard let value = JSONValue(object) else {
      throw FieldError(field: field, code: .malformed, message: "holds a value that JSON does not have")
    }
    return value
  }

  private static func place(of error: any Error) -> String {
    guard let place = (error as NSError).userInfo["NSJSONSerializationErrorIndex"] as? Int else { return "" }
    return " at byte \(place)"
  }

  private init?(_ object: Any) {
    switch object {
    case is NSNull: self = .null
    case let number as NSNumber:
      self = Self.isBoolean(number) ? .bool(number.boolValue) : .number(number.doubleValue)
    case let text as String: self = .string(text)
    case let list as [Any]:
      let values = list.compactMap(JSONValue.init)
      guard values.count == list.count else { return nil }
      self = .array(values)
    case let members as [String: Any]:
      let values = members.compactMapValues(JSONValue.init)
      guard values.count == members.count else { return nil }
      self = .object(values)
    default: return nil
    }
  }

  private static func isBoolean(_ number: NSNumber) -> Bool {
    // SAFETY: Foundation gives a static, NUL-terminated text.
    unsafe String(cString: number.objCType) == "c"
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
