// An item of a query, declared once: QueryReader reads by the declaration, and the documentation tells it.

import Bedrock

/// How one item is called, what it may be, and how it is read.
struct QueryItem<Value: Sendable>: Sendable {
  /// What is told about it.
  let parameter: RouteDocumentation.Parameter
  fileprivate let read: @Sendable (inout QueryReader) -> Value

  /// Declares an item.
  /// - Parameter read: gives a usable value in any case, and notes what was wrong.
  init(
    _ name: String, _ schema: Schema, _ description: String, else fallback: JSONValue? = nil,
    read: @escaping @Sendable (inout QueryReader) -> Value
  ) {
    var schema = schema
    schema.fallback = fallback
    parameter = RouteDocumentation.Parameter(name: name, schema: schema, description: description)
    self.read = read
  }

  /// The name on the wire.
  var name: String { parameter.name }
}

extension QueryReader {
  /// Reads an item as it was declared.
  mutating func read<Value>(_ item: QueryItem<Value>) -> Value { item.read(&self) }

  /// Reads a number that must be there.
  mutating func demand(_ item: QueryItem<Double?>) -> Double? {
    if !has(item.name) { note(item.name, .missing, "is required: a number") }
    return read(item)
  }
}

extension QueryItem where Value == Int {
  /// A whole number; `fallback` when it is absent.
  static func whole(
    _ name: String, in limits: ClosedRange<Int>, else fallback: Int, _ description: String
  ) -> QueryItem {
    QueryItem(
      name, .whole(Int64(limits.lowerBound)...Int64(limits.upperBound)), description,
      else: .number(Double(fallback))
    ) { $0.whole(name, in: limits) ?? fallback }
  }
}

extension QueryItem where Value == Int? {
  /// A whole number; nil when it is absent.
  static func whole(_ name: String, in limits: ClosedRange<Int>, _ description: String) -> QueryItem {
    QueryItem(name, .whole(Int64(limits.lowerBound)...Int64(limits.upperBound)), description) {
      $0.whole(name, in: limits)
    }
  }
}

extension QueryItem where Value == Instant? {
  /// A moment in Unix milliseconds; nil when it is absent.
  static func moment(_ name: String, _ description: String) -> QueryItem {
    let limits = Int(FieldLimits.moment.lowerBound)...Int(FieldLimits.moment.upperBound)
    return QueryItem(name, .moment, description) { reader in
      reader.whole(name, in: limits).map { Instant(milliseconds: Int64($0)) }
    }
  }
}

extension QueryItem where Value == Double? {
  /// A number; nil when it is absent.
  static func number(_ name: String, in limits: ClosedRange<Double>, _ description: String) -> QueryItem {
    QueryItem(name, .number(limits), description) { $0.number(name, in: limits) }
  }
}

extension QueryItem where Value == ClientID? {
  /// An identifier; nil when it is absent.
  static func id(_ name: String, _ description: String) -> QueryItem {
    QueryItem(name, .identifier, description) { $0.id(name) }
  }
}

extension QueryItem where Value == String? {
  /// One of several words; nil when it is absent.
  static func word(
    _ name: String, among words: [String], _ description: String, else fallback: String? = nil
  ) -> QueryItem {
    QueryItem(name, .words(words), description, else: fallback.map(JSONValue.string)) { reader in
      guard let word = reader.text(name) else { return fallback }
      if words.contains(word) { return word }
      reader.note(name, .notAllowed, "must be one of \(words.joined(separator: ", "))")
      return fallback
    }
  }
}

extension QueryItem where Value == [String] {
  /// Words or identifiers, separated by commas; none when it is absent.
  /// - Parameter words: what they may be; nil for any identifiers.
  static func list(
    _ name: String, among words: [String]? = nil, countMax: Int, _ description: String
  ) -> QueryItem {
    QueryItem(name, .list(of: words.map(Schema.words) ?? .identifier, 1...countMax), description) { reader in
      let given = reader.list(name, countMax: countMax)
      for text in given {
        if let words {
          if !words.contains(text) {
            reader.note(name, .notAllowed, "must be among \(words.joined(separator: ", "))")
          }
          continue
        }
        do throws(FieldError) { _ = try ClientID(text, field: name) } catch { reader.note(error) }
      }
      return given
    }
  }
}
