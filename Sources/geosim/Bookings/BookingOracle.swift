// What must be true of bookings, kept in plain books beside the engine: what it was told, what it has ordered, and
// what may be seen by whom at this very moment.

import Bedrock
import Engine
import GeoIndex
import TrackHub
import Trips

/// The books of a run.
struct BookingOracle {
  /// The transition that waits for the store, by booking.
  private var flights: [ClientID: (number: OrderNumber, since: Int64)] = [:]
  /// Offers that were ordered.
  private(set) var offers: Set<UUIDv7> = []
  /// The trip under way of each booking, as far as the engine knows.
  private var trips: [ClientID: (technician: ClientID, trip: UUIDv7)] = [:]
  /// Fixes of trips that were accepted and not acknowledged yet.
  private var unacknowledged: [ClientID: [VirtualStore.PointKey]] = [:]
  /// The highest number that was judged, by technician.
  private var judged: [ClientID: UInt64] = [:]
  /// Everywhere a technician ever was, by the time of the fix.
  private var places: [ClientID: [Int64: (latitude: Double, longitude: Double)]] = [:]
  /// The time of the last accepted fix.
  private(set) var heard: [ClientID: Instant] = [:]

  /// A share that somebody was given.
  struct GivenShare {
    var share: Share
    var key: [UInt8]
    /// Who has its assignment; nil while it is to come.
    var technician: ClientID?
    /// Ended by hand: from the moment of asking nothing may be seen.
    var isRevoked = false
    /// The end was answered, so that it holds for ever.
    var isEnded = false
  }

  var shares: [UUIDv7: GivenShare] = [:]
  /// Shares whose assignment was live, or could still come, behind the last call.
  private var liveShares: Set<UUIDv7> = []
  /// Answers that were given, by key.
  var answers: [String: [UInt8]] = [:]

  // Since when something seems to stand still.
  var neglectedSince: [ClientID: Int64] = [:]
  var wishingSince: [ClientID: Int64] = [:]

  // MARK: - Orders

  /// The engine has ordered something.
  mutating func ordered(
    _ order: StoreOrder, _ engine: borrowing TenantEngine, _ settings: TenantSettings, now: Int64
  ) throws(BrokenPromise) {
    switch order {
    case .commit(let order):
      let booking = order.life.booking.id
      guard flights[booking] == nil else {
        throw BrokenPromise(.oneTransition, "\(booking) has two transitions under way")
      }
      guard !order.events.isEmpty else {
        throw BrokenPromise(.oneTransition, "a transition of \(booking) that changes nothing")
      }
      flights[booking] = (order.number, now)
      try checkOffers(order, engine)
    case .read(let booking):
      guard flights[booking] != nil else {
        throw BrokenPromise(.oneTransition, "\(booking) is read and nothing of it is in doubt")
      }
    case .points, .share, .endShare, .find: break
    }
  }

  /// The waves ask nobody who has enough to do.
  private mutating func checkOffers(
    _ order: CommitOrder, _ engine: borrowing TenantEngine
  ) throws(BrokenPromise) {
    for event in order.events {
      guard case .offer(let offer, .made(let terms)) = event.change else { continue }
      offers.insert(offer)
      guard event.actor.kind == .system else { continue }
      let jobs = Self.jobs(engine)
      for technician in terms.technicians {
        let capacity = Int(engine.capacity(of: technician) ?? 0)
        guard jobs[technician] ?? 0 < capacity else {
          throw BrokenPromise(
            .capacity, "\(technician) is asked with \(jobs[technician] ?? 0) of \(capacity) bookings")
        }
      }
    }
  }

  /// How many bookings each technician has, as far as the engine knows.
  static func jobs(_ engine: borrowing TenantEngine) -> [ClientID: Int] {
    var jobs: [ClientID: Int] = [:]
    for booking in engine.bookingsInService {
      guard let assignment = engine.standing(of: booking)?.life?.booking.liveAssignment else { continue }
      jobs[assignment.technician, default: 0] += 1
    }
    return jobs
  }

  /// The engine is about to be told what came of an order.
  mutating func told(_ outcome: StoreOutcome) throws(BrokenPromise) {
    switch outcome {
    case .settled(let number, let verdict, let booking?):
      guard flights[booking]?.number == number else {
        throw BrokenPromise(.oneTransition, "\(booking) did not wait for this")
      }
      if verdict != .changed, verdict != .unknown { flights[booking] = nil }
    case .reading(let booking, .found), .reading(let booking, .absent): flights[booking] = nil
    default: break
    }
  }

  /// Since when a transition waits.
  func flightSince(_ booking: ClientID) -> Int64? { flights[booking]?.since }

  /// Takes over what the engine knows of a booking now.
  mutating func observe(_ booking: ClientID, _ engine: borrowing TenantEngine) {
    guard let trip = engine.standing(of: booking)?.life?.liveTrip else {
      trips[booking] = nil
      return
    }
    trips[booking] = (trip.terms.technician, trip.id)
  }

