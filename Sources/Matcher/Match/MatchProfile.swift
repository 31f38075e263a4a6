// What the matcher needs to know of a technician besides the position.

public import Bedrock

/// The lasting half of what the matcher reads about a technician.
public struct MatchProfile: Sendable, Hashable {
  /// Bits of the skills, as ``SkillTable/set(_:of:)`` returned them.
  public var skills: UInt64 = 0
  /// A code from 0 to 63, whose meaning is the caller's.
  public var status: UInt8 = 0
  /// The mean of the votes, 0 to 5.
  public var rating: Float = 0
  /// How many votes there are; without any the rating means nothing.
  public var ratingCount: UInt32 = 0
  /// How many open jobs the technician may have at once.
  public var capacity: UInt8 = 1
  /// The credentials that are in force; pending, suspended and revoked ones are left out.
  public var credentials: [MatchCredential] = []
  /// The zones that the technician covers; nil for one who goes everywhere.
  public var zones: [UInt32]?
  /// When the technician works; nil for around the clock.
  public var shift: WorkShift?

  /// A technician without skills, votes, credentials and limits.
  public init() {}
}

/// A credential in force.
public struct MatchCredential: Sendable, Hashable {
  /// The kind (with its jurisdiction, where that matters), as a number.
  public var kind: UInt32
  /// From this moment it is no longer valid; nil when it does not expire.
  public var expires: Instant?

  /// Describes a credential.
  public init(kind: UInt32, expires: Instant? = nil) {
    self.kind = kind
    self.expires = expires
  }

  /// Whether it is valid at `time`.
  @inline(__always)
  func isValid(at time: Instant) -> Bool {
    guard let expires else { return true }
    return time < expires
  }
}

/// Daily working hours in local time, from the start to just before the end.
///
/// A shift whose end is not after its start ends the next day; equal ends mean around the clock.
public struct WorkShift: Sendable, Hashable, BitwiseCopyable {
  /// Minutes after midnight, 0 to 1 440.
  public var startMinute: UInt16
  /// Minutes after midnight, 0 to 1 440.
  public var endMinute: UInt16

  /// Describes working hours. Minutes beyond a day are a bug of the caller.
  public init(startMinute: UInt16, endMinute: UInt16) {
    precondition(startMinute <= 1_440 && endMinute <= 1_440, "a day has 1 440 minutes")
    self.startMinute = startMinute
    self.endMinute = endMinute
  }

  /// Whether a minute of the day, 0 to 1 439, lies in the shift.
  @inline(__always)
  public func contains(minuteOfDay minute: Int) -> Bool {
    let (start, end) = (Int(startMinute), Int(endMinute))
    if start == end { return true }
    return start < end ? minute >= start && minute < end : minute >= start || minute < end
  }
}

/// Numbers for names that only have to be told apart: kinds of credentials, zones. Grows with the names that
/// profiles use, never with those that questions ask for.
public struct NumberedNames: Sendable {
  private var numbers: [String: UInt32] = [:]

  /// Stands for a name that nobody has.
  public static let unknown = UInt32.max

  /// No name yet.
  public init() {}

  /// The number of a name in a profile, a new one where it is new. O(1) expected.
  public mutating func number(adding name: String) -> UInt32 {
    if let number = numbers[name] { return number }
    let number = UInt32(numbers.count)
    numbers[name] = number
    return number
  }

  /// The number of a name in a question; ``unknown`` where no profile has it. O(1) expected.
  public func number(of name: String) -> UInt32 { numbers[name] ?? Self.unknown }
}
