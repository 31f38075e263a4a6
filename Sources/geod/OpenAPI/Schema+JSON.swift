// Schemas as JSON Schema 2020-12, the dialect of OpenAPI 3.1.

import Bedrock

extension Schema {
  /// Writes the schema as an object. Members keep the order of their declaration.
  func write(_ json: inout JSONWriter) {
    json.beginObject()
    writeKind(&json)
    if !description.isEmpty {
      json.key("description")
      json.string(description)
    }
    if let fallback {
      json.key("default")
      fallback.write(&json)
    }
    json.endObject()
  }

  private func writeKind(_ json: inout JSONWriter) {
    switch kind {
    case .anything: break
    case .null: json.type("null")
    case .boolean: json.type("boolean")
    case .text(let length, let pattern, let format):
      json.type("string")
      json.range(length.map { (Double($0.lowerBound), Double($0.upperBound)) }, "minLength", "maxLength")
      json.texts([("pattern", pattern), ("format", format)])
    case .words(let words):
      json.type("string")
      json.key("enum")
      JSONValue.array(words.map(JSONValue.string)).write(&json)
    case .number(let limits):
      json.type("number")
      json.range(limits.map { ($0.lowerBound, $0.upperBound) }, "minimum", "maximum")
    case .whole(let limits):
      json.type("integer")
      json.range(limits.map { (Double($0.lowerBound), Double($0.upperBound)) }, "minimum", "maximum")
    case .list(let element, let count, let isSet):
      json.type("array")
      json.key("items")
      element.write(&json)
      json.range(count.map { (Double($0.lowerBound), Double($0.upperBound)) }, "minItems", "maxItems")
      if isSet {
        json.key("uniqueItems")
        json.bool(true)
      }
    case .object(let members, let others): Self.write(members, others, &json)
    case .anyOf(let schemas):
      json.key("anyOf")
      json.beginArray()
      for schema in schemas { schema.write(&json) }
      json.endArray()
    case .part(let part):
      json.key("$ref")
      json.string("#/components/schemas/\(part.name)")
    }
  }

  private static func write(_ members: [Member], _ others: Schema?, _ json: inout JSONWriter) {
    json.type("object")
    if !members.isEmpty {
      json.key("properties")
      json.beginObject()
      for member in members {
        json.key(dynamic: member.name)
        member.schema.write(&json)
      }
      json.endObject()
    }
    let required = members.filter(\.isRequired).map { JSONValue.string($0.name) }
    if !required.isEmpty {
      json.key("required")
      JSONValue.array(required).write(&json)
    }
    guard let others else {
      json.key("additionalProperties")
      json.bool(false)
      return
    }
    if case .anything = others.kind { return }
    json.key("additionalProperties")
    others.write(&json)
  }
}

extension JSONWriter {
  fileprivate mutating func type(_ name: StaticString) {
    key("type")
    string(name)
  }

  /// Two limits. A lower one of zero is told too: it says that nothing is below.
  fileprivate mutating func range(
    _ range: (lower: Double, upper: Double)?, _ lower: StaticString, _ upper: StaticString
  ) {
    guard let range else { return }
    key(lower)
    JSONValue.number(range.lower).write(&self)
    key(upper)
    JSONValue.number(range.upper).write(&self)
  }

  fileprivate mutating func texts(_ members: [(name: StaticString, text: String?)]) {
    for case (let name, let text?) in members {
      key(name)
      string(text)
    }
  }
}
