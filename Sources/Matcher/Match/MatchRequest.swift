// The question: which booking looks for somebody, under which conditions, as of when.

public import Bedrock
public import GeoIndex

/// A question for the technicians who should take a booking.
///
/// Technicians, kinds of credentials and zones are numbers here (see ``NumberedNames``); names are the
/// border's business. A value says everything that the decision depended on, so that it can be stored with it.
public struct MatchRequest: Sendable, Hashable {
  /// Where the service takes place.
  public var place: GeoPoint
  /// Engine time as of which the question is answered.
  public var now: Instant
  /// How many candidates are wanted, 1 to ``wantedMax``.
  public var wanted: Int

  /// Skills that a technician must have.
  public var skills = SkillRequirement()
  /// Skills that make a technician fit better. Those that nobody has count for nothing.
  public var preferredSkills = SkillRequirement()
  /// Bits of the statuses that qualify.
  public var statuses: UInt64
  /// Positions older than this do not count. Milliseconds, at least 0; a minute unless it is said otherwise,
  /// because whoever was seen twenty minutes ago is somewhere else now.
  public var ageMaxMilliseconds: Int64 = 60_000
  /// Kinds of credentials that a technician must hold, valid until ``serviceEnd``.
  public var credentials: [UInt32] = []
  /// The zones that contain the place, of which a technician must cover one; empty for no condition.
  public var zones: [UInt32] = []
  /// Technicians whom customer or business has excluded. A handful: they are looked through one by one.
  public var blocked: [UInt32] = []

  /// The service must not start before this; nil for as soon as possible.
  public var windowStart: Instant?
  /// The technician has to arrive by this moment: the end of the window or what the SLA promises, whichever
  /// is earlier; nil for no promise.
  public var deadline: Instant?
  /// How far local time is ahead of UTC at the place, in minutes, -1 440 to 1 440; shifts are in local time.
  public var utcOffsetMinutes = 0

  /// The technician whom the customer picked: explained in ``MatchResult/picked``, ranked like everybody.
  public var picked: UInt32?
  /// Technicians whose verdict is to be explained.
  public var explain: [UInt32] = []
  /// Whether all technicians are counted by the gate that refused them, see ``MatchResult/refusals``.
  public var countsRefusals = true

  /// The most candidates in one answer.
  public static let wantedMax = 100

  /// Asks for `wanted` technicians with one of these statuses; all else is no condition until it is set.
  public init(place: GeoPoint, now: Instant, wanted: Int, statuses: UInt64) {
    self.place = place
    self.now = now
    self.wanted = wanted
    self.statuses = statuses
  }

  /// The moment at which the service may begin, which must lie in the technician's shift: the start of the
  /// window, or now where that is past.
  public var serviceStart: Instant { max(now, windowStart ?? now) }

  /// The moment at which the service begins at the latest: credentials must be valid until then, because one
  /// that expires on the way is of no use to the customer.
  public var serviceEnd: Instant { max(serviceStart, deadline ?? serviceStart) }

  /// Positions of this time or later count.
  var freshSince: Instant { now.advanced(byMilliseconds: -ageMaxMilliseconds) }

  /// Minutes from local midnight to the start of the service, 0 to 1 439.
  var serviceMinuteOfDay: Int {
    let minutes = Int(serviceStart.milliseconds.floorDivided(by: 60_000)) + utcOffsetMinutes
    let minute = minutes % 1_440
    return minute < 0 ? minute + 1_440 : minute
  }

  func check() {
    precondition((1...Self.wantedMax).contains(wanted), "the border checks the count")
    precondition(ageMaxMilliseconds >= 0, "the border checks the age")
    precondition((-1_440...1_440).contains(utcOffsetMinutes), "the border checks the offset")
  }
}

extension Int64 {
  /// The quotient rounded down; `divisor` must be positive.
  fileprivate func floorDivided(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
