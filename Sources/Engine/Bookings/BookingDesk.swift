// Everything that a tenant's engine holds about bookings, so that the engine itself stays a short list.

import Bedrock
import TrackHub
import Trips

/// The bookings of a tenant with their leases, journeys, shares, alarms, and what is on its way to the store.
struct BookingDesk {
  var table = BookingTable()
  var leases: LeaseBook
  var alarms = AlarmClock()
  var repetitions = RepetitionBook()
  var journeys = JourneyTable()
  var points = PointDesk()
  var shares = ShareBook()
  var searches = BookingSearches()
  var counters = BookingCounters()

  /// What the store has to do, in order; taken by the host at the end of the turn.
  var orders: [StoreOrder] = []
  /// What callers are answered; taken by the host at the end of the turn.
  var answers: [BookingAnswer] = []
  /// Which booking waits for which order.
  var flights: [OrderNumber: Int] = [:]
  var jobs = JobBook()
  /// Arrivals that positions have proven in this turn.
  var arrivals: [(booking: ClientID, trip: UUIDv7, at: Instant)] = []
  /// Phones whose fixes could not be kept.
  var sentAway: [SessionID] = []
  /// Requests about shares that wait for the store.
  var shareFlights: [OrderNumber: ShareFlight] = [:]
  /// The overview's topic.
  var ops: SubjectSlot?

  private var lastOrder: UInt64 = 0
  private var random: SeededRandom

  init(leasesMax: Int, entropy: UInt64) {
    leases = LeaseBook(leasesMax: leasesMax)
    random = SeededRandom(seed: entropy)
  }

  mutating func nextOrder() -> OrderNumber {
    lastOrder += 1
    return OrderNumber(lastOrder)
  }

  /// A name for something new. Unique, not secret.
  mutating func newID(at now: Instant) -> UUIDv7 {
    let high = random.next()
    return UUIDv7(at: now, random: (high, random.next()))
  }
}

extension BookingDesk {
  /// Numbers for metrics. O(states).
  var statistics: BookingStatistics {
    BookingStatistics(
      byState: table.counts, leases: leases.count, trips: journeys.count, shares: shares.count,
      commitsInFlight: flights.count, pointsWaiting: points.waitingCount, counters: counters)
  }
}

/// What the bookings of a tenant look like in numbers.
public struct BookingStatistics: Sendable, Hashable {
  /// Bookings in service, in the order of ``BookingState``.
  public var byState = Array(repeating: 0, count: BookingState.allCases.count)
  /// Technicians who are being asked, counted per offer.
  public var leases = 0
  /// Trips under way.
  public var trips = 0
  /// Shares that open something.
  public var shares = 0
  /// Transitions that the store has not answered.
  public var commitsInFlight = 0
  /// Fixes of trips that are not durable yet.
  public var pointsWaiting = 0
  /// What has happened since the start.
  public var counters = BookingCounters()

  /// Nothing.
  public init() {}

  init(
    byState: [Int], leases: Int, trips: Int, shares: Int, commitsInFlight: Int, pointsWaiting: Int,
    counters: BookingCounters
  ) {
    self.byState = byState
    self.leases = leases
    self.trips = trips
    self.shares = shares
    self.commitsInFlight = commitsInFlight
    self.pointsWaiting = pointsWaiting
    self.counters = counters
  }

  /// Adds the numbers of another tenant.
  public mutating func merge(_ other: BookingStatistics) {
    for state in byState.indices { byState[state] += other.byState[state] }
    leases += other.leases
    trips += other.trips
    shares += other.shares
    commitsInFlight += other.commitsInFlight
    pointsWaiting += other.pointsWaiting
    counters.merge(other.counters)
  }
}

/// The business numbers of a tenant since the start.
public struct BookingCounters: Sendable, Hashable {
  /// Bookings placed.
  public var placed: UInt64 = 0
  /// Offers that went out.
  public var offers: UInt64 = 0
  /// Offers that somebody took.
  public var accepted: UInt64 = 0
  /// Assignments by hand.
  public var assignedByHand: UInt64 = 0
  /// Trips that came to their end with the work done.
  public var completed: UInt64 = 0
  /// Bookings called off.
  public var cancelled: UInt64 = 0
  /// Bookings that nobody took.
  public var unfilled: UInt64 = 0
  /// Promises to customers that were broken.
  public var breached: UInt64 = 0
  /// Transitions that the store has made durable.
  public var commits: UInt64 = 0
  /// Wishes that the state of a booking refused.
  public var refusals: UInt64 = 0
  /// Transitions and batches of points that the store did not take at the first attempt.
  public var storeFaults: UInt64 = 0
  /// Fixes of trips that are durable.
  public var tripFixes: UInt64 = 0

  /// Each counter with its name for metrics.
  public static var all: [(name: StaticString, path: WritableKeyPath<BookingCounters, UInt64>)] {
    [
      ("placed", \.placed), ("offers", \.offers), ("accepted", \.accepted),
      ("assignedByHand", \.assignedByHand), ("completed", \.completed), ("cancelled", \.cancelled),
      ("unfilled", \.unfilled), ("breached", \.breached), ("commits", \.commits),
      ("refusals", \.refusals), ("storeFaults", \.storeFaults), ("tripFixes", \.tripFixes),
    ]
  }

  /// Adds the numbers of another tenant.
  public mutating func merge(_ other: BookingCounters) {
    for counter in Self.all { self[keyPath: counter.path] += other[keyPath: counter.path] }
  }

  mutating func count(_ change: LifeChange) {
    switch change {
    case .booking(.placed): placed += 1
    case .booking(.assigned): assignedByHand += 1
    case .booking(.cancelled): cancelled += 1
    case .booking(.nobodyLeft): unfilled += 1
    case .offer(_, .made): offers += 1
    case .offer(_, .accepted): accepted += 1
    case .trip(_, .completed): completed += 1
    default: break
    }
  }
}
