// What technicians' phones are told about offers, assignments and trips, and how their commands are answered.

public import Bedrock
import GeoIndex
public import TrackHub
public import Trips

extension TenantEngine {
  /// A phone takes or declines an offer.
  public mutating func answer(
    offer: UUIDv7, accepts: Bool, reason: Note, from session: SessionID, ref: ClientID?, now time: Instant,
    into actions: inout ActionList
  ) {
    guard let (technician, context) = phoneContext(session, ref) else { return }
    answer(
      offer: offer, technician: technician, accepts: accepts, reason: reason, as: context, now: time,
      into: &actions)
  }

  /// A phone moves its trip on.
  public mutating func move(
    trip: UUIDv7, _ step: TripStep, from session: SessionID, ref: ClientID?, now time: Instant,
    into actions: inout ActionList
  ) {
    guard let (technician, context) = phoneContext(session, ref) else { return }
    move(trip: trip, step, technician: technician, as: context, now: time, into: &actions)
  }

  private func phoneContext(
    _ session: SessionID, _ ref: ClientID?
  ) -> (technician: ClientID, context: WishContext)? {
    guard let technician = technician(of: session) else { return nil }
    let origin = WishContext.Origin.phone(sessions.key(of: session), ref: ref)
    return (technician, WishContext(actor: Party(.technician, technician), origin: origin))
  }

  /// Sends a message to every open phone of a technician.
  mutating func tell(
    _ technician: ClientID, except asking: SessionKey? = nil, into actions: inout ActionList,
    _ write: (borrowing TenantEngine, inout JSONWriter) -> Void
  ) {
    guard let slot = technicians.roster.slot(of: technician) else { return }
    var message: Range<Int>?
    for device in technicians.roster.devices(of: slot) {
      guard let session = sessions.session(of: device.slot), sessions.key(of: session) != asking else {
        continue
      }
      let written = message ?? actions.write { json in write(self, &json) }
      message = written
      actions.send(written, to: session)
    }
  }

  /// Tells a phone that has just come what it has to know: offers that wait for it, and what it is assigned to.
  mutating func tellStanding(of technician: ClientID, to session: SessionID, into actions: inout ActionList) {
    for offer in desk.leases.offers(of: technician) {
      guard let slot = desk.table.slot(ofOffer: offer), let life = desk.table[slot].life,
        let offer = life.offer(offer), offer.waiting.contains(technician)
      else { continue }
      let message = actions.write { json in writeOffer(offer, life, to: technician, &json) }
      actions.send(message, to: session)
    }
    for booking in desk.jobs.bookings(of: technician) {
      guard let slot = desk.table.slot(of: booking),
        let assignment = desk.table[slot].life?.booking.liveAssignment
      else { continue }
      let message = actions.write { json in writeAssignment(assignment, slot, state: "began", &json) }
      actions.send(message, to: session)
    }
  }

  borrowing func writeOffer(
    _ offer: Offer, _ life: BookingLife, to technician: ClientID, _ json: inout JSONWriter
  ) {
    let terms = life.booking.terms
    json.beginMessage("offer")
    json.member("offer", offer.id.description)
    json.member("booking", life.booking.id.text)
    json.member("wave", Int64(offer.terms.wave))
    json.member("deadline", offer.terms.deadline.milliseconds)
    json.members(ofPlace: terms)
    json.key("skillsRequired")
    json.beginArray()
    for skill in terms.skillsRequired { json.string(skill.text) }
    json.endArray()
    if let slot = technicians.roster.slot(of: technician), let position = technicians.position(of: slot) {
      let meters = Geodesic.distanceMeters(position.point, terms.place)
      json.key("distanceMeters")
      json.number(meters, decimals: 0)
      json.key("etaSeconds")
      json.number(
        travelTimes.estimate(straightMeters: meters, departure: now).expectedSeconds, decimals: 0)
    }
    json.endObject()
  }

  borrowing func writeOutcome(
    _ offer: UUIDv7, _ outcome: OfferOutcome, _ slot: Int?, to technician: ClientID, ref: ClientID?,
    _ json: inout JSONWriter
  ) {
    json.beginMessage("outcome")
    json.member("offer", offer.description)
    json.key("outcome")
    json.string(outcome.name)
    if let slot {
      json.member("booking", desk.table[slot].id.text)
      if outcome == .won, let assignment = desk.table[slot].life?.booking.liveAssignment,
        assignment.technician == technician
      {
        json.member("trip", assignment.trip.description)
      }
    }
    if let ref { json.member("ref", ref.text) }
    json.endObject()
  }

  borrowing func writeAssignment(
    _ assignment: Assignment, _ slot: Int, state: StaticString, _ json: inout JSONWriter
  ) {
    json.beginMessage("assignment")
    json.member("booking", desk.table[slot].id.text)
    json.member("version", Int64(assignment.version))
    json.key("state")
    json.string(state)
    json.member("trip", assignment.trip.description)
    if let life = desk.table[slot].life {
      json.members(ofPlace: life.booking.terms)
      if let trip = life.trip(assignment.trip) {
        json.key("tripState")
        json.string(trip.state.name)
      }
    }
    json.endObject()
  }

  private func writeTrip(
    _ trip: UUIDv7, _ booking: ClientID, _ state: TripState, ref: ClientID?, _ json: inout JSONWriter
  ) {
    json.beginMessage("trip")
    json.member("id", trip.description)
    json.member("booking", booking.text)
    json.key("state")
    json.string(state.name)
    if let ref { json.member("ref", ref.text) }
    json.endObject()
  }

