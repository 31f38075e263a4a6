// Five technicians take the same offer at once: exactly one of them has the booking, however their answers, the
// store's outcomes and its faults fall together.

import Bedrock
import Engine
import GeoIndex
import TrackHub
import Trips

/// Many bookings, each of them wanted by five.
struct Contention: ~Copyable {
  private var engine: TenantEngine
  private var actions = ActionList()
  private var store: VirtualStore
  private var random: SeededRandom
  private var now: Int64 = 0
  private var ticket: UInt64 = 0
  /// Who asked with a ticket.
  private var asking: [UInt64: (booking: ClientID, technician: ClientID?)] = [:]
  private var winners: [ClientID: [ClientID]] = [:]
  private var losers: [ClientID: Int] = [:]
  private var again: [(booking: ClientID, technician: ClientID)] = []

  private static let technicianCount = 100
  private static let contenders = 5
  private static let atOnce = Contention.technicianCount / Contention.contenders
  private static let start = Simulation.start

  init(seed: UInt64) {
    let root = SeededRandom(seed: seed)
    random = root.fork(1)
    store = VirtualStore(root.fork(2))
    var settings = TenantSettings()
    settings.offers.isAutomatic = false
    engine = TenantEngine(settings: settings, now: Self.start, epoch: 1, entropy: seed)
    for number in 0..<Self.technicianCount {
      engine.put(
        TechnicianProfile(
          id: Self.technician(number), skills: [], rating: 4, status: .available, document: Array("{}".utf8)),
        now: Self.start)
    }
  }

  private static func technician(_ number: Int) -> ClientID { ClientID(trusted: "tech-\(number)") }

  private var instant: Instant { Self.start.advanced(byMilliseconds: now) }

  /// Runs so many bookings, some at once, and says what came of them.
  mutating func run(bookings: Int) throws(BrokenPromise) -> String {
    var left = bookings
    while left > 0 {
      let round = min(left, Self.atOnce)
      try runRound(first: bookings - left, count: round)
      left -= round
    }
    let won = winners.values.count { $0.count == 1 }
    let lost = losers.values.reduce(0, +)
    guard won == bookings, lost == bookings * (Self.contenders - 1) else {
      throw BrokenPromise(.oneWinner, "\(won) of \(bookings) bookings have one winner, \(lost) have lost")
    }
    return
      "\(bookings) bookings, \(bookings * Self.contenders) accepts, one winner each, \(lost) losers; orders "
      + VirtualStore.Fate.allCases.map { "\($0.rawValue) \(store.fates[$0] ?? 0)" }.joined(separator: ", ")
  }

  private mutating func runRound(first: Int, count: Int) throws(BrokenPromise) {
    let names = (first..<first + count).map { ClientID(trusted: "booking-\($0)") }
    var accepts: [(booking: ClientID, technician: ClientID)] = []
    for (place, name) in names.enumerated() {
      let asked = (0..<Self.contenders).map { Self.technician(place * Self.contenders + $0) }
      try untilThere(name, asked)
      accepts += asked.map { (name, $0) }
    }
    for index in accepts.indices.reversed() { accepts.swapAt(index, random.below(index + 1)) }
    for accept in accepts {
      try send(accept)
      // Some outcomes of the store fall between two of them.
      if random.chance(0.2) { try pass(10) }
    }
    try settle()
    for name in names {
      guard let winner = winners[name], winner.count == 1, let life = engine.standing(of: name)?.life,
        life.booking.liveAssignment?.technician == winner[0], store.rows[name]?.life == life
      else { throw BrokenPromise(.oneWinner, "\(name) is won by \(winners[name] ?? [])") }
      try end(name)
    }
    guard engine.leaseCount == 0 else { throw BrokenPromise(.leases, "\(engine.leaseCount) are left") }
    if let fault = engine.brokenBookingInvariant() { throw BrokenPromise(.agreement, fault) }
    // Past the time for which ended bookings stay.
    try pass(61_000)
  }

