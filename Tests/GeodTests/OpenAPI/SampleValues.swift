// Values at the limits of a schema and beyond them: for queries as texts, for bodies as changes of a good one.

import Foundation

/// Texts that a parameter must take, and texts that it must refuse.
struct SampleValues {
  private(set) var good: [String] = []
  private(set) var bad: [String] = []

  /// - Parameter known: a value of an example, for what cannot be made up.
  init(_ schema: JSON, _ check: SchemaCheck, known: String?) {
    let schema = check.resolved(schema)
    switch schema["type"].string {
    case "integer", "number":
      guard let lower = schema["minimum"].double, let upper = schema["maximum"].double else { return }
      good = [lower, upper].map { JSON.number($0).description }
      bad = [lower - 1, upper + 2].map { JSON.number($0).description } + ["x"]
      if schema["type"].string == "integer" { bad.append("1.5") }
    case "array":
      let words = check.resolved(schema["items"])["enum"].array.compactMap(\.string)
      let count = schema["maxItems"].int ?? 1
      let names = words.isEmpty ? (0...count).map { "name-\($0)" } : words + [words[0]]
      good = [names.prefix(count).joined(separator: ","), names[0]]
      bad = [names.prefix(count + 1).joined(separator: ","), "!", ""]
    case "string":
      let words = schema["enum"].array.compactMap(\.string)
      if !words.isEmpty {
        good = words
        bad = ["nonsense", ""]
      } else if let length = schema["maxLength"].int {
        good = ["a", String(repeating: "a", count: length)]
        bad = ["", String(repeating: "a", count: length + 1), "a b"]
      } else {
        good = known.map { [$0] } ?? []
        bad = ["?"]
      }
    default: break
    }
  }
}

/// A body with one change, and what the server has to say about it.
struct BodyChange {
  var what: String
  /// The member that was changed.
  var member: String
  var body: JSON
  /// Whether the change keeps the limits. Other rules may refuse it still, with `conflict`.
  var isGood: Bool
}

/// Makes changes of a good body by its schema.
struct BodyChanges {
  private let schema: JSON
  private let check: SchemaCheck

  init(_ schema: JSON, _ check: SchemaCheck) {
    self.schema = check.resolved(schema)
    self.check = check
  }

  /// Every member left out, unknown, of the wrong type, at its limits and beyond them.
  func changes(of body: JSON) -> [BodyChange] {
    var changes: [BodyChange] = []
    var stranger = body
    stranger["zzz"] = .number(1)
    changes.append(BodyChange(what: "an unknown member", member: "zzz", body: stranger, isGood: false))
    for name in schema["properties"].keys.sorted() {
      if schema["required"].array.contains(.string(name)) {
        var without = body
        without[name] = .null
        changes.append(BodyChange(what: "without \(name)", member: name, body: without, isGood: false))
      }
      let member = check.resolved(schema["properties"][name])
      func change(_ value: JSON, isGood: Bool) {
        var changed = body
        changed[name] = value
        let what = "\(name) = \(value.description.prefix(80))"
        changes.append(BodyChange(what: what, member: name, body: changed, isGood: isGood))
      }
      switch member["type"].string {
      case "object":
        change(.number(1), isGood: false)
        let inner = body[name] == .null ? .object([:]) : body[name]
        for part in BodyChanges(member, check).changes(of: inner) {
          changes.append(
            BodyChange(
              what: "\(name).\(part.what)", member: part.member, body: body.with(name, part.body),
              isGood: part.isGood))
        }
      case "array":
        change(.number(1), isGood: false)
        change(.array([.bool(true)]), isGood: false)
        guard let count = member["maxItems"].int, let element = sample(member["items"]) else { continue }
        change(.array((0..<count).map { element($0) }), isGood: true)
        change(.array((0...count).map { element($0) }), isGood: false)
      case "integer", "number":
        change(.string("x"), isGood: false)
        if member["type"].string == "integer" { change(.number(1.5), isGood: false) }
        guard let lower = member["minimum"].double, let upper = member["maximum"].double else { continue }
        for value in [lower, upper] { change(.number(value), isGood: true) }
        for value in [lower - 1, upper + 2] { change(.number(value), isGood: false) }
      case "string":
        change(.number(1), isGood: false)
        let words = member["enum"].array
        for word in words { change(word, isGood: true) }
        if !words.isEmpty || member["pattern"] != .null { change(.string("!"), isGood: false) }
        guard let length = member["maxLength"].int else { continue }
        change(.string(String(repeating: "a", count: length + 1)), isGood: false)
        if member["pattern"] == .null { change(.string(String(repeating: "a", count: length)), isGood: true) }
      case "boolean": change(.string("x"), isGood: false)
      default: break
      }
    }
    return changes
  }

  /// Makes the elements of a list, no two of them equal; nil when they cannot be made up.
  private func sample(_ schema: JSON) -> ((Int) -> JSON)? {
    let schema = check.resolved(schema)
    if let first = schema["anyOf"].array.first { return sample(first) }
    if schema["type"].string == "string", schema["enum"].array.isEmpty { return { .string("name-\($0)") } }
    if schema["properties"]["kind"] != .null { return { .object(["kind": .string("kind-\($0)")]) } }
    return nil
  }
}

extension JSON {
  /// The same with another member; `null` takes it away.
  func with(_ name: String, _ value: JSON) -> JSON {
    var copy = self
    copy[name] = value
    return copy
  }
}
