// An engine with bookings on it and a model store behind it.

import Bedrock
import Engine
import GeoIndex
import Testing
import TrackHub
import Trips

struct BookingBench: ~Copyable {
  var bench: EngineBench
  var store = ModelStore()
  var answers: [UInt64: BookingAnswer.Outcome] = [:]
  private var ticket: UInt64 = 0
  let settings: TenantSettings
  /// The ticket of the last request.
  var lastTicket: UInt64 { ticket }

  static let booking = ClientID(trusted: "b")
  static let reason = Note(trusted: "a call")

  /// Technicians a, b, c ... stand in a row, a the nearest, each heard of just now.
  init(technicians: Int = 3, _ change: (inout TenantSettings) -> Void = { _ in }) throws {
    var settings = TenantSettings()
    settings.arrival.dwellSeconds = 10
    change(&settings)
    self.settings = settings
    bench = EngineBench(settings: settings)
    store.leasesMax = settings.offers.leasesMax
    for number in 0..<technicians { try add(Self.name(number), north: 1_000 * Double(number + 1)) }
  }

  static func name(_ number: Int) -> String { String(UnicodeScalar(UInt8(97 + number))) }

  /// A technician with a phone that has just said where it is.
  @discardableResult
  mutating func add(_ id: String, north: Double) throws -> SessionID {
    bench.put(id)
    let phone = try bench.open(id)
    bench.send(1, north: north, phone)
    bench.engine.flush(into: &bench.actions)
    bench.actions.removeAll()
    return phone
  }

  mutating func phone(_ id: String) throws -> SessionID {
    defer { bench.actions.removeAll() }
    return try bench.open(id)
  }

  // MARK: - Asking

  mutating func context(
    _ actor: Party = Party(.service), key: String? = nil, hash: UInt8 = 0, expecting: UInt32? = nil
  ) -> WishContext {
    ticket += 1
    return WishContext(
      actor: actor, expecting: expecting,
      key: key.map { WishContext.Key(text: $0, requestHash: [hash]) }, origin: .request(Ticket(ticket)))
  }

  func terms(
    sla: SLATerms = .none, preferences: BookingPreferences = .init(), startsIn seconds: Int64 = 0
  ) throws -> BookingTerms {
    let start = bench.now.advanced(byMilliseconds: seconds * 1_000)
    return try BookingTerms(
      place: GeoPoint(latitudeDegrees: 24.7, longitudeDegrees: 46.7),
      window: TimeWindow(start: start, end: start.advanced(byMilliseconds: 7_200_000), field: "window"),
      sla: sla, preferences: preferences)
  }

  /// Places a booking without carrying it out.
  @discardableResult
  mutating func place(
    _ id: ClientID = BookingBench.booking, _ terms: BookingTerms? = nil, key: String? = nil, hash: UInt8 = 0
  ) throws -> UInt64 {
    let context = context(key: key, hash: hash)
    let terms = try terms ?? self.terms()
    bench.engine.place(id, terms, as: context, now: bench.now, into: &bench.actions)
    collect()
    return ticket
  }

  @discardableResult
  mutating func ask(
    _ wish: BookingWish, of booking: ClientID = BookingBench.booking, key: String? = nil,
    expecting: UInt32? = nil
  ) -> UInt64 {
    let dispatcher = Party(.dispatcher, ClientID(trusted: "noura"))
    let context = context(dispatcher, key: key, expecting: expecting)
    bench.engine.ask(wish, of: booking, as: context, now: bench.now, into: &bench.actions)
    collect()
    return ticket
  }

  @discardableResult
  mutating func answer(_ technician: String, accepts: Bool, offer: UUIDv7? = nil) throws -> UInt64 {
    let id = ClientID(trusted: technician)
    let offer = try #require(try offer ?? life().offers.last?.id)
    let context = context(Party(.technician, id))
    bench.engine.answer(
      offer: offer, technician: id, accepts: accepts, as: context, now: bench.now, into: &bench.actions)
    collect()
    return ticket
  }

  @discardableResult
  mutating func move(_ step: TripStep) throws -> UInt64 {
    let assignment = try #require(try life().booking.assignment)
    let context = context(Party(.technician, assignment.technician))
    bench.engine.move(
      trip: assignment.trip, step, technician: assignment.technician, as: context, now: bench.now,
      into: &bench.actions)
    collect()
    return ticket
  }

  // MARK: - The store

  /// Takes what the engine has for the outside, without carrying anything out.
  mutating func collect() {
    store.waiting += bench.engine.takeOrders()
    for answer in bench.engine.takeAnswers() { answers[answer.ticket.value] = answer.outcome }
  }

