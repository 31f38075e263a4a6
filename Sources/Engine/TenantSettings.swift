// What a tenant may decide: one document, validated as a whole, versioned by the store. The sections about
// matching, bookings and customers are in TenantSettings+Match.swift, +Bookings.swift and +Customer.swift.

public import Bedrock
public import TrackHub

/// The settings of a tenant. The defaults are good for a fleet of cars in a city.
public struct TenantSettings: Sendable, Hashable {
  /// How fixes are judged.
  public var fix = FixThresholds()
  /// When a silent technician is idle and offline.
  public var presence = PresenceThresholds()
  /// What phones are asked to do.
  public var contract = PhoneContract()
  /// How nearby questions are answered when they leave things open.
  public var nearby = NearbyDefaults()
  /// What counts for who should take a booking.
  public var match = MatchSettings()
  /// How travel times are estimated.
  public var travelTime = TravelSettings()
  /// How technicians are asked.
  public var offers = OfferSettings()
  /// When positions count as an arrival.
  public var arrival = ArrivalSettings()
  /// How early a promise counts as at risk.
  public var sla = SLASettings()
  /// How long links to bookings may live.
  public var shares = ShareSettings()
  /// What customers are shown.
  public var customer = CustomerSettings()
  /// For how long records are kept.
  public var retention = RetentionSettings()

  /// The defaults.
  public init() {}

  /// Every value that lies outside its limits or contradicts another.
  public var faults: [FieldError] {
    fix.faults(path: "fix.") + presence.faults(path: "presence.") + contract.faults(path: "contract.")
      + nearby.faults(path: "nearby.") + match.faults(path: "match.")
      + travelTime.faults(path: "travelTime.") + offers.faults(path: "offers.")
      + arrival.faults(path: "arrival.") + sla.faults(path: "sla.") + shares.faults(path: "shares.")
      + customer.faults(path: "customer.") + retention.faults(path: "retention.")
  }
}

/// What a nearby question means where it does not say.
public struct NearbyDefaults: Sendable, Hashable {
  /// How many technicians are returned. 1 to 1 000.
  public var count: Int = 10
  /// Positions older than this do not count. Seconds, 1 to 86 400.
  public var maxAgeSeconds: Int64 = 60

  /// The defaults.
  public init() {}

  /// Every value that lies outside its limits, with the path of its field.
  public func faults(path: String) -> [FieldError] {
    var limits = LimitCheck(path: path)
    limits.check("count", Double(count), in: 1...1_000)
    limits.check("maxAgeSeconds", Double(maxAgeSeconds), in: 1...86_400)
    return limits.faults
  }
}

/// For how long records are kept. Days, 1 to 3 650 each; what is older is removed by the store.
public struct RetentionSettings: Sendable, Hashable {
  /// The points of finished trips.
  public var pointsDays: Int = 7
  /// The summaries of finished trips.
  public var summariesDays: Int = 400
  /// Why technicians were asked.
  public var decisionsDays: Int = 90
  /// Who changed what.
  public var auditDays: Int = 400
  /// Finished bookings with their offers, trips and events.
  public var bookingsDays: Int = 400
  /// Messages to webhooks that were given up.
  public var deadLettersDays: Int = 90
  /// The keys by which repeated requests are recognised.
  public var idempotencyKeysDays: Int = 2

  /// The defaults.
  public init() {}

  /// Every value that lies outside its limits, with the path of its field.
  public func faults(path: String) -> [FieldError] {
    var limits = LimitCheck(path: path)
    limits.check("pointsDays", Double(pointsDays), in: 1...3_650)
    limits.check("summariesDays", Double(summariesDays), in: 1...3_650)
    limits.check("decisionsDays", Double(decisionsDays), in: 1...3_650)
    limits.check("auditDays", Double(auditDays), in: 1...3_650)
    limits.check("bookingsDays", Double(bookingsDays), in: 1...3_650)
    limits.check("deadLettersDays", Double(deadLettersDays), in: 1...3_650)
    limits.check("idempotencyKeysDays", Double(idempotencyKeysDays), in: 1...3_650)
    return limits.faults
  }
}
