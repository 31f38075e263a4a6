// What a booking service tells about a technician: the durable half. Where they are comes from fixes.

public import Bedrock
public import Matcher
public import TrackHub

/// A technician's profile, already validated.
public struct TechnicianProfile: Sendable, Hashable {
  /// Chosen by the booking service.
  public var id: ClientID
  /// The names of skills, each 1 to 64 characters of `[A-Za-z0-9._-]`, without repetition.
  public var skills: [ClientID]
  /// The rating from 0 to 5, the mean of the votes.
  public var rating: Float
  /// How many votes there are. Matching trusts a rating as far as its votes reach.
  public var ratingCount: UInt32 = 0
  /// The working status.
  public var status: TechnicianStatus
  /// The credentials that are in force; pending, suspended, revoked and expired ones are left out.
  public var credentials: [HeldCredential] = []
  /// The zones that the technician covers; nil for one who goes everywhere.
  public var zones: [ClientID]?
  /// When the technician works, in local time; nil for around the clock.
  public var shift: WorkShift?
  /// How many open jobs the technician may have at once.
  public var capacity: UInt8 = 1
  /// The whole profile as JSON, as it is stored and returned.
  public var document: [UInt8]

  /// The most skills that one technician may have.
  public static let skillsMax = 100

  /// Describes a technician without votes, credentials and limits of place and time, with a capacity of one.
  public init(
    id: ClientID, skills: [ClientID], rating: Float, status: TechnicianStatus, document: [UInt8]
  ) {
    self.id = id
    self.skills = skills
    self.rating = rating
    self.status = status
    self.document = document
  }
}

/// A credential in force.
public struct HeldCredential: Sendable, Hashable {
  /// What it proves, such as `hvac-licence`.
  public var kind: ClientID
  /// Where it holds, 1 to 64 characters; nil where that was not said.
  public var jurisdiction: String?
  /// The last day on which it is valid, as days since 1970-01-01 in the tenant's local time; nil when it does
  /// not expire.
  public var lastDay: Int?

  /// Describes a credential.
  public init(kind: ClientID, jurisdiction: String? = nil, lastDay: Int? = nil) {
    self.kind = kind
    self.jurisdiction = jurisdiction
    self.lastDay = lastDay
  }

  /// The first moment at which it is no longer valid: the midnight that ends the last day.
  func expires(utcOffsetMinutes: Int) -> Instant? {
    guard let lastDay else { return nil }
    return Instant(milliseconds: Int64(lastDay + 1) * 86_400_000 - Int64(utcOffsetMinutes) * 60_000)
  }
}
