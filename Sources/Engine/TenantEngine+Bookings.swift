// Bookings are placed and changed: wishes come in, wait for their turn, and are decided one at a time on
// what is durable. TenantEngine+Transitions carries on from there.

public import Bedrock
public import TrackHub
public import Trips

extension TenantEngine {
  /// A customer asks for something. It is answered when the booking is durable; the waves of offers begin then. The booking
  /// keeps the zones that hold its place now.
  /// - Parameter id: the caller's name for it; one that is in service is answered `exists`.
  public mutating func place(
    _ id: ClientID, _ terms: BookingTerms, as context: WishContext, now time: Instant,
    into actions: inout ActionList
  ) {
    observe(time)
    guard isFirst(context) else { return }
    guard desk.table.slot(of: id) == nil else { return reply(context, .exists) }
    guard desk.table.count < BookingTable.countMax else { return reply(context, .busy) }
    let placed = terms.lying(in: zones(at: terms.place))
    let step = BookingLife.place(id, placed, at: ChangeTime(now), by: context.actor)
    let slot = desk.table.open(id)
    commit(step, slot: slot, context: context, waiting: nil, into: &actions)
  }

  /// Somebody wants something of a booking.
  public mutating func ask(
    _ wish: BookingWish, of booking: ClientID, as context: WishContext, now time: Instant,
    into actions: inout ActionList
  ) {
    observe(time)
    guard isFirst(context) else { return }
    guard let slot = desk.table.slot(of: booking) else {
      return seek(.booking(booking), wish, context, into: &actions)
    }
    enqueue(wish, context, slot, into: &actions)
  }

  /// A technician answers an offer.
  public mutating func answer(
    offer: UUIDv7, technician: ClientID, accepts: Bool, reason: Note = .none, as context: WishContext,
    now time: Instant, into actions: inout ActionList
  ) {
    observe(time)
    guard isFirst(context) else { return }
    let wish: BookingWish =
      accepts
      ? .accept(offer: offer, technician: technician)
      : .decline(offer: offer, technician: technician, reason: reason)
    guard let slot = desk.table.slot(ofOffer: offer) else {
      return seek(.offer(offer), wish, context, into: &actions)
    }
    enqueue(wish, context, slot, into: &actions)
  }

  /// Somebody moves a trip on.
  /// - Parameter technician: nil for those who may move every trip; otherwise only the trip's own technician may.
  public mutating func move(
    trip: UUIDv7, _ step: TripStep, technician: ClientID?, as context: WishContext, now time: Instant,
    into actions: inout ActionList
  ) {
    observe(time)
    guard isFirst(context) else { return }
    let wish = BookingWish.trip(trip, step)
    guard let slot = desk.table.slot(ofTrip: trip) else {
      return seek(.trip(trip), wish, context, technician: technician, into: &actions)
    }
    guard isTheirs(trip, technician, slot) else {
      return reply(context, to: wish, .fault(Self.noTrip), into: &actions)
    }
    enqueue(wish, context, slot, into: &actions)
  }

  /// Whether a trip in service belongs to a technician. False also when there is no such trip in service.
  public func isTrip(_ trip: UUIDv7, of technician: ClientID) -> Bool {
    guard let slot = desk.table.slot(ofTrip: trip) else { return false }
    return isTheirs(trip, technician, slot)
  }

  func isTheirs(_ trip: UUIDv7, _ technician: ClientID?, _ slot: Int) -> Bool {
    guard let technician else { return true }
    guard let life = desk.table[slot].life else { return false }
    if let known = life.trip(trip) { return known.terms.technician == technician }
    return life.booking.assignment?.trip == trip && life.booking.assignment?.technician == technician
  }

  /// What the host has to carry out in the store, in order.
  public mutating func takeOrders() -> [StoreOrder] {
    var orders: [StoreOrder] = []
    swap(&orders, &desk.orders)
    return orders
  }

  /// What the host has to answer.
  public mutating func takeAnswers() -> [BookingAnswer] {
    var answers: [BookingAnswer] = []
    swap(&answers, &desk.answers)
    return answers
  }

  /// Whether a request is the first under its key; if it is not, it is answered or waits.
  private mutating func isFirst(_ context: WishContext) -> Bool {
    guard let key = context.key else { return true }
    switch desk.repetitions.standing(of: key) {
    case .new:
      desk.repetitions.begin(key)
      return true
    case .underWay:
      if case .request(let ticket) = context.origin { desk.repetitions.wait(ticket, for: key) }
    case .answered(let document):
      answer(context, .repeated(document))
    case .otherRequest:
      answer(context, .otherRequest)
    }
    return false
  }

  mutating func enqueue(
    _ wish: BookingWish, _ context: WishContext, _ slot: Int, observed: Instant? = nil,
    into actions: inout ActionList
  ) {
    let waiting = BookingFile.Waiting(wish: wish, context: context, observed: observed ?? now)
    guard desk.table[slot].queue.count < BookingFile.queueMax else {
      if context.origin == .engine { return postpone(waiting, slot) }
      return reply(context, to: wish, .busy, into: &actions)
    }
    desk.table[slot].queue.append(waiting)
    pump(slot, into: &actions)
  }

  /// The store did not take a wish of the engine's own: it comes again, with the time at which it was observed.
  mutating func postpone(_ waiting: BookingFile.Waiting, _ slot: Int) {
    // Looking for technicians starts afresh anyway; everything else must not be forgotten.
    guard waiting.wish != .findNext || !desk.table[slot].postponed.contains(where: { $0.wish == .findNext })
    else { return }
    desk.table[slot].postponed.append(waiting)
    // One alarm is for all of them.
    guard desk.table[slot].postponed.count == 1 else { return }
    desk.alarms.set(.retry(desk.table[slot].id), at: now.advanced(byMilliseconds: Self.retryMilliseconds))
  }

  /// Answers whoever waits, and frees or fills the key.
  mutating func reply(_ context: WishContext, _ outcome: BookingAnswer.Outcome) {
    if let key = context.key {
      var document: [UInt8]?
      if case .done(let done) = outcome { document = done }
      for ticket in desk.repetitions.end(key, answer: document) {
        desk.answers.append(
          BookingAnswer(ticket: ticket, outcome: document.map { .repeated($0) } ?? outcome))
      }
    }
    answer(context, outcome)
  }

  mutating func answer(_ context: WishContext, _ outcome: BookingAnswer.Outcome) {
    guard case .request(let ticket) = context.origin else { return }
    desk.answers.append(BookingAnswer(ticket: ticket, outcome: outcome))
  }

  /// Answers a wish that came to nothing, also on a phone.
  mutating func reply(
    _ context: WishContext, to wish: BookingWish, _ outcome: BookingAnswer.Outcome,
    into actions: inout ActionList
  ) {
    if case .refused = outcome { desk.counters.refusals += 1 }
    reply(context, outcome)
    if case .phone(let key, let ref) = context.origin {
      tellRefusal(of: wish, outcome, ref: ref, to: key, into: &actions)
    }
  }

  static let retryMilliseconds: Int64 = 1_000

  static let noBooking = FieldError(
    field: "booking", code: .notFound, message: "there is no booking with this identifier in service")
  static let noOffer = FieldError(
    field: "offer", code: .notFound, message: "there is no offer with this identifier in service")
  static let noTrip = FieldError(
    field: "trip", code: .notFound, message: "there is no trip with this identifier in service")
  static let noTechnician = FieldError(
    field: "technician", code: .notFound, message: "there is no technician with this identifier")
}
