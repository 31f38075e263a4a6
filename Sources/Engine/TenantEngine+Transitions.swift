// A wish becomes a transition: decided on the durable life, sent to the store, and true when the store says so.
// At most one transition of a booking is under way.

public import Bedrock
import Matcher
public import TrackHub
import Trips

extension TenantEngine {
  /// Decides what waits for a booking, until a transition is under way.
  mutating func pump(_ slot: Int, into actions: inout ActionList) {
    while desk.table[slot].flight == nil, desk.table[slot].life != nil, !desk.table[slot].queue.isEmpty {
      let next = desk.table[slot].queue.removeFirst()
      decide(next, slot, into: &actions)
    }
  }

  /// What a wish comes to before the tables are asked.
  enum Preparation {
    /// Ask the tables for this.
    case request(LifeRequest, decision: [UInt8]? = nil)
    /// It is true already.
    case already
    /// Nothing can come of it.
    case answer(BookingAnswer.Outcome)
    /// Not now; an alarm is set.
    case later
  }

  private mutating func decide(
    _ next: BookingFile.Waiting, _ slot: Int, into actions: inout ActionList
  ) {
    guard let life = desk.table[slot].life else { preconditionFailure("a wish for a booking to come") }
    switch prepare(next, life, slot) {
    case .later: return
    case .already:
      reply(next.context, .done(BookingDocument.encode(life)))
      if case .phone(let key, let ref) = next.context.origin {
        tellDone(next.wish, life, ref: ref, to: key, into: &actions)
      }
    case .answer(let outcome):
      reply(next.context, to: next.wish, outcome, into: &actions)
    case .request(let request, let decision):
      var leases: (offer: UUIDv7, technicians: [ClientID])?
      if case .offer(let id, let terms) = request {
        do throws(LeaseRefusal) { try desk.leases.take(terms.technicians, for: id) } catch {
          return reply(next.context, to: next.wish, .nobody(busy: error.busy), into: &actions)
        }
        leases = (id, terms.technicians)
        for technician in terms.technicians { refreshLoad(of: technician) }
      }
      do throws(LifeRefusal) {
        let step = try life.step(
          request, at: ChangeTime(observed: min(next.observed, now), applied: now),
          by: next.context.actor, expecting: next.context.expecting)
        commit(
          step, slot: slot, context: next.context, waiting: next, leases: leases, decision: decision,
          into: &actions)
      } catch {
        giveBack(leases)
        reply(next.context, to: next.wish, .refused(error), into: &actions)
      }
    }
  }

  private mutating func prepare(
    _ next: BookingFile.Waiting, _ life: BookingLife, _ slot: Int
  ) -> Preparation {
    switch next.wish {
    case .findNext: return findNext(life, slot)
    case .offer(let technicians): return offer(to: technicians, life)
    case .accept(let offer, let technician):
      // Phones repeat what they got no answer to. Who has lost the booking since then is told so.
      if let assignment = life.booking.assignment, assignment.technician == technician,
        assignment.origin == .offer(offer)
      {
        return .already
      }
      return .request(
        .accept(offer: offer, technician: technician, trip: desk.newID(at: now)))
    case .decline(let offer, let technician, let reason):
      if let known = life.offer(offer), known.decliners.contains(technician) { return .already }
      return .request(.decline(offer: offer, technician: technician, reason: reason))
    case .timeOut(let offer):
      return life.booking.liveOffer == offer ? .request(.timeOut(offer: offer)) : .later
    case .withdraw:
      guard let offer = life.booking.liveOffer else {
        return .answer(
          .fault(FieldError(field: "offer", code: .conflict, message: "nobody is being asked")))
      }
      return .request(.withdraw(offer: offer))
    case .assign(let technician, let reason):
      guard technicians.roster.slot(of: technician) != nil else { return .answer(.fault(Self.noTechnician)) }
      return .request(.assign(technician: technician, trip: desk.newID(at: now), reason: reason))
    case .release(let reason): return .request(.release(reason: reason))
    case .reschedule(let window, let sla, let reason):
      return .request(.reschedule(window: window, sla: sla, reason: reason))
    case .cancel(let reason): return .request(.cancel(reason: reason))
    case .noShow(let reason): return .request(.noShow(reason: reason))
    case .trip(let trip, let step): return prepare(trip, step, life)
    }
  }