  // MARK: - Fixes

  /// A fix was accepted. If the technician travels it has to be kept.
  mutating func accepted(_ fix: Fix, of technician: ClientID) {
    guard fix.sequence > judged[technician] ?? 0 else { return }
    judged[technician] = fix.sequence
    heard[technician] = fix.time
    places[technician, default: [:]][fix.time.milliseconds] = (fix.latitudeDegrees, fix.longitudeDegrees)
    for (_, travel) in trips where travel.technician == technician {
      unacknowledged[technician, default: []].append(
        VirtualStore.PointKey(
          trip: travel.trip, device: ClientID(trusted: "phone"), sequence: fix.sequence))
    }
  }

  /// A phone is told that it may forget everything up to a number.
  mutating func acknowledged(
    _ sequence: UInt64, of technician: ClientID, _ store: borrowing VirtualStore
  ) throws(BrokenPromise) {
    for key in unacknowledged[technician] ?? [] where key.sequence <= sequence {
      guard store.pointKeys.contains(key) else {
        throw BrokenPromise(
          .durableFixes, "fix \(key.sequence) of \(technician) is acknowledged and not durable")
      }
    }
    unacknowledged[technician]?.removeAll { $0.sequence <= sequence }
  }

  /// The engine has forgotten a phone: what it was not told comes again.
  mutating func forget(_ technician: ClientID) {
    unacknowledged[technician] = nil
    judged[technician] = nil
  }

  /// A new life of the engine: what was not told may never have been.
  mutating func restart(_ engine: borrowing TenantEngine) {
    flights = [:]
    trips = [:]
    unacknowledged = [:]
    judged = [:]
    wishingSince = [:]
    neglectedSince = [:]
    for booking in engine.bookingsInService { observe(booking, engine) }
    liveShares = []
  }

  // MARK: - Shares

  /// Whether the assignment of a share is live, or can still come.
  private func isOpen(_ share: Share, _ engine: borrowing TenantEngine) -> Bool {
    engine.standing(of: share.booking)?.life?.booking.shareVersion == share.assignmentVersion
  }

  /// Who has the assignment of a share now; nil while nobody does.
  private func holder(_ share: Share, _ engine: borrowing TenantEngine) -> ClientID? {
    guard let assignment = engine.standing(of: share.booking)?.life?.booking.liveAssignment,
      assignment.version == share.assignmentVersion
    else { return nil }
    return assignment.technician
  }

  /// Whether a share opens something now.
  func isLive(_ id: UUIDv7, _ engine: borrowing TenantEngine, now: Instant) -> Bool {
    guard let given = shares[id] else { return false }
    return !given.isRevoked && now < given.share.expiresAt && isOpen(given.share, engine)
  }

  /// Remembers which assignments are live behind a call.
  mutating func noteLiveShares(_ engine: borrowing TenantEngine, now: Instant) {
    guard !shares.isEmpty else { return }
    liveShares = []
    for (id, given) in shares where isOpen(given.share, engine) {
      liveShares.insert(id)
      let technician = given.technician ?? holder(given.share, engine)
      shares[id]?.technician = technician
    }
  }

  /// A frame leaves for whoever looks through a share.
  func check(
    _ frame: FrameValue, through id: UUIDv7, _ engine: borrowing TenantEngine, now: Instant
  ) throws(BrokenPromise) {
    guard let given = shares[id] else { throw BrokenPromise(.staleShare, "nobody was given this share") }
    guard frame["type"]?.text != "end", frame["type"]?.text != "error" else { return }
    guard !given.isRevoked, now < given.share.expiresAt,
      liveShares.contains(id) || isOpen(given.share, engine)
    else {
      throw BrokenPromise(
        .staleShare,
        "\(given.share.booking) at \(given.share.assignmentVersion) has ended and is shown \(frame)")
    }
    let technician = given.technician ?? holder(given.share, engine)
    try ShareDisclosure.check(frame, isAssigned: technician != nil)
    let isPosition = frame["type"]?.text == "pos"
    guard let position = isPosition ? frame : frame["position"] else { return }
    let state = engine.standing(of: given.share.booking)?.life?.booking.state
    guard isPosition || state == .inTrip else {
      throw BrokenPromise(.staleShare, "a position is shown when the booking is \(String(describing: state))")
    }
    guard let time = position["t"]?.number, let latitude = position["lat"]?.number,
      let longitude = position["lon"]?.number,
      let technician, let place = places[technician]?[Int64(time)],
      (place.latitude - latitude).magnitude < 2e-7, (place.longitude - longitude).magnitude < 2e-7
    else {
      throw BrokenPromise(.staleShare, "\(technician?.text ?? "nobody") was never there: \(position)")
    }
  }
}