  /// Answers a phone's command that is done and durable.
  mutating func tellDone(
    _ wish: BookingWish, _ life: BookingLife, ref: ClientID?, to key: SessionKey,
    into actions: inout ActionList
  ) {
    guard sessions.isOpen(key) else { return }
    let slot = desk.table.slot(of: life.booking.id)
    let message: Range<Int>
    switch wish {
    case .accept(let offer, let technician):
      message = actions.write { json in
        writeOutcome(offer, .won, slot, to: technician, ref: ref, &json)
      }
    case .decline(let offer, let technician, _):
      message = actions.write { json in
        writeOutcome(offer, .declined, slot, to: technician, ref: ref, &json)
      }
    case .trip(let trip, _):
      guard let state = life.trip(trip)?.state else { return }
      message = actions.write { json in writeTrip(trip, life.booking.id, state, ref: ref, &json) }
    default: return
    }
    actions.send(message, to: key.id)
  }

  /// Tells a technician's other phones, and the one that did not ask, how their trips go on.
  mutating func tellTrips(_ step: LifeStep, asking: SessionKey?, into actions: inout ActionList) {
    for event in step.events {
      guard case .trip(let id, _) = event.change, let trip = step.life.trip(id) else { continue }
      tell(trip.terms.technician, except: asking, into: &actions) { engine, json in
        engine.writeTrip(id, trip.booking, trip.state, ref: nil, &json)
      }
    }
  }

  /// Tells phones what has become of their assignments and trips elsewhere, as they would have been told had it happened
  /// here: whose assignment is over, whose has begun, and how their trips stand now.
  mutating func tellReplaced(
    _ before: BookingLife, _ life: BookingLife, _ slot: Int, into actions: inout ActionList
  ) {
    let (old, new) = (before.booking.liveAssignment, life.booking.liveAssignment)
    if let old, old.version != new?.version {
      tell(old.technician, into: &actions) { engine, json in
        engine.writeAssignment(old, slot, state: "ended", &json)
      }
    }
    if let new, old?.version != new.version {
      tell(new.technician, into: &actions) { engine, json in
        engine.writeAssignment(new, slot, state: "began", &json)
      }
    }
    for trip in life.trips {
      // Of one that began and ended elsewhere nobody here has heard.
      let known = before.trip(trip.id)
      guard known?.state != trip.state, known != nil || !trip.state.isFinal else { continue }
      tell(trip.terms.technician, into: &actions) { engine, json in
        engine.writeTrip(trip.id, trip.booking, trip.state, ref: nil, &json)
      }
    }
  }

  /// Answers a phone's command that came to nothing.
  mutating func tellRefusal(
    of wish: BookingWish, _ outcome: BookingAnswer.Outcome, ref: ClientID?, to key: SessionKey,
    into actions: inout ActionList
  ) {
    guard sessions.isOpen(key) else { return }
    let offer: (UUIDv7, technician: ClientID)? =
      switch wish {
      case .accept(let offer, let technician), .decline(let offer, let technician, _): (offer, technician)
      default: nil
      }
    if let offer, case .refused(.offer(let refusal)) = outcome, let told = Self.outcome(refusal.reason) {
      let slot = desk.table.slot(ofOffer: offer.0)
      let message = actions.write { json in
        writeOutcome(offer.0, told, slot, to: offer.technician, ref: ref, &json)
      }
      return actions.send(message, to: key.id)
    }
    let fault = Self.fault(wish, outcome)
    let frame = ServerMessages.errorFrame(
      code: fault.code, field: fault.field, message: fault.message, ref: ref)
    actions.send(actions.add(frame), to: key.id)
  }

  /// The outcome that a late answer to an offer is told; the losers learn why, never who won.
  private static func outcome(_ reason: OfferReason) -> OfferOutcome? {
    switch reason {
    case .taken: .taken
    case .late: .late
    case .withdrawn: .withdrawn
    case .declined: .declined
    case .alreadyMade, .notAsked, .notDue: nil
    }
  }

  private static func fault(
    _ wish: BookingWish, _ outcome: BookingAnswer.Outcome
  ) -> WishFault {
    let field: String
    if case .trip = wish { field = "id" } else { field = "offer" }
    switch outcome {
    case .fault(let fault):
      return WishFault(code: fault.code.rawValue, field: fault.field, message: fault.message)
    case .refused(let refusal):
      let code = "\(refusal.code)"
      guard let state = refusal.stateName else {
        return WishFault(code: code, field: field, message: "the booking does not allow it")
      }
      return WishFault(
        code: code, field: field, message: "the booking does not allow it; the state is \(state)")
    case .busy:
      return WishFault(
        code: "busy", field: field, message: "too many wishes wait for this booking; try again")
    default:
      return WishFault(
        code: "unavailable", field: field, message: "it cannot be made durable now; try again")
    }
  }
}

/// Why a phone's wish was not fulfilled. The codes are those of transitions besides those of fields.
private struct WishFault {
  var code: String
  var field: String
  var message: Phrase
}

extension JSONWriter {
  /// Opens a message of a kind.
  fileprivate mutating func beginMessage(_ type: StaticString) {
    beginObject()
    key("type")
    string(type)
  }
}
