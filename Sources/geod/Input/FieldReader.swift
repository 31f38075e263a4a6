// Reading a JSON object field by field, collecting every fault instead of stopping at the first.

import Bedrock

/// Takes the members of an object one after the other and remembers what was wrong.
///
/// Every read gives a usable value or notes a fault; ``finish()`` throws all faults at once, unknown
/// fields included, so that the caller applies everything or nothing.
struct FieldReader {
  private let members: [String: JSONValue]
  private let path: String
  private let isObject: Bool
  private var known: Set<String> = []
  private(set) var faults: [FieldError] = []

  /// Begins with a value that must be an object. `path` stands before each name, such as `rating.`.
  init(_ value: JSONValue, path: String = "") {
    self.path = path
    if case .object(let members) = value {
      self.members = members
      isObject = true
    } else {
      self.members = [:]
      isObject = false
      note(
        String(path.dropLast()).isEmpty ? "body" : String(path.dropLast()), .wrongType,
        "must be an object, is \(value.typeName)")
    }
  }

  /// Whether the field is there and not null.
  func has(_ name: String) -> Bool {
    guard let value = members[name] else { return false }
    return value != .null
  }

  /// The raw value of an optional field.
  mutating func value(_ name: String) -> JSONValue? {
    known.insert(name)
    guard let value = members[name], value != .null else { return nil }
    return value
  }

  /// A number within limits; `fallback` when it is absent, which nil makes a fault.
  mutating func number(
    _ name: String, in limits: ClosedRange<Double>, else fallback: Double?
  ) -> Double {
    guard let value = value(name) else {
      if fallback == nil { noteMember(name, .missing, "is required: a number") }
      return fallback ?? limits.lowerBound
    }
    guard case .number(let number) = value else {
      noteMember(name, .wrongType, "must be a number, is \(value.typeName)")
      return fallback ?? limits.lowerBound
    }
    guard number.isFinite, limits.contains(number) else {
      var check = LimitCheck(path: path)
      check.check(name, number, in: limits)
      faults += check.faults
      return fallback ?? limits.lowerBound
    }
    return number
  }

  /// A whole number within limits; `fallback` when it is absent, which nil makes a fault.
  mutating func whole(
    _ name: String, in limits: ClosedRange<Int64>, else fallback: Int64?
  ) -> Int64 {
    let before = faults.count
    let range = Double(limits.lowerBound)...Double(limits.upperBound)
    let number = number(name, in: range, else: fallback.map(Double.init))
    if faults.count == before, number != number.rounded() {
      noteMember(name, .wrongType, "must be a whole number")
      return fallback ?? limits.lowerBound
    }
    return Int64(number)
  }

  /// True or false; `fallback` when absent.
  mutating func bool(_ name: String, else fallback: Bool) -> Bool {
    guard let value = value(name) else { return fallback }
    guard case .bool(let bool) = value else {
      noteMember(name, .wrongType, "must be true or false, is \(value.typeName)")
      return fallback
    }
    return bool
  }

  /// A text of 1 to `lengthMax` characters; nil when absent, which is a fault where it is required.
  mutating func text(_ name: String, lengthMax: Int, isRequired: Bool = false) -> String? {
    guard let value = value(name) else {
      if isRequired { noteMember(name, .missing, "is required: a string") }
      return nil
    }
    guard case .string(let text) = value else {
      noteMember(name, .wrongType, "must be a string, is \(value.typeName)")
      return nil
    }
    guard (1...lengthMax).contains(text.count) else {
      noteMember(name, .badLength, "must have 1 to \(lengthMax) characters")
      return nil
    }
    return text
  }

  /// A client identifier.
  mutating func id(_ name: String, isRequired: Bool) -> ClientID? {
    guard let text = text(name, lengthMax: 1_000, isRequired: isRequired) else { return nil }
    do {
      return try ClientID(text, field: path + name)
    } catch {
      faults.append(error)
      return nil
    }
  }

  /// One of the words of an enumeration.
  mutating func word<Word: RawRepresentable & CaseIterable>(
    _ name: String, of type: Word.Type, else fallback: Word
  ) -> Word where Word.RawValue == String {
    guard let text = text(name, lengthMax: 64) else { return fallback }
    guard let word = Word(rawValue: text) else {
      let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
      noteMember(name, .notAllowed, "must be one of \(known)")
      return fallback
    }
    return word
  }

  /// The elements of an array with their paths; empty when absent.
  mutating func elements(_ name: String, countMax: Int) -> [(path: String, value: JSONValue)] {
    guard let value = value(name) else { return [] }
    guard case .array(let list) = value else {
      noteMember(name, .wrongType, "must be an array, is \(value.typeName)")
      return []
    }
    guard list.count <= countMax else {
      noteMember(name, .tooMany, "may have at most \(countMax) elements, has \(list.count)")
      return []
    }
    return list.enumerated().map { ("\(path)\(name)[\($0.offset)]", $0.element) }
  }

  /// Reads an object inside this one; an absent one reads as empty.
  mutating func object(_ name: String, _ body: (inout FieldReader) -> Void) {
    var inner = FieldReader(value(name) ?? .object([:]), path: "\(path)\(name).")
    body(&inner)
    faults += inner.allFaults
  }

  /// Takes over the faults of a reader of an element.
  mutating func absorb(_ inner: FieldReader) {
    faults += inner.allFaults
  }

  /// Takes over the faults that something else has found in a part of this object.
  mutating func absorb(_ errors: FieldErrors) {
    faults += errors.errors
  }

  /// Notes a fault of a field of this object.
  mutating func noteMember(_ name: String, _ code: FieldError.Code, _ message: Phrase) {
    faults.append(FieldError(field: path + name, code: code, message: message))
  }

  /// Notes a fault with a path of its own.
  mutating func note(_ field: String, _ code: FieldError.Code, _ message: Phrase) {
    faults.append(FieldError(field: field, code: code, message: message))
  }

  private var allFaults: [FieldError] {
    // Whatever else was found missing follows from the first fault.
    guard isObject else { return Array(faults.prefix(1)) }
    let unknown = members.keys.filter { !known.contains($0) }.sorted()
    return faults
      + unknown.map { name in
        let nearest = Spelling.nearest(to: name, among: known)
        return FieldError(
          field: path + name, code: .unknownField,
          message: nearest.map { "is not a field here; did you mean \($0)?" } ?? "is not a field here")
      }
  }

  /// Throws everything that was wrong, fields that nobody asked for included.
  func finish() throws(FieldErrors) {
    let all = allFaults
    if !all.isEmpty { throw FieldErrors(all) }
  }
}
