// An event without what identifies a person.

extension TripEvent {
  /// The event with the pseudonym in place of the person; the same event when it does not name them. For the erasure of
  /// a customer the events must be those of their bookings: places become coarse.
  public func erasing(_ person: PersonErasure) -> TripEvent {
    let changed: LifeChange =
      switch change {
      case .booking(let change): .booking(change.erasing(person))
      case .offer(let id, let change): .offer(id, change.erasing(person))
      case .trip(let id, let change): .trip(id, change.erasing(person))
      }
    return TripEvent(
      booking: booking, number: number, time: time, actor: person.party(actor), change: changed)
  }
}

extension BookingChange {
  fileprivate func erasing(_ person: PersonErasure) -> BookingChange {
    switch self {
    case .placed(let terms):
      .placed(terms.erasing(person))
    case .offered(let offer, let technicians):
      .offered(offer: offer, technicians: technicians.map(person.technician))
    case .accepted(let offer, let technician, let trip):
      .accepted(offer: offer, technician: person.technician(technician), trip: trip)
    case .assigned(let technician, let trip, let reason):
      .assigned(technician: person.technician(technician), trip: trip, reason: person.note(reason))
    case .released(let reason): .released(reason: person.note(reason))
    case .rescheduled(let window, let sla, let reason):
      .rescheduled(window: window, sla: sla, reason: person.note(reason))
    case .cancelled(let reason): .cancelled(reason: person.note(reason))
    case .noShow(let reason): .noShow(reason: person.note(reason))
    case .offerEnded, .nobodyLeft, .tripChanged: self
    }
  }
}

extension OfferChange {
  fileprivate func erasing(_ person: PersonErasure) -> OfferChange {
    switch self {
    case .made(let terms):
      .made(
        OfferTerms(
          technicians: terms.technicians.map(person.technician), deadline: terms.deadline, wave: terms.wave))
    case .accepted(let technician): .accepted(technician: person.technician(technician))
    case .declined(let technician, let reason):
      .declined(technician: person.technician(technician), reason: person.note(reason))
    case .timedOut, .withdrawn: self
    }
  }
}

extension TripChange {
  fileprivate func erasing(_ person: PersonErasure) -> TripChange {
    switch self {
    case .started(let terms):
      .started(
        TripTerms(
          technician: person.technician(terms.technician), assignmentVersion: terms.assignmentVersion,
          place: person.place(terms.place)))
    case .cancelled(let reason): .cancelled(reason: person.note(reason))
    case .arrived, .began, .completed: self
    }
  }
}
