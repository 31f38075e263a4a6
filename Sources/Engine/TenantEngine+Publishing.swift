// Topics of bookings: what viewers, dispatchers and customers are told when something has changed.

import Bedrock
import TrackHub
import Trips

extension TenantEngine {
  /// A booking's topic begins.
  mutating func openTopics(_ slot: Int) {
    desk.table[slot].subject = hub.openSubject(.booking(desk.table[slot].id))
  }

  mutating func openTrip(_ trip: UUIDv7, _ slot: Int) {
    desk.table[slot].tripSubject = hub.openSubject(.trip(trip))
  }

  /// The topic of the present trip ends; what was published goes out first.
  mutating func closeTrip(_ slot: Int, into actions: inout ActionList) {
    guard let subject = desk.table[slot].tripSubject else { return }
    desk.table[slot].tripSubject = nil
    endTopic(subject, slot, into: &actions)
  }

  /// Ends a topic with a reason taken from the booking's state.
  mutating func endTopic(_ subject: SubjectSlot, _ slot: Int, into actions: inout ActionList) {
    if hub.isWatched(subject) { flushViewers(into: &actions) }
    hub.closeSubject(subject, reason: endReason(slot), into: &actions)
  }

  /// Why the topic of an assignment, a trip or a booking ends.
  func endReason(_ slot: Int) -> StaticString {
    switch desk.table[slot].life?.booking.state {
    case .completed: "completed"
    case .cancelled: "cancelled"
    case .noShow: "noShow"
    default: "reassigned"
    }
  }

  /// Publishes a step that is durable.
  mutating func publish(_ step: LifeStep, _ before: BookingLife?, _ slot: Int) {
    let row = desk.ops == nil ? [] : overviewRow(step.life)
    for event in step.events {
      if let subject = desk.table[slot].subject { publish(event, on: subject) }
      if case .trip(let trip, _) = event.change, let subject = desk.table[slot].tripSubject,
        step.life.booking.assignment?.trip == trip
      {
        publish(event, on: subject)
      }
      if let ops = desk.ops { publish(event, row: row, on: ops) }
    }
    publishStatus(step.life, before, slot)
    // On the way the promise follows what is expected; before, it is the booking's window.
    if step.life.booking.state == .assigned, let promise = promise(step.life),
      before.flatMap({ self.promise($0) })?.readsLike(promise) != true
    {
      publishPromise(slot)
    }
    refreshStates(slot)
  }

  /// How a trip ended is told on its own topic before that ends too.
  mutating func publishOnTrip(_ step: LifeStep, _ before: BookingLife?, _ slot: Int) {
    guard let subject = desk.table[slot].tripSubject, let ending = before?.booking.liveAssignment?.trip else {
      return
    }
    for event in step.events {
      if case .trip(ending, _) = event.change { publish(event, on: subject) }
    }
  }

  private mutating func publish(_ event: TripEvent, on subject: SubjectSlot) {
    hub.publish(subject, kind: event.change.name, at: event.time.observed) { json in
      json.key("event")
      event.write(to: &json)
    }
  }

  /// What a customer sees has changed.
  mutating func publishStatus(_ life: BookingLife, _ before: BookingLife?, _ slot: Int) {
    guard let subject = desk.table[slot].shareSubject, let version = life.booking.shareVersion,
      before.map({ CustomerStatus($0) }) != CustomerStatus(life)
    else { return }
    let content = customerContent(life, at: version)
    hub.publish(subject, kind: "status", at: now) { json in content.writeChange(&json) }
  }

  /// What later subscribers see first; written only for topics that somebody watches.
  mutating func refreshStates(_ slot: Int) {
    let file = desk.table[slot]
    guard let life = file.life else { return }
    for subject in [file.subject, file.tripSubject].compactMap({ $0 }) where hub.isWatched(subject) {
      let position = watchedPosition(life)
      let (mark, eta, promise) = (file.mark, eta(life), promise(life))
      hub.setState(subject) { json in
        TopicDocument.write(life, mark: mark, position: position, eta: eta, promise: promise, &json)
      }
    }
    refreshShare(slot)
    overviewChanged()
  }

  /// Where the technician of a live assignment is.
  func watchedPosition(_ life: BookingLife) -> Position? {
    guard let technician = life.booking.liveAssignment?.technician,
      let slot = technicians.roster.slot(of: technician)
    else { return nil }
    return technicians.position(of: slot)
  }

  /// Begins to watch the topic of a booking, of a trip, or the overview.
  mutating func subscribe(
    _ session: SessionID, to topic: Topic, since: EventOffset?, into actions: inout ActionList
  ) throws(FieldError) -> TopicHub.SubscribeOutcome {
    switch topic {
    case .booking(let id):
      guard let slot = desk.table.slot(of: id), let subject = desk.table[slot].subject else {
        throw FieldError(
          field: "topic", code: .notFound, message: "there is no booking with this identifier in service")
      }
      return subscribe(session, subject, slot, since, into: &actions)
    case .trip(let id):
      guard let slot = desk.table.slot(ofTrip: id), let subject = desk.table[slot].tripSubject,
        desk.table[slot].life?.booking.liveAssignment?.trip == id, maySee(session, slot)
      else {
        throw FieldError(
          field: "topic", code: .notFound, message: "there is no trip with this identifier in service")
      }
      return subscribe(session, subject, slot, since, into: &actions)
    case .ops:
      return subscribeOverview(session, since: since, into: &actions)
    case .share:
      return try subscribeShare(session, since: since, into: &actions)
    case .technician, .map, .clusters:
      preconditionFailure("topics of technicians and maps have a door of their own")
    }
  }

  /// A technician sees the trips of nobody else.
  private func maySee(_ session: SessionID, _ slot: Int) -> Bool {
    guard let phone = sessions[session].phone else { return true }
    return desk.table[slot].life?.booking.liveAssignment?.technician
      == technicians.roster.id(of: phone.technician)
  }

  private mutating func subscribe(
    _ session: SessionID, _ subject: SubjectSlot, _ slot: Int, _ since: EventOffset?,
    into actions: inout ActionList
  ) -> TopicHub.SubscribeOutcome {
    let file = desk.table[slot]
    guard let life = file.life else { preconditionFailure("a topic of a booking to come") }
    let position = watchedPosition(life)
    let (mark, eta, promise) = (file.mark, eta(life), promise(life))
    return hub.subscribe(
      toSubject: subject, since: since, session: session,
      state: { json in
        TopicDocument.write(life, mark: mark, position: position, eta: eta, promise: promise, &json)
      }, into: &actions)
  }
}