  /// A step that was taken already is answered again, since phones repeat what they got no answer to.
  private func prepare(_ trip: UUIDv7, _ step: TripStep, _ life: BookingLife) -> Preparation {
    let state = life.trip(trip)?.state
    switch (step, state) {
    case (.start, .enRoute), (.arrive, .arrived), (.begin, .inService), (.complete, .completed):
      return .already
    default: break
    }
    return switch step {
    case .start: .request(.startTrip(trip))
    case .arrive(let source): .request(.arrive(trip: trip, source))
    case .begin: .request(.begin(trip: trip))
    case .complete: .request(.complete(trip: trip))
    case .cancel(let reason): .request(.cancelTrip(trip, reason: reason))
    }
  }

  /// Sends a decided step to the store.
  mutating func commit(
    _ step: LifeStep, slot: Int, context: WishContext, waiting: BookingFile.Waiting?,
    leases: (offer: UUIDv7, technicians: [ClientID])? = nil, decision: [UInt8]? = nil,
    into actions: inout ActionList
  ) {
    let number = desk.nextOrder()
    let file = desk.table[slot]
    let before = file.life
    let document = BookingDocument.encode(step.life)
    var order = CommitOrder(
      number: number, expectedVersion: file.version, at: now, events: step.events, life: step.life,
      document: document, dueAt: dueAt(step.life))
    for offer in step.life.offers where before?.offer(offer.id) != offer {
      order.offers.append((offer, BookingDocument.encode(offer)))
    }
    for trip in step.life.trips where before?.trip(trip.id) != trip {
      order.trips.append((trip, BookingDocument.encode(trip)))
    }
    order.assignments = changedAssignments(from: before, to: step)
    order.summary = summary(of: step)
    order.decision = decision
    if let key = context.key {
      order.repetition = CommitOrder.Repetition(
        key: key.text, requestHash: key.requestHash, answer: document)
    }
    if let waiting { order.audit = auditNote(waiting) }
    order.messages = step.events.map { _ in desk.newID(at: now) }
    desk.table[slot].flight = BookingFile.Flight(
      number: number, step: step, waiting: waiting, context: context, document: document, leases: leases)
    desk.flights[number] = slot
    desk.orders.append(.commit(order))
  }

  private func changedAssignments(from before: BookingLife?, to step: LifeStep) -> [Assignment] {
    let old = before?.booking.assignment
    let new = step.life.booking.assignment
    guard old != new else { return [] }
    var changed: [Assignment] = []
    if let old, old.isLive, old.version != new?.version {
      changed.append(old.ended(at: step.events[0].time.observed))
    }
    if let new { changed.append(new) }
    return changed
  }

  /// What people do by hand to others' work is audited: dispatchers and admins always, assignments by anybody.
  private func auditNote(_ waiting: BookingFile.Waiting) -> CommitOrder.AuditNote? {
    switch (waiting.context.actor.kind, waiting.wish) {
    case (.dispatcher, _), (.admin, _), (.service, .assign), (.service, .release): break
    default: return nil
    }
    return CommitOrder.AuditNote(
      actor: waiting.context.actor, action: waiting.wish.auditAction, reason: waiting.wish.reason)
  }

  /// When the next promise to the customer falls due; nil when none will.
  func dueAt(_ life: BookingLife) -> Instant? {
    guard !life.booking.state.isFinal else { return nil }
    let sla = life.booking.terms.sla
    return life.booking.state.hasAssignment ? sla.arriveBy : sla.assignBy ?? sla.arriveBy
  }

  mutating func giveBack(_ leases: (offer: UUIDv7, technicians: [ClientID])?) {
    guard let leases else { return }
    for technician in leases.technicians {
      desk.leases.release(technician, from: leases.offer)
      // Somebody may have looked while the lease was held.
      refreshLoad(of: technician)
    }
  }

  /// The store has carried an order out, or not.
  public mutating func settle(
    _ number: OrderNumber, _ verdict: StoreVerdict, now time: Instant, into actions: inout ActionList
  ) {
    observe(time)
    if let flight = desk.shareFlights.removeValue(forKey: number) {
      return settleShare(flight, verdict, into: &actions)
    }
    guard let slot = desk.flights[number] else { return }
    switch verdict {
    case .durable: land(slot, into: &actions)
    case .keyUsed:
      guard let key = desk.table[slot].flight?.context.key else {
        return fail(slot, .unavailable, into: &actions)
      }
      fail(slot, .lookUp(key: key.text, requestHash: key.requestHash), into: &actions)
    case .exists:
      fail(slot, desk.table[slot].life == nil ? .exists : .unavailable, into: &actions)
    case .refused:
      desk.counters.storeFaults += 1
      fail(slot, .unavailable, into: &actions)
    case .changed, .unknown:
      desk.counters.storeFaults += 1
      desk.table[slot].flight?.isInDoubt = true
      desk.orders.append(.read(desk.table[slot].id))
    }
  }

