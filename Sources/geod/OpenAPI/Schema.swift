// What a value of the interface may be, as a declaration: the part of JSON Schema (2020-12) that geod's bodies,
// answers and parameters need. How it is written is in Schema+JSON.swift; what many share is in Schema+Common.swift.

import Bedrock

/// The shape and the limits of a JSON value.
struct Schema: Sendable {
  /// The shapes.
  indirect enum Kind: Sendable {
    case anything
    case null
    case boolean
    /// A text of so many characters; `pattern` is a regular expression of ECMA 262, `format` one of JSON Schema.
    case text(length: ClosedRange<Int>?, pattern: String?, format: String?)
    /// One of these texts.
    case words([String])
    case number(ClosedRange<Double>?)
    case whole(ClosedRange<Int64>?)
    /// So many values of one kind; `isSet` when no two may be equal.
    case list(of: Schema, count: ClosedRange<Int>?, isSet: Bool)
    /// These members in this order; `others` is what members of other names hold, nil when there may be none.
    case object([Member], others: Schema?)
    case anyOf([Schema])
    /// A schema with a name of its own, told once.
    case part(Part)
  }

  /// A schema with a name, for what occurs in several places.
  final class Part: Sendable {
    let name: String
    let schema: Schema

    /// Gives a schema a name. Two parts of one name are a bug.
    init(_ name: String, _ schema: Schema) {
      self.name = name
      self.schema = schema
    }
  }

  /// A member of an object.
  struct Member: Sendable {
    var name: String
    var schema: Schema
    var isRequired: Bool

    /// A member that is always there.
    static func always(_ name: String, _ schema: Schema, _ meaning: String = "") -> Member {
      Member(name: name, schema: schema.meaning(meaning), isRequired: true)
    }

    /// A member that may be left out.
    static func maybe(
      _ name: String, _ schema: Schema, _ meaning: String = "", else fallback: JSONValue? = nil
    ) -> Member {
      var schema = schema.meaning(meaning)
      schema.fallback = fallback ?? schema.fallback
      return Member(name: name, schema: schema, isRequired: false)
    }
  }

  var kind: Kind
  /// What the value means, where its place does not say.
  var description = ""
  /// What holds when it is left out.
  var fallback: JSONValue?

  init(_ kind: Kind) { self.kind = kind }

  /// The same with a description; an empty one changes nothing.
  func meaning(_ text: String) -> Schema {
    var schema = self
    if !text.isEmpty { schema.description = text }
    return schema
  }
}

extension Schema {
  static let anything = Schema(.anything)
  static let null = Schema(.null)
  static let boolean = Schema(.boolean)

  static func text(
    _ length: ClosedRange<Int>? = nil, pattern: String? = nil, format: String? = nil
  ) -> Schema {
    Schema(.text(length: length, pattern: pattern, format: format))
  }

  static func words(_ words: [String]) -> Schema { Schema(.words(words)) }

  /// The words of an enumeration.
  static func words<Word: RawRepresentable & CaseIterable>(of type: Word.Type) -> Schema
  where Word.RawValue == String {
    words(Word.allCases.map(\.rawValue))
  }

  static func number(_ limits: ClosedRange<Double>? = nil) -> Schema { Schema(.number(limits)) }

  static func whole(_ limits: ClosedRange<Int64>? = nil) -> Schema { Schema(.whole(limits)) }

  /// A whole number that is not negative.
  static let count = Schema(.whole(0...(1 << 53)))

  static func list(of element: Schema, atMost count: Int? = nil, isSet: Bool = false) -> Schema {
    Schema(.list(of: element, count: count.map { 0...$0 }, isSet: isSet))
  }

  static func list(of element: Schema, _ count: ClosedRange<Int>, isSet: Bool = false) -> Schema {
    Schema(.list(of: element, count: count, isSet: isSet))
  }

  /// An object with these members and no others.
  static func object(_ members: [Member]) -> Schema { Schema(.object(members, others: nil)) }

  /// An object with these members, and possibly others that the interface says nothing about.
  static func openObject(_ members: [Member], others: Schema = .anything) -> Schema {
    Schema(.object(members, others: others))
  }

  static func anyOf(_ schemas: [Schema]) -> Schema { Schema(.anyOf(schemas)) }

  static func part(_ part: Part) -> Schema { Schema(.part(part)) }

  /// The parts that the schema names, with those that they name.
  var parts: [Part] {
    switch kind {
    case .anything, .null, .boolean, .text, .words, .number, .whole: []
    case .list(let element, _, _): element.parts
    case .object(let members, let others): members.flatMap(\.schema.parts) + (others?.parts ?? [])
    case .anyOf(let schemas): schemas.flatMap(\.parts)
    case .part(let part): [part] + part.schema.parts
    }
  }

  /// The members of an object, also of one with a name.
  var members: [Member] {
    switch kind {
    case .object(let members, _): members
    case .part(let part): part.schema.members
    default: []
    }
  }
}