  /// Places a booking and offers it, as often as the store needs.
  private mutating func untilThere(_ name: ClientID, _ asked: [ClientID]) throws(BrokenPromise) {
    guard let place = try? GeoPoint(latitudeDegrees: 24.7, longitudeDegrees: 46.7),
      let window = try? TimeWindow(
        start: instant, end: instant.advanced(byMilliseconds: 3_600_000), field: "window"),
      let terms = try? BookingTerms(place: place, window: window)
    else { preconditionFailure("terms within their limits") }
    while engine.standing(of: name)?.life == nil {
      engine.place(name, terms, as: context(name, nil), now: instant, into: &actions)
      try settle()
    }
    while engine.standing(of: name)?.life?.liveOffer == nil {
      engine.ask(
        .offer(technicians: asked), of: name, as: context(name, nil), now: instant, into: &actions)
      try settle()
    }
  }

  private mutating func end(_ name: ClientID) throws(BrokenPromise) {
    while engine.standing(of: name)?.life?.booking.state != .cancelled {
      engine.ask(.cancel(reason: .none), of: name, as: context(name, nil), now: instant, into: &actions)
      try settle()
    }
  }

  private mutating func context(_ booking: ClientID, _ technician: ClientID?) -> WishContext {
    ticket += 1
    asking[ticket] = (booking, technician)
    let actor = technician.map { Party(.technician, $0) } ?? Party(.service)
    return WishContext(actor: actor, origin: .request(Ticket(ticket)))
  }

  private mutating func send(_ accept: (booking: ClientID, technician: ClientID)) throws(BrokenPromise) {
    guard let offer = engine.standing(of: accept.booking)?.life?.offers.last else {
      throw BrokenPromise(.nothingLost, "the offer of \(accept.booking) is gone")
    }
    engine.answer(
      offer: offer.id, technician: accept.technician, accepts: true,
      as: context(accept.booking, accept.technician), now: instant, into: &actions)
  }

  /// Lets time pass until nothing is under way.
  private mutating func settle() throws(BrokenPromise) {
    let limit = now + 300_000
    repeat {
      try pass(20)
      guard now < limit else {
        throw BrokenPromise(
          .nothingStuck, "\(asking) wait, \(again) come again, \(store.entries.count) orders")
      }
    } while !store.entries.isEmpty || !again.isEmpty || !asking.isEmpty
  }

  private mutating func pass(_ milliseconds: Int64) throws(BrokenPromise) {
    now += milliseconds
    for outcome in try store.work(until: now, isCalm: false) {
      switch outcome {
      case .settled(let number, let verdict, _):
        engine.settle(number, verdict, now: instant, into: &actions)
      case .reading(let booking, let verdict):
        engine.settleReading(verdict, of: booking, now: instant, into: &actions)
      case .points: throw BrokenPromise(.agreement, "points of nobody")
      }
    }
    engine.advance(to: instant, into: &actions)
    engine.flush(into: &actions)
    actions.removeAll()
    for order in engine.takeOrders() { store.post(order, leasesMax: 1, now: now) }
    for answer in engine.takeAnswers() { try note(answer) }
    let again = again
    self.again = []
    for accept in again { try send(accept) }
  }

  private mutating func note(_ answer: BookingAnswer) throws(BrokenPromise) {
    guard let (booking, technician) = asking.removeValue(forKey: answer.ticket.value) else {
      throw BrokenPromise(.answers, "a request is answered twice")
    }
    guard let technician else { return }
    switch answer.outcome {
    case .done: winners[booking, default: []].append(technician)
    case .refused(.offer(let refusal)) where refusal.reason == .taken: losers[booking, default: 0] += 1
    case .unavailable, .uncertain: again.append((booking, technician))
    default: throw BrokenPromise(.answers, "\(technician) contends for \(booking): \(answer.outcome)")
    }
  }
}
