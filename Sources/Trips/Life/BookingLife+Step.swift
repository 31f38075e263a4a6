// Deciding: a request becomes the changes that it consists of, in the order in which they are logged.

import Bedrock

extension BookingLife {
  /// Decides a request on this state, without changing it.
  /// - Parameters:
  ///   - time: when it was observed and is applied. Deadlines and durations look at the observed time.
  ///   - version: the booking's version that the caller knows; nil to accept any.
  /// - Returns: events to commit, effects to carry out afterwards, and the life that is true then.
  /// - Throws: why nothing happens.
  public func step(
    _ request: LifeRequest, at time: ChangeTime, by actor: Party, expecting version: UInt32? = nil
  ) throws(LifeRefusal) -> LifeStep {
    if let version, version != booking.version {
      throw .versionConflict(expected: version, actual: booking.version, state: booking.state)
    }
    var draft = Draft(life: self, time: time, actor: actor)
    try draft.carryOut(request)
    return LifeStep(events: draft.events, effects: draft.effects, life: draft.life)
  }

  /// A step that is being put together.
  private struct Draft {
    var life: BookingLife
    let time: ChangeTime
    let actor: Party
    var events: [TripEvent] = []
    var effects: [LifeEffect] = []

    mutating func carryOut(_ request: LifeRequest) throws(LifeRefusal) {
      switch request {
      case .offer(let id, let terms):
        // The booking first: only a booking that may be offered gets an offer.
        try make(.booking(.offered(offer: id, technicians: terms.technicians)))
        try make(.offer(id, .made(terms)))
      case .accept(let offer, let technician, let trip):
        try make(.offer(offer, .accepted(technician: technician)))
        try make(.booking(.accepted(offer: offer, technician: technician, trip: trip)))
      case .decline(let offer, let technician, let reason):
        try make(.offer(offer, .declined(technician: technician, reason: reason)))
        if life.offer(offer)?.state == .declined {
          try make(.booking(.offerEnded(offer: offer, how: .declined)))
        }
      case .timeOut(let offer):
        try make(.offer(offer, .timedOut))
        try make(.booking(.offerEnded(offer: offer, how: .timedOut)))
      case .withdraw(let offer):
        try make(.offer(offer, .withdrawn))
        try make(.booking(.offerEnded(offer: offer, how: .withdrawn)))
      case .nobodyLeft:
        try make(.booking(.nobodyLeft))
      case .assign(let technician, let trip, let reason):
        try make(.booking(.assigned(technician: technician, trip: trip, reason: reason)))
        try leaveBehind(reason)
      case .release(let reason):
        try make(.booking(.released(reason: reason)))
      case .reschedule(let window, let sla, let reason):
        try make(.booking(.rescheduled(window: window, sla: sla, reason: reason)))
        try leaveBehind(reason)
      case .cancel(let reason):
        try make(.booking(.cancelled(reason: reason)))
        try leaveBehind(reason)
      case .noShow(let reason):
        try make(.booking(.noShow(reason: reason)))
        try leaveBehind(reason)
      case .startTrip(let trip): try start(trip)
      case .arrive(let trip, let source): try move(trip, .arrived(source), to: .arrived)
      case .begin(let trip): try move(trip, .began, to: .inService)
      case .complete(let trip): try move(trip, .completed, to: .completed)
      case .cancelTrip(let trip, let reason): try move(trip, .cancelled(reason: reason), to: .cancelled)
      }
    }

    /// Makes one change and notes its event and effects.
    private mutating func make(_ change: LifeChange) throws(LifeRefusal) {
      effects += try life.make(change, at: time)
      events.append(
        TripEvent(
          booking: life.booking.id, number: life.lastNumber, time: time, actor: actor, change: change))
    }

    /// Ends an offer and a trip that the booking does not follow any more.
    private mutating func leaveBehind(_ reason: Note) throws(LifeRefusal) {
      for offer in life.offers where offer.state == .pending && offer.id != life.booking.liveOffer {
        try make(.offer(offer.id, .withdrawn))
      }
      let followed = life.booking.liveAssignment?.trip
      for trip in life.trips where !trip.state.isFinal && trip.id != followed {
        try make(.trip(trip.id, .cancelled(reason: reason)))
      }
    }

    private mutating func start(_ trip: UUIDv7) throws(LifeRefusal) {
      if let known = life.trip(trip) {
        // Its own table says why it cannot start again.
        return try make(.trip(trip, .started(known.terms)))
      }
      try make(.booking(.tripChanged(trip: trip, to: .enRoute)))
      guard let assignment = life.booking.liveAssignment else {
        preconditionFailure("a booking in a trip without an assignment")
      }
      let terms = TripTerms(
        technician: assignment.technician, assignmentVersion: assignment.version,
        place: life.booking.terms.place)
      try make(.trip(trip, .started(terms)))
    }

    private mutating func move(
      _ trip: UUIDv7, _ change: TripChange, to state: TripState
    ) throws(LifeRefusal) {
      // A trip that has not begun has no table to ask: the booking knows why.
      if life.trip(trip) != nil { try make(.trip(trip, change)) }
      try make(.booking(.tripChanged(trip: trip, to: state)))
    }
  }
}
