// One value of the settings document: how it is read, written and told.

import Bedrock
import Engine

/// One value of the document and where it stands in the settings.
struct SettingsField: Sendable {
  typealias Path<Value> = any WritableKeyPath<TenantSettings, Value> & Sendable

  let name: String
  /// The type, without limits, and what the field means.
  let schema: Schema
  /// Puts in a value that nobody can mean.
  let spoil: @Sendable (inout TenantSettings) -> Void
  let read: @Sendable (inout FieldReader, inout TenantSettings) -> Void
  let write: @Sendable (TenantSettings) -> JSONValue

  /// The schema with the limits.
  func limitedSchema(in section: String) -> Schema {
    var settings = TenantSettings()
    spoil(&settings)
    var schema = schema
    guard let limits = settings.faults.first(where: { $0.field == "\(section).\(name)" })?.limits else {
      return schema
    }
    if case .whole = schema.kind {
      schema.kind = .whole(Int64(limits.lowerBound)...Int64(limits.upperBound))
    } else {
      schema.kind = .number(limits)
    }
    return schema
  }

  static func number(_ name: String, _ path: Path<Double>, _ meaning: String) -> SettingsField {
    SettingsField(name: name, schema: .number().meaning(meaning)) { settings in
      settings[keyPath: path] = 1e15
    } read: { reader, settings in
      // The limits are checked later, by the settings themselves.
      settings[keyPath: path] = reader.number(name, in: -1e15...1e15, else: settings[keyPath: path])
    } write: { settings in
      .number(settings[keyPath: path])
    }
  }

  static func whole<Whole: FixedWidthInteger & SendableMetatype>(
    _ name: String, _ path: Path<Whole>, _ meaning: String
  ) -> SettingsField {
    SettingsField(name: name, schema: .whole().meaning(meaning)) { settings in
      settings[keyPath: path] = Whole(clamping: 1_000_000_000_000_000)
    } read: { reader, settings in
      let limits: ClosedRange<Int64> = -1_000_000_000_000_000...1_000_000_000_000_000
      settings[keyPath: path] = Whole(
        reader.whole(name, in: limits, else: Int64(settings[keyPath: path])))
    } write: { settings in
      .number(Double(settings[keyPath: path]))
    }
  }

  static func bool(_ name: String, _ path: Path<Bool>, _ meaning: String) -> SettingsField {
    SettingsField(name: name, schema: .boolean.meaning(meaning)) { _ in
    } read: { reader, settings in
      settings[keyPath: path] = reader.bool(name, else: settings[keyPath: path])
    } write: { settings in
      .bool(settings[keyPath: path])
    }
  }

  static func text(_ name: String, _ path: Path<String>, _ schema: Schema, _ meaning: String) -> SettingsField
  {
    SettingsField(name: name, schema: schema.meaning(meaning)) { _ in
    } read: { reader, settings in
      // The lengths are checked later, by the settings themselves; an empty text is one too.
      if let text = string(name, &reader) { settings[keyPath: path] = text }
    } write: { settings in
      .string(settings[keyPath: path])
    }
  }

  /// One of the words of an enumeration, of which one may be empty.
  static func word<Word>(_ name: String, _ path: Path<Word>, _ meaning: String) -> SettingsField
  where Word: RawRepresentable<String> & CaseIterable & SendableMetatype {
    SettingsField(name: name, schema: .words(of: Word.self).meaning(meaning)) { _ in
    } read: { reader, settings in
      guard let text = string(name, &reader) else { return }
      guard let word = Word(rawValue: text) else {
        let known = Word.allCases.map { $0.rawValue.isEmpty ? "empty" : $0.rawValue }.joined(separator: ", ")
        return reader.noteMember(name, .notAllowed, "must be one of \(known)")
      }
      settings[keyPath: path] = word
    } write: { settings in
      .string(settings[keyPath: path].rawValue)
    }
  }

  private static func string(_ name: String, _ reader: inout FieldReader) -> String? {
    guard let value = reader.value(name) else { return nil }
    guard case .string(let text) = value else {
      reader.noteMember(name, .wrongType, "must be a string, is \(value.typeName)")
      return nil
    }
    return text
  }
}