  /// What a booking is in the store, after its last commit was in doubt.
  public enum ReadingVerdict: Sendable {
    /// It is there.
    case found(BookingReading)
    /// It is not there.
    case absent
    /// The store does not answer; it is asked again.
    case unavailable
  }

  /// The store has read a booking.
  public mutating func settleReading(
    _ verdict: ReadingVerdict, of booking: ClientID, now time: Instant, into actions: inout ActionList
  ) {
    observe(time)
    guard let slot = desk.table.slot(of: booking), let flight = desk.table[slot].flight, flight.isInDoubt
    else { return }
    switch verdict {
    case .unavailable:
      tellUncertainty(slot, into: &actions)
      desk.alarms.set(.read(booking), at: now.advanced(byMilliseconds: Self.retryMilliseconds))
    case .absent:
      fail(slot, .unavailable, into: &actions)
    case .found(let reading):
      let expected = desk.table[slot].version
      if reading.version == expected + 1,
        reading.events.suffix(flight.step.events.count) == flight.step.events[...]
      {
        land(slot, into: &actions)
      } else if desk.table[slot].life == nil {
        // It was to be placed, and somebody else's booking has the name.
        fail(slot, .exists, into: &actions)
      } else if reading.version == expected {
        fail(slot, .unavailable, into: &actions)
      } else {
        adopt(reading, slot, into: &actions)
      }
    }
  }

  /// The store does not even say what is there. Requests are told so instead of waiting for as long as it is away; the
  /// engine's own wishes and those of phones, which wait anyway, keep their places.
  private mutating func tellUncertainty(_ slot: Int, into actions: inout ActionList) {
    if let context = desk.table[slot].flight?.context, case .request = context.origin {
      answer(context, .uncertain)
      desk.table[slot].flight?.context.origin = .told
      desk.table[slot].flight?.waiting?.context.origin = .told
    }
    let queue = desk.table[slot].queue
    desk.table[slot].queue.removeAll { if case .request = $0.context.origin { true } else { false } }
    for waiting in queue {
      guard case .request = waiting.context.origin else { continue }
      reply(waiting.context, to: waiting.wish, .unavailable, into: &actions)
    }
  }

  /// Nothing came of a transition.
  private mutating func fail(
    _ slot: Int, _ outcome: BookingAnswer.Outcome, into actions: inout ActionList
  ) {
    guard let flight = desk.table[slot].flight else { preconditionFailure("nothing is under way") }
    desk.flights[flight.number] = nil
    desk.table[slot].flight = nil
    giveBack(flight.leases)
    if let waiting = flight.waiting {
      if waiting.context.origin == .engine {
        postpone(waiting, slot)
      } else {
        reply(waiting.context, to: waiting.wish, outcome, into: &actions)
      }
      return pump(slot, into: &actions)
    }
    // It was being placed, so there is no booking.
    reply(flight.context, outcome)
    let left = desk.table[slot].queue
    desk.table.close(slot)
    for waiting in left {
      reply(waiting.context, to: waiting.wish, .fault(Self.noBooking), into: &actions)
    }
  }

  /// Somebody else has changed the booking: what is durable is the truth, and what was wanted is decided on it. That ends,
  /// because it comes to it again only when somebody else has got on.
  private mutating func adopt(_ reading: BookingReading, _ slot: Int, into actions: inout ActionList) {
    guard let life = try? BookingLife(folding: reading.events) else {
      // It cannot be understood, so it cannot be served; the start of the next life tells the operator.
      return fail(slot, .unavailable, into: &actions)
    }
    // Given back first: what was found may hold the very same leases.
    giveBack(desk.table[slot].flight?.leases)
    desk.table[slot].flight?.leases = nil
    replace(life, version: reading.version, slot, into: &actions)
    guard let flight = desk.table[slot].flight, let waiting = flight.waiting else {
      return fail(slot, .unavailable, into: &actions)
    }
    desk.flights[flight.number] = nil
    desk.table[slot].flight = nil
    desk.table[slot].queue.insert(waiting, at: 0)
    pump(slot, into: &actions)
  }
}
