// One technician of the generated world: who it is, and the profile as the wire takes it.

public import Bedrock

/// A generated technician's profile: what `PUT /v1/technicians/{id}` is called with.
public struct TechnicianProfileSample: Hashable, Sendable {
  /// The identifier, `tech-0001` for the first.
  public var id: String
  /// The name in both scripts.
  public var name: BilingualName
  /// At least one skill, in the order of `SkillCatalogue.all`, none twice.
  public var skills: [Skill]
  /// The mean rating in tenths of a star, 32 to 50.
  public var ratingTenths: Int
  /// How many customers rated.
  public var ratingCount: Int
  /// Licences and proofs; one of each kind at most.
  public var credentials: [Credential]
  /// Where the technician works: the home zone first, as positions in `ServiceZones.all`.
  public var zones: [Int]
  /// The daily working hours. Not part of the wire form: a plain profile takes bookings at any hour.
  public var shift: Shift
  /// How many bookings at a time.
  public var capacity: Int

  /// A skill with its level.
  public struct Skill: Hashable, Sendable {
    /// An identifier of `SkillCatalogue`.
    public var id: String
    /// 1 (learning) to 5 (teaches others).
    public var level: Int
  }

  /// A licence or proof.
  public struct Credential: Hashable, Sendable {
    /// What it proves, such as `identity-check` or `electrical-licence`.
    public var kind: String
    /// Where it holds, as an ISO 3166 code.
    public var jurisdiction: String
    /// `valid`, `expired` or `suspended`.
    public var status: String
    /// The last day, as `YYYY-MM-DD`.
    public var expires: String
  }

  /// Working hours in minutes after local midnight; an end before the start lies on the next day.
  public struct Shift: Hashable, Sendable {
    /// When work begins, 0 to 1439.
    public var startMinute: Int
    /// When work ends, 0 to 1439.
    public var endMinute: Int
  }

  /// The zone that the technician's day starts in, as a position in `ServiceZones.all`.
  public var homeZone: Int { zones[0] }

  /// The identifier of the n-th technician (from 0): `tech-` and at least four digits, counted from 1.
  public static func id(ofTechnician technician: Int) -> String {
    precondition(technician >= 0, "technicians are counted from 0")
    let digits = String(technician + 1)
    return "tech-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// Appends the profile in the wire form of a PUT body, and with the identifier in front as a line of the
  /// NDJSON import has it.
  public func write(to writer: inout JSONWriter, withID: Bool) {
    writer.beginObject()
    if withID {
      writer.key("id")
      writer.string(id)
    }
    writer.key("name")
    name.write(to: &writer)
    writer.key("skills")
    writer.beginArray()
    for skill in skills {
      writer.beginObject()
      writer.key("id")
      writer.string(skill.id)
      writer.key("level")
      writer.integer(skill.level)
      writer.endObject()
    }
    writer.endArray()
    writer.key("rating")
    writer.beginObject()
    writer.key("value")
    writer.number(Double(ratingTenths) / 10, decimals: 1)
    writer.key("count")
    writer.integer(ratingCount)
    writer.endObject()
    writer.key("credentials")
    writer.beginArray()
    for credential in credentials { credential.write(to: &writer) }
    writer.endArray()
    writer.key("zones")
    writer.beginArray()
    for zone in zones { writer.string(ServiceZones.all[zone].id) }
    writer.endArray()
    writer.key("capacity")
    writer.integer(capacity)
    writer.endObject()
  }

  /// The body of `PUT /v1/technicians/{id}`.
  public func body() -> [UInt8] {
    var writer = JSONWriter()
    write(to: &writer, withID: false)
    return writer.finish()
  }

  /// The first `count` technicians of a seed as NDJSON (one object and a line feed each).
  public static func ndjson(seed: UInt64, count: Int) -> [UInt8] {
    var text: [UInt8] = []
    for technician in 0..<count {
      var writer = JSONWriter()
      TechnicianProfileSample(technician: technician, seed: seed).write(to: &writer, withID: true)
      text.append(contentsOf: writer.finish())
      text.append(0x0A)
    }
    return text
  }
}

extension TechnicianProfileSample.Credential {
  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("kind")
    writer.string(kind)
    writer.key("jurisdiction")
    writer.string(jurisdiction)
    writer.key("status")
    writer.string(status)
    writer.key("expires")
    writer.string(expires)
    writer.endObject()
  }
}
