// A technician's profile as booking services send it, read into the engine's form.

import Bedrock
import Engine
import TrackHub

/// Reads and normalises profile documents.
enum ProfileDocument {
  /// The longest profile in bytes.
  static let bytesMax = 32 * 1024

  /// Reads a profile. The document that is stored is the validated one with the names of its members
  /// sorted, so that the same profile has the same bytes.
  /// - Parameter id: from the path, or nil to take it from the field `id` (imports).
  /// - Throws: every fault with its field.
  static func read(_ value: JSONValue, id: ClientID?) throws(FieldErrors) -> TechnicianProfile {
    var reader = FieldReader(value)
    let own = reader.id("id", isRequired: id == nil)
    if let id, let own, own != id {
      reader.noteMember("id", .conflict, "must be the identifier in the path, or be left out")
    }
    let skills = readSkills(&reader)
    var rating = 0.0
    reader.object("rating") { inner in
      rating = inner.number("value", in: 0...5, else: 0)
      _ = inner.whole("count", in: 0...100_000_000, else: 0)
    }
    reader.object("name") { inner in
      _ = inner.text("ar", lengthMax: 200)
      _ = inner.text("en", lengthMax: 200)
    }
    readCredentials(&reader)
    for (path, zone) in reader.elements("zones", countMax: 200) {
      checkID(zone, path: path, &reader)
    }
    readShift(&reader)
    _ = reader.whole("capacity", in: 1...100, else: 1)
    let status = reader.word("status", of: StatusWord.self, else: .available).status
    try reader.finish()

    guard case .object(var members) = value, let id = id ?? own else {
      preconditionFailure("a profile without an object or identifier has faults")
    }
    members["id"] = nil
    return TechnicianProfile(
      id: id, skills: skills, rating: Float(rating), status: status,
      document: JSONValue.object(members).bytes)
  }

  private enum StatusWord: String, CaseIterable {
    case available, paused, offDuty

    var status: TechnicianStatus {
      switch self {
      case .available: .available
      case .paused: .paused
      case .offDuty: .offDuty
      }
    }
  }

  private static func readSkills(_ reader: inout FieldReader) -> [ClientID] {
    var skills: [ClientID] = []
    for (path, value) in reader.elements("skills", countMax: TechnicianProfile.skillsMax) {
      var skill: ClientID?
      switch value {
      case .string:
        skill = checkID(value, path: path, &reader)
      default:
        var inner = FieldReader(value, path: path + ".")
        skill = inner.id("id", isRequired: true)
        _ = inner.whole("level", in: 1...5, else: 1)
        reader.absorb(inner)
      }
      guard let skill else { continue }
      if skills.contains(skill) {
        reader.note(path, .conflict, "is the same skill as an earlier one")
      }
      skills.append(skill)
    }
    return skills
  }

  private static func readCredentials(_ reader: inout FieldReader) {
    for (path, value) in reader.elements("credentials", countMax: 100) {
      var inner = FieldReader(value, path: path + ".")
      _ = inner.id("kind", isRequired: true)
      _ = inner.text("jurisdiction", lengthMax: 64)
      _ = inner.text("number", lengthMax: 64)
      _ = inner.word("status", of: CredentialStatus.self, else: .valid)
      if let expires = inner.text("expires", lengthMax: 32), !isDate(expires) {
        inner.noteMember("expires", .badFormat, "must be a date such as 2027-01-31")
      }
      reader.absorb(inner)
    }
  }

  private enum CredentialStatus: String, CaseIterable {
    case valid, pending, suspended, revoked, expired
  }

  private static func readShift(_ reader: inout FieldReader) {
    guard reader.has("shift") else {
      _ = reader.value("shift")
      return
    }
    reader.object("shift") { inner in
      for name in ["start", "end"] {
        guard let text = inner.text(name, lengthMax: 5, isRequired: true) else { continue }
        if !isTimeOfDay(text) {
          inner.noteMember(name, .badFormat, "must be a time of day such as 08:30")
        }
      }
    }
  }

  @discardableResult
  private static func checkID(
    _ value: JSONValue, path: String, _ reader: inout FieldReader
  ) -> ClientID? {
    guard case .string(let text) = value else {
      reader.note(path, .wrongType, "must be a string, is \(value.typeName)")
      return nil
    }
    do {
      return try ClientID(text, field: path)
    } catch {
      reader.note(error.field, error.code, error.message)
      return nil
    }
  }

  /// `yyyy-mm-dd` with a month and day that exist.
  static func isDate(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
      parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
      (1...12).contains(month)
    else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return (1...lengths[month - 1]).contains(day)
  }

  /// `hh:mm`, 00:00 to 24:00.
  static func isTimeOfDay(_ text: String) -> Bool {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].count == 2, parts[1].count == 2,
      parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let hour = Int(parts[0]), let minute = Int(parts[1]), (0...59).contains(minute)
    else { return false }
    return (0...23).contains(hour) || (hour == 24 && minute == 0)
  }
}
