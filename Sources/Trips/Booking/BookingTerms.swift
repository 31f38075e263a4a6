// What a customer asks for: checked once at the border, then carried unchanged through every layer.

public import Bedrock
public import GeoIndex

/// A span of time, both ends included.
public struct TimeWindow: Hashable, Sendable {
  /// The first moment.
  public let start: Instant
  /// The last moment; never before `start`.
  public let end: Instant

  /// Checks a window.
  /// - Throws: `conflict` when it ends before it starts, `outOfRange` for a moment before 1970 or beyond
  ///   the year 9999.
  public init(start: Instant, end: Instant, field: String) throws(FieldError) {
    guard start >= .epoch, end <= .latest else {
      throw FieldError(field: field, code: .outOfRange, message: "must lie between 1970 and 9999")
    }
    guard start <= end else {
      throw FieldError(field: field, code: .conflict, message: "must not end before it starts")
    }
    self.start = start
    self.end = end
  }
}

/// What was promised to the customer. A moment that is absent was not promised.
public struct SLATerms: Hashable, Sendable {
  /// The last moment at which somebody may get the booking.
  public let assignBy: Instant?
  /// The last moment at which the technician may arrive.
  public let arriveBy: Instant?

  /// Checks the promises.
  /// - Throws: `outOfRange` for a moment before 1970 or beyond the year 9999.
  public init(assignBy: Instant? = nil, arriveBy: Instant? = nil) throws(FieldErrors) {
    var faults: [FieldError] = []
    for (moment, field) in [(assignBy, "sla.assignBy"), (arriveBy, "sla.arriveBy")] {
      guard let moment, moment < .epoch || moment > .latest else { continue }
      faults.append(FieldError(field: field, code: .outOfRange, message: "must lie between 1970 and 9999"))
    }
    guard faults.isEmpty else { throw FieldErrors(faults) }
    self.assignBy = assignBy
    self.arriveBy = arriveBy
  }

  private init() {
    assignBy = nil
    arriveBy = nil
  }

  /// Nothing was promised.
  public static let none = SLATerms()
}

/// What the customer wishes about who comes.
public struct BookingPreferences: Hashable, Sendable {
  /// The technician whom the customer picked; asked first and alone.
  public var picked: ClientID?
  /// Technicians who must not come; never offered to.
  public var blocked: [ClientID]

  /// States the wishes.
  public init(picked: ClientID? = nil, blocked: [ClientID] = []) {
    self.picked = picked
    self.blocked = blocked
  }
}

/// The content of a booking as it was placed.
public struct BookingTerms: Hashable, Sendable {
  /// Where the technician is wanted.
  public let place: GeoPoint
  /// Skills without which nobody may come.
  public let skillsRequired: [ClientID]
  /// Skills that make somebody more welcome.
  public let skillsPreferred: [ClientID]
  /// When the customer is there.
  public let window: TimeWindow
  /// What was promised.
  public let sla: SLATerms
  /// Who should come, and who not.
  public let preferences: BookingPreferences
  /// Keys of texts that customers may see. The texts live outside of the log, so that they can be erased
  /// without touching it.
  public let textReferences: [ClientID]
  /// Who the customer is, by the client's own name; nil where the client did not say. Told to nobody but the business
  /// itself: no JSON of terms or events has it.
  public let customer: ClientID?
  /// The zones in which the place lay when the booking was placed, by their identifiers in ascending order; none where
  /// it lay in none, or where nobody has looked.
  public let zones: [ClientID]

  /// The most skills of each kind.
  public static let skillsMax = 32
  /// The most blocked technicians.
  public static let blockedMax = 64
  /// The most references to texts.
  public static let textReferencesMax = 8
  /// The most zones.
  public static let zonesMax = 64

  /// Checks everything and reports all faults at once.
  /// - Throws: one fault per field: `tooMany`, `duplicateField`, `outOfRange`, `conflict`.
  public init(
    place: GeoPoint, skillsRequired: [ClientID] = [], skillsPreferred: [ClientID] = [], window: TimeWindow,
    sla: SLATerms = .none, preferences: BookingPreferences = .init(), textReferences: [ClientID] = [],
    customer: ClientID? = nil, zones: [ClientID] = []
  ) throws(FieldErrors) {
    var faults: [FieldError] = []
    Self.checkSkills(skillsRequired, "skillsRequired", &faults)
    Self.checkSkills(skillsPreferred, "skillsPreferred", &faults)
    Self.checkCount(preferences.blocked.count, Self.blockedMax, "preferences.blocked", &faults)
    Self.checkCount(textReferences.count, Self.textReferencesMax, "textReferences", &faults)
    Self.checkCount(zones.count, Self.zonesMax, "zones", &faults)
    if let picked = preferences.picked, preferences.blocked.contains(picked) {
      faults.append(
        FieldError(
          field: "preferences.picked", code: .conflict, message: "must not be a blocked technician"))
    }
    guard faults.isEmpty else { throw FieldErrors(faults) }
    self.place = place
    self.skillsRequired = skillsRequired
    self.skillsPreferred = skillsPreferred
    self.window = window
    self.sla = sla
    self.preferences = preferences
    self.textReferences = textReferences
    self.customer = customer
    self.zones = zones
  }

  /// The same request with the zones in which its place lies, ascending. Beyond ``zonesMax`` they are left out: so many
  /// zones over one place are a mistake in a file.
  public func lying(in zones: [ClientID]) -> BookingTerms {
    BookingTerms(self, window: window, sla: sla, zones: Array(zones.prefix(Self.zonesMax)))
  }

  /// The same request at another time, with other promises.
  func rescheduled(window: TimeWindow, sla: SLATerms) -> BookingTerms {
    BookingTerms(self, window: window, sla: sla, zones: zones)
  }

  /// The same request without what identifies a person. A customer's zones go with the exact place: a zone may be smaller
  /// than the square that the place becomes.
  func erasing(_ person: PersonErasure) -> BookingTerms {
    BookingTerms(
      self, window: window, sla: sla, zones: person.kind == .customer ? [] : zones, without: person)
  }

  private init(
    _ old: BookingTerms, window: TimeWindow, sla: SLATerms, zones: [ClientID],
    without person: PersonErasure? = nil
  ) {
    place = person?.place(old.place) ?? old.place
    skillsRequired = old.skillsRequired
    skillsPreferred = old.skillsPreferred
    self.window = window
    self.sla = sla
    var preferences = old.preferences
    if let person {
      preferences.picked = preferences.picked.map(person.technician)
      preferences.blocked = preferences.blocked.map(person.technician)
    }
    self.preferences = preferences
    textReferences = old.textReferences
    customer = old.customer.map { person?.customer($0) ?? $0 }
    self.zones = zones
  }

  private static func checkSkills(_ skills: [ClientID], _ field: String, _ faults: inout [FieldError]) {
    checkCount(skills.count, skillsMax, field, &faults)
    if Set(skills).count != skills.count {
      faults.append(FieldError(field: field, code: .duplicateField, message: "must not repeat a skill"))
    }
  }

  private static func checkCount(
    _ count: Int, _ limit: Int, _ field: String, _ faults: inout [FieldError]
  ) {
    guard count > limit else { return }
    faults.append(
      FieldError(field: field, code: .tooMany, message: "must have at most \(limit) entries, has \(count)"))
  }
}
