// A tenant's settings as a JSON document: reading with every fault named, writing with every value shown.

import Bedrock
import Engine
import Matcher
import TrackHub

/// Reads and writes settings documents.
enum SettingsDocument {
  /// The longest document in bytes.
  static let bytesMax = 64 * 1024

  /// Reads a document. What it leaves out has its default, so that documents from before a field was
  /// there go on to be good.
  /// - Parameter path: what stands before each field's name, such as `settings.`.
  /// - Throws: every fault with its field.
  static func read(_ value: JSONValue, path: String = "") throws(FieldErrors) -> TenantSettings {
    var settings = TenantSettings()
    var reader = FieldReader(value, path: path)
    for section in sections {
      reader.object(section.name) { inner in
        for field in section.fields { field.read(&inner, &settings) }
      }
    }
    // The limits stand in one place, with the settings themselves. What could not be read has its default
    // here, so that nothing is complained of twice.
    for fault in settings.faults {
      reader.note(path + fault.field, fault.code, fault.message)
    }
    try reader.finish()
    return settings
  }

  /// Reads a document that was put by this program or an earlier one: what has been retired since is passed over, so
  /// that it does not take the rest of the document with it.
  /// - Throws: what is wrong with the JSON, or every fault with its field.
  static func readStored(_ document: [UInt8]) throws -> TenantSettings {
    let value = try JSONValue.parse(document, field: "settings")
    guard case .object(let members) = value else { return try read(value) }
    return try read(.object(members.filter { !retiredSections.contains($0.key) }))
  }

  /// Writes every value, defaults included.
  static func write(_ settings: TenantSettings) -> JSONValue {
    var members: [String: JSONValue] = [:]
    for section in sections {
      let fields = section.fields.map { ($0.name, $0.write(settings)) }
      members[section.name] = .object(Dictionary(uniqueKeysWithValues: fields))
    }
    return .object(members)
  }

  /// What a document may be. The limits are those that the settings state when they refuse a value.
  static let schema = Schema.part(
    Schema.Part(
      "Settings",
      .object(
        sections.map { section in
          let members = section.fields.map { field in
            Schema.Member.maybe(
              field.name, field.limitedSchema(in: section.name), else: field.write(TenantSettings()))
          }
          return .maybe(section.name, .object(members))
        })))
}
