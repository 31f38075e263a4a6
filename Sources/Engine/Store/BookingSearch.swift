// Bookings that are not in service here and may be elsewhere: another process may serve the same tenant.

public import Bedrock
public import Trips

/// How somebody names a booking that is not in service.
public enum BookingSought: Hashable, Sendable {
  /// By its own name.
  case booking(ClientID)
  /// By an offer of it.
  case offer(UUIDv7)
  /// By a trip of it.
  case trip(UUIDv7)
}

/// A booking as the store has it.
public struct StoredBooking: Sendable {
  /// What its log tells.
  public var life: BookingLife
  /// How many transitions are durable.
  public var version: Int64
  /// The points of its trip under way, in the order of time.
  public var points: [TripFix]

  /// Puts the parts together.
  public init(life: BookingLife, version: Int64, points: [TripFix]) {
    self.life = life
    self.version = version
    self.points = points
  }
}

/// What became of a search.
public enum SearchVerdict: Sendable {
  /// It is there, and goes on.
  case found(StoredBooking)
  /// It is not there, or has ended.
  case absent
  /// The store does not answer.
  case unavailable
}

/// Wishes that wait for their booking to be found.
struct BookingSearches {
  /// One wish.
  struct Waiting {
    var wish: BookingWish
    var context: WishContext
    var observed: Instant
    /// Whose trip it must be; nil for anybody's.
    var technician: ClientID?
  }

  /// The most wishes that may wait.
  static let waitingMax = 4_096

  private var waiting: [BookingSought: [Waiting]] = [:]
  private var count = 0

  /// Whether one more wish may wait.
  var hasRoom: Bool { count < Self.waitingMax }

  /// Lets a wish wait; true when it is the first for its booking, which is to be looked up then.
  mutating func add(_ next: Waiting, for sought: BookingSought) -> Bool {
    count += 1
    waiting[sought, default: []].append(next)
    return waiting[sought]?.count == 1
  }

  /// Everybody who waits for this one, in the order of coming.
  mutating func take(_ sought: BookingSought) -> [Waiting] {
    let taken = waiting.removeValue(forKey: sought) ?? []
    count -= taken.count
    return taken
  }
}
