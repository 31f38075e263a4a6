// A technician's profile as booking services send it, read into the engine's form.

import Bedrock
import Engine
import Matcher
import TrackHub

/// Reads and normalises profile documents.
enum ProfileDocument {
  /// The longest profile in bytes.
  static let bytesMax = 32 * 1024
  /// Stars.
  static let ratingLimits = 0.0...5.0
  /// Votes behind a rating.
  static let ratingCountLimits: ClosedRange<Int64> = 0...100_000_000
  /// The longest name in one language, in characters.
  static let nameLengthMax = 200
  /// The longest jurisdiction or number of a credential, in characters.
  static let wordLengthMax = 64
  /// The most zones of one technician.
  static let zonesMax = 200
  /// The most credentials of one technician.
  static let credentialsMax = 100
  /// How well a skill is mastered.
  static let levelLimits: ClosedRange<Int64> = 1...5
  /// How many open bookings somebody may have at once.
  static let capacityLimits: ClosedRange<Int64> = 1...100

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
    var (rating, ratingCount) = (0.0, Int64(0))
    reader.object("rating") { inner in
      rating = inner.number("value", in: ratingLimits, else: 0)
      ratingCount = inner.whole("count", in: ratingCountLimits, else: 0)
    }
    reader.object("name") { inner in
      _ = inner.text("ar", lengthMax: nameLengthMax)
      _ = inner.text("en", lengthMax: nameLengthMax)
    }
    let credentials = readCredentials(&reader)
    let hasZones = reader.has("zones")
    let zones = reader.elements("zones", countMax: zonesMax).compactMap {
      reader.id($0.value, path: $0.path)
    }
    let shift = readShift(&reader)
    let capacity = reader.whole("capacity", in: capacityLimits, else: 1)
    let status = reader.word("status", of: StatusWord.self, else: .available).status
    try reader.finish()

    guard case .object(var members) = value, let id = id ?? own else {
      preconditionFailure("a profile without an object or identifier has faults")
    }
    members["id"] = nil
    var profile = TechnicianProfile(
      id: id, skills: skills, rating: Float(rating), status: status,
      document: JSONValue.object(members).withoutNulls.bytes)
    profile.ratingCount = UInt32(ratingCount)
    profile.credentials = credentials
    // Whoever names no zones goes everywhere; an empty list is nowhere.
    profile.zones = hasZones ? zones : nil
    profile.shift = shift
    profile.capacity = UInt8(capacity)
    return profile
  }

  enum StatusWord: String, CaseIterable {
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
        skill = reader.id(value, path: path)
      default:
        var inner = FieldReader(value, path: path + ".")
        skill = inner.id("id", isRequired: true)
        _ = inner.whole("level", in: levelLimits, else: 1)
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

  /// The credentials in force.
  private static func readCredentials(_ reader: inout FieldReader) -> [HeldCredential] {
    var credentials: [HeldCredential] = []
    for (path, value) in reader.elements("credentials", countMax: credentialsMax) {
      var inner = FieldReader(value, path: path + ".")
      let kind = inner.id("kind", isRequired: true)
      let jurisdiction = inner.text("jurisdiction", lengthMax: wordLengthMax)
      _ = inner.text("number", lengthMax: wordLengthMax)
      let status = inner.word("status", of: CredentialStatus.self, else: .valid)
      var lastDay: Int?
      if let expires = inner.text("expires", lengthMax: 32) {
        lastDay = TimeText.day(expires)
        if lastDay == nil { inner.noteMember("expires", .badFormat, "must be a date such as 2027-01-31") }
      }
      reader.absorb(inner)
      guard let kind, status == .valid else { continue }
      credentials.append(HeldCredential(kind: kind, jurisdiction: jurisdiction, lastDay: lastDay))
    }
    return credentials
  }

  enum CredentialStatus: String, CaseIterable {
    case valid, pending, suspended, revoked, expired
  }

  private static func readShift(_ reader: inout FieldReader) -> WorkShift? {
    guard reader.has("shift") else {
      _ = reader.value("shift")
      return nil
    }
    var minutes: [UInt16] = []
    reader.object("shift") { inner in
      for name in ["start", "end"] {
        guard let text = inner.text(name, lengthMax: 5, isRequired: true) else { continue }
        guard let minute = TimeText.minuteOfDay(text) else {
          inner.noteMember(name, .badFormat, "must be a time of day such as 08:30")
          continue
        }
        minutes.append(UInt16(minute))
      }
    }
    guard minutes.count == 2 else { return nil }
    return WorkShift(startMinute: minutes[0], endMinute: minutes[1])
  }
}
