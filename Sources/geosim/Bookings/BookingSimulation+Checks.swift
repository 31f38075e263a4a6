// Comparing what leaves the engine with what is durable, and what it has in service with what the store has.

import Bedrock
import Engine
import TrackHub
import Trips

extension BookingSimulation {
  /// How long something may stand still while the store works.
  private static let patienceMilliseconds: Int64 = 45_000

  // MARK: - Frames

  /// A frame is about to leave for a client.
  mutating func check(_ frame: FrameValue, to client: Link.Client) throws(BrokenPromise) {
    switch client {
    case .phone(let number): try check(frame, toPhone: phones[number].id)
    case .watcher(let number):
      switch watchers[number].proof {
      case .token: try check(frame, toViewer: number)
      case .share(let share, _):
        report.shareFrames += 1
        try oracle.check(frame, through: share, engine, now: instant)
      }
    }
  }

  private mutating func check(_ frame: FrameValue, toPhone technician: ClientID) throws(BrokenPromise) {
    switch frame["type"]?.text {
    case "ack": try oracle.acknowledged(frame["seq"]?.whole ?? 0, of: technician, store)
    case "welcome": try oracle.acknowledged(frame["lastSeq"]?.whole ?? 0, of: technician, store)
    case "offer":
      guard let (row, id) = row(frame, "offer"),
        row.life.offer(id)?.terms.technicians.contains(technician) == true
      else { throw BrokenPromise(.nothingLost, "\(technician) sees what is not durable: \(frame)") }
    case "outcome" where frame["outcome"]?.text == "won":
      guard let id = frame["offer"]?.text.flatMap({ UUIDv7($0) }), store.winners[id] == technician else {
        throw BrokenPromise(.oneWinner, "\(technician) is told to have won: \(frame)")
      }
    case "assignment" where frame["state"]?.text == "began":
      guard let (row, trip) = row(frame, "trip"), let version = frame["version"]?.whole,
        row.life.booking.assignmentVersion >= version
      else { throw BrokenPromise(.nothingLost, "\(technician) gets what is not durable: \(frame)") }
      if let assignment = row.life.booking.assignment, assignment.version == version {
        guard assignment.technician == technician, assignment.trip == trip else {
          throw BrokenPromise(.oneWinner, "\(technician) gets the booking of somebody else: \(frame)")
        }
      }
    case "trip":
      guard let (row, trip) = row(frame, "id") else {
        throw BrokenPromise(.nothingLost, "\(technician) travels on nothing: \(frame)")
      }
      let state = TripState.allCases.first { "\($0.name)" == frame["state"]?.text }
      guard let state, row.life.trip(trip)?.state.rawValue ?? .max >= state.rawValue else {
        throw BrokenPromise(.nothingLost, "\(technician) is told more than is durable: \(frame)")
      }
    default: break
    }
  }

  /// The booking that a frame names, and the identifier in one of its members.
  private func row(_ frame: FrameValue, _ member: String) -> (row: VirtualStore.Row, id: UUIDv7)? {
    guard let booking = frame["booking"]?.text, let row = store.rows[ClientID(trusted: booking)],
      let id = frame[member]?.text.flatMap({ UUIDv7($0) })
    else { return nil }
    return (row, id)
  }

  private func check(_ frame: FrameValue, toViewer number: Int) throws(BrokenPromise) {
    if let event = frame["event"] {
      guard let booking = event["booking"]?.text, let row = store.rows[ClientID(trusted: booking)],
        let number = event["number"]?.whole, number <= UInt64(row.events.count),
        "\(row.events[Int(number) - 1].change.name)" == frame["kind"]?.text
      else { throw BrokenPromise(.nothingLost, "an event that is not durable is shown: \(frame)") }
    }
    if let booking = frame["booking"], let id = booking["id"]?.text {
      guard let row = store.rows[ClientID(trusted: id)], let version = booking["version"]?.whole,
        version <= UInt64(row.life.booking.version)
      else { throw BrokenPromise(.nothingLost, "a state that is not durable is shown: \(frame)") }
    }
  }

  // MARK: - The whole

