// A small checker for JSON Schema 2020-12: the keywords that the document uses, and no others.

import Foundation

/// Holds values against the schemas of an OpenAPI document.
struct SchemaCheck {
  let document: JSON

  /// Everything that is wrong with a value, each with its place. A keyword that the checker does not know is wrong too.
  func faults(_ value: JSON, _ schema: JSON, at place: String = "$") -> [String] {
    let schema = resolved(schema)
    var faults: [String] = []
    for keyword in schema.keys where !Self.keywords.contains(keyword) {
      faults.append("\(place): the checker does not know \(keyword)")
    }
    let options = schema["anyOf"].array
    if !options.isEmpty {
      let found = options.map { self.faults(value, $0, at: place) }
      if !found.contains(where: \.isEmpty) {
        faults.append("\(place): fits none of several: \(found.map { $0.joined(separator: "; ") })")
      }
    }
    if let type = schema["type"].string, !Self.fits(value, type) {
      return faults + ["\(place): is \(value), not of type \(type)"]
    }
    if !schema["enum"].array.isEmpty, !schema["enum"].array.contains(value) {
      faults.append("\(place): \(value) is none of \(schema["enum"])")
    }
    switch value {
    case .number(let number): faults += range(number, "minimum", "maximum", schema, place)
    case .string(let text):
      faults += range(Double(text.count), "minLength", "maxLength", schema, place)
      if let pattern = schema["pattern"].string, text.range(of: pattern, options: .regularExpression) == nil {
        faults.append("\(place): \(text) is not like \(pattern)")
      }
    case .array(let list):
      faults += range(Double(list.count), "minItems", "maxItems", schema, place)
      if schema["uniqueItems"] == .bool(true), Set(list.map(\.description)).count != list.count {
        faults.append("\(place): two elements are equal")
      }
      for (index, element) in list.enumerated() {
        faults += self.faults(element, schema["items"], at: "\(place)[\(index)]")
      }
    case .object(let members): faults += check(members, schema, place)
    case .null, .bool: break
    }
    return faults
  }

  /// The schema itself, where it only names another one.
  func resolved(_ schema: JSON) -> JSON {
    guard let reference = schema["$ref"].string else { return schema }
    let name = reference.split(separator: "/").last.map(String.init) ?? ""
    return resolved(document["components"][reference.contains("/responses/") ? "responses" : "schemas"][name])
  }

  private func check(_ members: [String: JSON], _ schema: JSON, _ place: String) -> [String] {
    var faults: [String] = []
    for name in schema["required"].array.compactMap(\.string) where members[name] == nil {
      faults.append("\(place): has no \(name)")
    }
    for (name, value) in members {
      let known = schema["properties"][name]
      if known != .null {
        faults += self.faults(value, known, at: "\(place).\(name)")
      } else if schema["additionalProperties"] == .bool(false) {
        faults.append("\(place): has the member \(name), which nobody has documented")
      } else if schema["additionalProperties"] != .null {
        faults += self.faults(value, schema["additionalProperties"], at: "\(place).\(name)")
      }
    }
    return faults
  }

  private func range(
    _ number: Double, _ lower: String, _ upper: String, _ schema: JSON, _ place: String
  ) -> [String] {
    if let limit = schema[lower].double, number < limit { return ["\(place): \(number) is below \(limit)"] }
    if let limit = schema[upper].double, number > limit { return ["\(place): \(number) is above \(limit)"] }
    return []
  }

  private static func fits(_ value: JSON, _ type: String) -> Bool {
    switch (value, type) {
    case (.null, "null"), (.bool, "boolean"), (.number, "number"), (.string, "string"), (.array, "array"),
      (.object, "object"):
      true
    case (.number(let number), "integer"): number == number.rounded()
    default: false
    }
  }

  private static let keywords: Set<String> = [
    "type", "description", "default", "enum", "minimum", "maximum", "minLength", "maxLength", "pattern",
    "format",
    "items", "minItems", "maxItems", "uniqueItems", "properties", "required", "additionalProperties", "anyOf",
  ]
}
