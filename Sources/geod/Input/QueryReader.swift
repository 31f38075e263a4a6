// Reading the query of a request, collecting every fault. The same habits as FieldReader, for texts.

import Bedrock
import Transport

/// Takes the items of a query one after the other and remembers what was wrong.
struct QueryReader {
  private let items: QueryItems
  private var known: Set<String> = []
  private(set) var faults: [FieldError] = []

  init(_ head: HTTPRequestHead) throws(FieldErrors) {
    do {
      items = try head.queryItems()
    } catch {
      throw FieldErrors(
        field: "query", code: .badFormat,
        message: "item \(error.position + 1) is not valid percent-encoded UTF-8")
    }
    var seen: Set<String> = []
    for item in items.items where !seen.insert(item.name).inserted {
      faults.append(FieldError(field: item.name, code: .duplicateField, message: "occurs twice"))
    }
  }

  /// Whether the item is there.
  func has(_ name: String) -> Bool { items[name] != nil }

  /// A text; nil when absent.
  mutating func text(_ name: String) -> String? {
    known.insert(name)
    return items[name]
  }

  /// A number within limits; nil when absent or wrong. Absent is a fault where it is required.
  mutating func number(
    _ name: String, in limits: ClosedRange<Double>, isRequired: Bool = false
  ) -> Double? {
    guard let text = text(name) else {
      if isRequired { note(name, .missing, "is required: a number") }
      return nil
    }
    // Swift also reads hexadecimal numbers, which nobody means here.
    let isDecimal = text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
    guard isDecimal, let number = Double(text), number.isFinite else {
      note(name, .wrongType, "must be a number")
      return nil
    }
    guard limits.contains(number) else {
      var check = LimitCheck(path: "")
      check.check(name, number, in: limits)
      faults += check.faults
      return nil
    }
    return number
  }

  /// A whole number within limits; nil when absent or wrong.
  mutating func whole(_ name: String, in limits: ClosedRange<Int>) -> Int? {
    let range = Double(limits.lowerBound)...Double(limits.upperBound)
    guard let number = number(name, in: range) else { return nil }
    guard number == number.rounded() else {
      note(name, .wrongType, "must be a whole number")
      return nil
    }
    return Int(number)
  }

  /// An identifier; nil when absent or wrong.
  mutating func id(_ name: String) -> ClientID? {
    guard let text = text(name) else { return nil }
    do throws(FieldError) {
      return try ClientID(text, field: name)
    } catch {
      note(error)
      return nil
    }
  }

  /// A list separated by commas; empty when absent.
  mutating func list(_ name: String, countMax: Int) -> [String] {
    guard let text = text(name) else { return [] }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= countMax else {
      note(name, .tooMany, "may have at most \(countMax) entries")
      return []
    }
    return parts
  }

  /// Notes a fault.
  mutating func note(_ field: String, _ code: FieldError.Code, _ message: Phrase) {
    faults.append(FieldError(field: field, code: code, message: message))
  }

  /// Notes a fault.
  mutating func note(_ error: FieldError) {
    faults.append(error)
  }

  /// Throws everything that was wrong, items that nobody asked for included.
  func finish() throws(FieldErrors) {
    let unknown = items.items.map(\.name).filter { !known.contains($0) }.map { name in
      let nearest = Spelling.nearest(to: name, among: known)
      return FieldError(
        field: String(name.prefix(64)), code: .unknownField,
        message: nearest.map { "is not an item here; did you mean \($0)?" } ?? "is not an item here")
    }
    let all = faults + unknown
    if !all.isEmpty { throw FieldErrors(all) }
  }
}