  mutating func checkSamples() throws(BrokenPromise) {
    if let fault = engine.brokenBookingInvariant() { throw BrokenPromise(.agreement, fault) }
    for booking in store.liveBookings where engine.standing(of: booking) == nil {
      throw BrokenPromise(.nothingLost, "\(booking) is in the store and not in service")
    }
    let jobs = BookingOracle.jobs(engine)
    for booking in engine.bookingsInService {
      guard let standing = engine.standing(of: booking) else { continue }
      try compare(booking, standing)
      try checkProgress(booking, standing, jobs)
    }
  }

  private func compare(_ booking: ClientID, _ standing: BookingStanding) throws(BrokenPromise) {
    guard let life = standing.life else { return }
    guard let row = store.rows[booking] else {
      throw BrokenPromise(.nothingLost, "\(booking) is in service and not in the store")
    }
    if row.version == standing.version {
      guard row.life == life else {
        throw BrokenPromise(.agreement, "\(booking) is \(life.booking), the store has \(row.life.booking)")
      }
    } else if !(standing.isUnderWay && row.version == standing.version + 1) {
      throw BrokenPromise(.agreement, "\(booking) is at \(standing.version), the store at \(row.version)")
    }
  }

  /// Everything goes on, as far as the store lets it.
  private mutating func checkProgress(
    _ booking: ClientID, _ standing: BookingStanding, _ jobs: [ClientID: Int]
  ) throws(BrokenPromise) {
    func isTooLong(_ since: Int64) -> Bool {
      now - max(since, store.outageUntil) > Self.patienceMilliseconds
    }
    if let since = oracle.flightSince(booking), isTooLong(since) {
      throw BrokenPromise(.nothingStuck, "a transition of \(booking) is under way since \(since)")
    }
    if standing.hasWishes {
      let since = oracle.wishingSince[booking] ?? now
      oracle.wishingSince[booking] = since
      if isTooLong(since) { throw BrokenPromise(.nothingStuck, "nobody hears the wishes of \(booking)") }
    } else {
      oracle.wishingSince[booking] = nil
    }
    guard let life = standing.life else { return }
    if let offer = life.liveOffer,
      isTooLong(offer.terms.deadline.milliseconds(since: Self.start))
    {
      throw BrokenPromise(.nothingStuck, "the offer \(offer.id) of \(booking) does not end")
    }
    guard isNeglected(life, standing, jobs) else {
      oracle.neglectedSince[booking] = nil
      return
    }
    let since = oracle.neglectedSince[booking] ?? now
    oracle.neglectedSince[booking] = since
    if isTooLong(since) { throw BrokenPromise(.nothingStuck, "nobody is asked for \(booking)") }
  }

  /// Whether a booking is open although somebody could be asked.
  private func isNeglected(
    _ life: BookingLife, _ standing: BookingStanding, _ jobs: [ClientID: Int]
  ) -> Bool {
    let opening = life.booking.terms.window.start.advanced(
      byMilliseconds: -settings.offers.leadMinutes * 60_000)
    guard life.booking.state == .open, !standing.isUnderWay, settings.offers.isAutomatic, instant >= opening
    else { return false }
    return phones.contains { phone in
      guard let heard = oracle.heard[phone.id], let profile = profiles[phone.id] else { return false }
      return instant.milliseconds(since: heard) < 50_000 && profile.status == .available
        && Set(profile.skills).isSuperset(of: life.booking.terms.skillsRequired)
        && !life.booking.asked.contains(phone.id)
        && !life.booking.terms.preferences.blocked.contains(phone.id)
        && jobs[phone.id] ?? 0 < Int(profile.capacity) && store.leases[phone.id]?.isEmpty ?? true
        && !engine.isLeased(phone.id)
    }
  }

  /// Nothing is left of anything.
  mutating func checkEnd() throws(BrokenPromise) {
    try checkSamples()
    guard engine.leaseCount == 0, store.leases.values.allSatisfy(\.isEmpty) else {
      throw BrokenPromise(.leases, "\(engine.leaseCount) leases are left behind")
    }
    for (id, row) in store.rows where !row.life.booking.state.isFinal {
      throw BrokenPromise(.nothingStuck, "\(id) ends as \(row.life.booking.state)")
    }
    for (id, row) in store.rows {
      for trip in row.life.trips where !(trip.state.isFinal) {
        throw BrokenPromise(.nothingStuck, "the trip \(trip.id) of \(id) does not end")
      }
    }
  }
}