  /// Carries the first waiting order out.
  mutating func carryOut(_ fate: ModelStore.Fate = .served) {
    guard !store.waiting.isEmpty else {
      Issue.record("no order is waiting")
      return
    }
    let happens = fate == .served || fate == .doneInDoubt
    let failure: StoreVerdict = fate == .refused ? .refused : .unknown
    let now = bench.now
    switch store.waiting.removeFirst() {
    case .commit(let order):
      let verdict = happens ? store.commit(order) : failure
      bench.engine.settle(
        order.number, fate == .served ? verdict : failure, now: now, into: &bench.actions)
    case .points(let order):
      if happens { store.append(order) }
      bench.engine.settlePoints(order.number, isDurable: fate == .served, now: now, into: &bench.actions)
    case .read(let booking):
      bench.engine.settleReading(
        fate == .served ? store.reading(of: booking) : .unavailable, of: booking, now: now,
        into: &bench.actions)
    case .find(let sought):
      bench.engine.settleSearch(
        fate == .served ? store.search(for: sought) : .unavailable, for: sought, now: now,
        into: &bench.actions)
    case .share(let order):
      let verdict = happens ? store.put(order.share) : failure
      bench.engine.settle(
        order.number, fate == .served ? verdict : failure, now: now, into: &bench.actions)
    case .endShare(let order):
      if happens { store.shares[order.share] = nil }
      bench.engine.settle(
        order.number, fate == .served ? .durable : failure, now: now, into: &bench.actions)
    }
    collect()
  }

  /// Carries out everything that is ordered, and whatever follows from it.
  mutating func serve() {
    bench.engine.flush(into: &bench.actions)
    collect()
    while !store.waiting.isEmpty {
      carryOut()
      bench.engine.flush(into: &bench.actions)
      collect()
    }
    if let fault = bench.engine.brokenBookingInvariant() { Issue.record("\(fault)") }
  }

  /// Lets time pass in steps of a second, with every order served.
  mutating func pass(_ seconds: Int64) {
    for _ in 0..<seconds {
      bench.pass(1)
      serve()
    }
  }

  func life(_ booking: ClientID = BookingBench.booking) throws -> BookingLife {
    try #require(bench.engine.standing(of: booking)?.life)
  }

  func state(_ booking: ClientID = BookingBench.booking) throws -> BookingState {
    try life(booking).booking.state
  }

  /// Whether the booking is in service.
  var isInService: Bool { bench.engine.hasBooking(Self.booking) }

  /// What contradicts itself in the engine; empty when nothing does.
  var fault: String { bench.engine.brokenBookingInvariant() ?? "" }

  func isLive(_ hash: ShareHash) -> Bool { bench.engine.isShareLive(hash, now: bench.now) }

  /// The outcome of a request, as far as it is one of the simple ones.
  func word(_ ticket: UInt64) -> String {
    switch answers[ticket] {
    case nil: "waiting"
    case .done: "done"
    case .repeated: "repeated"
    case .refused(let refusal): "\(refusal.code) \(refusal.stateName.map { "\($0)" } ?? "")"
    case .exists: "exists"
    case .fault(let fault): "fault \(fault.code.rawValue)"
    case .nobody: "nobody"
    case .otherRequest: "otherRequest"
    case .lookUp: "lookUp"
    case .busy: "busy"
    case .unavailable: "unavailable"
    case .uncertain: "uncertain"
    }
  }

  /// Placed, offered to everybody who is near, accepted by `a`.
  mutating func assignToFirst() throws {
    try place()
    serve()
    try answer("a", accepts: true)
    serve()
    #expect(try state() == .assigned)
  }

  /// The same tenant after a loss of power.
  mutating func restart() throws {
    let old = store
    var next = EngineBench(settings: settings)
    next.now = bench.now
    for number in 0..<bench.engine.statistics.technicians { next.put(Self.name(number)) }
    #expect(next.engine.restore(bench.engine.snapshot()) != nil)
    bench = next
    store.waiting = []
    for (_, row) in old.rows.sorted(by: { $0.key < $1.key }) where !row.life.booking.state.isFinal {
      let life = try BookingLife(folding: row.events)
      #expect(life == row.life, "the log tells the life")
      let points = old.points.filter { $0.trip == life.liveTrip?.id }
      bench.engine.restore(life, version: row.version, points: points, now: bench.now, into: &bench.actions)
    }
    for share in old.shares.values { bench.engine.restore(share, now: bench.now) }
    if let fault = bench.engine.brokenBookingInvariant() { Issue.record("\(fault)") }
  }
}
