// Who should take this booking, asked with the names that booking services use.

public import Bedrock
public import GeoIndex
import Matcher
public import Trips

/// A question for the technicians who should take a booking. What is not said is no condition, or has its
/// default in the tenant's settings.
public struct MatchQuery: Sendable, Hashable {
  /// Where the service takes place.
  public var place: GeoPoint
  /// Skills that a technician must have.
  public var skillsRequired: [ClientID] = []
  /// Skills that make a technician fit better.
  public var skillsPreferred: [ClientID] = []
  /// Credentials that a technician must hold until the service begins at the latest.
  public var credentials: [RequiredCredential] = []
  /// The zones of the place, of which a technician must cover one; empty for no condition. Nil to ask the tenant's zones
  /// which of them hold the place: where none does, there is no condition.
  public var zones: [ClientID]?
  /// The service must not start before this; nil for as soon as possible.
  public var windowStart: Instant?
  /// The technician has to arrive by this moment; nil for no promise.
  public var deadline: Instant?
  /// Technicians who must not come. Unknown ones do no harm.
  public var blocked: [ClientID] = []
  /// The technician whom the customer picked: explained, ranked like everybody.
  public var picked: ClientID?
  /// Technicians whose verdict is to be explained.
  public var explain: [ClientID] = []
  /// How many candidates are wanted, 1 to ``countLimit``; nil for the tenant's default.
  public var count: Int?
  /// Positions older than this do not count. Seconds, 1 to 86 400; nil for the tenant's default.
  public var ageMaxSeconds: Int64?
  /// Whether all technicians are counted by the gate that refused them. In a large tenant that is by far the
  /// greater part of the work.
  public var countsRefusals = true

  /// The most candidates in one answer.
  public static let countLimit = MatchRequest.wantedMax

  /// Asks for anybody at a place.
  public init(place: GeoPoint) {
    self.place = place
  }

  /// Asks for a booking.
  ///
  /// It is answered as of now even when the booking begins later: where technicians are, what they have to do
  /// and how fast traffic is are those of the moment of asking. Only hours and credentials are judged at the
  /// time of the service. That is why ``OfferSettings/leadMinutes`` is hours and not days. The deadline is the promised arrival or, where none
  /// was promised, the end of the window. The zones are those of the moment of placing, which the booking tells.
  /// - Parameter excluded: technicians besides the blocked ones who must not come, such as those who were asked.
  public init(_ terms: BookingTerms, excluding excluded: [ClientID] = []) {
    place = terms.place
    skillsRequired = terms.skillsRequired
    skillsPreferred = terms.skillsPreferred
    windowStart = terms.window.start
    deadline = terms.sla.arriveBy ?? terms.window.end
    blocked = terms.preferences.blocked + excluded
    picked = terms.preferences.picked
    zones = terms.zones
  }
}

/// A credential that somebody must hold.
public struct RequiredCredential: Sendable, Hashable {
  /// What it proves.
  public var kind: ClientID
  /// Where it has to hold; nil for anywhere.
  public var jurisdiction: String?

  /// Requires a credential.
  public init(kind: ClientID, jurisdiction: String? = nil) {
    self.kind = kind
    self.jurisdiction = jurisdiction
  }
}
