// A transition is durable: now it is true. Whoever may not see any more goes first, then everybody is told,
// then the caller is answered, then the next wish has its turn.

import Bedrock
import TrackHub
import Trips

extension TenantEngine {
  /// Makes the transition under way the truth.
  mutating func land(_ slot: Int, into actions: inout ActionList) {
    guard let flight = desk.table[slot].flight else { preconditionFailure("nothing is under way") }
    let before = desk.table[slot].life
    let life = flight.step.life
    desk.flights[flight.number] = nil
    desk.table[slot].flight = nil
    desk.table.set(life, version: desk.table[slot].version + 1, at: slot)
    desk.counters.commits += 1
    for event in flight.step.events { desk.counters.count(event.change) }
    if before == nil { openTopics(slot) }

    let asking = phone(flight.context)
    for effect in flight.step.effects {
      if case .assignmentEnded(let technician, let version) = effect {
        endAssignment(version, of: technician, before, flight.step, slot, into: &actions)
      }
    }
    // Who waited for an assignment that will not be looks no further.
    if life.booking.state.isFinal { endShares(life.booking.assignmentVersion + 1, slot, into: &actions) }
    for effect in flight.step.effects { follow(effect) }
    for effect in flight.step.effects {
      if case .assignmentBegan(let assignment) = effect { beginAssignment(assignment, slot) }
    }
    if let assignment = life.booking.liveAssignment { refreshJob(of: assignment.technician) }
    publish(flight.step, before, slot)
    for effect in flight.step.effects { carryOut(effect, asking: asking, slot, into: &actions) }

    reply(flight.context, .done(flight.document))
    if let waiting = flight.waiting, case .phone(let key, let ref) = flight.context.origin {
      tellDone(waiting.wish, life, ref: ref, to: key, into: &actions)
    }
    tellTrips(flight.step, asking: asking, into: &actions)
    if life.booking.state.isFinal { scheduleForgetting(slot) }
    pump(slot, into: &actions)
  }

  private func phone(_ context: WishContext) -> SessionKey? {
    if case .phone(let key, _) = context.origin { key } else { nil }
  }

  /// Leases and loads: what the next match must know.
  private mutating func follow(_ effect: LifeEffect) {
    desk.leases.follow([effect])
    switch effect {
    case .takeLease(let technician, _), .releaseLease(let technician, _): refreshLoad(of: technician)
    default: break
    }
  }

  private mutating func carryOut(
    _ effect: LifeEffect, asking: SessionKey?, _ slot: Int, into actions: inout ActionList
  ) {
    switch effect {
    case .takeLease, .releaseLease, .assignmentEnded:
      break
    case .showOffer(let technician, let offer):
      guard let life = desk.table[slot].life, let offer = life.offer(offer) else { break }
      tell(technician, into: &actions) { engine, json in engine.writeOffer(offer, life, to: technician, &json)
      }
    case .tellOutcome(let technician, let offer, let outcome):
      tell(technician, except: asking, into: &actions) { engine, json in
        engine.writeOutcome(offer, outcome, slot, to: technician, ref: nil, &json)
      }
    case .wake(let offer, let at):
      desk.alarms.set(.offer(offer), at: at)
    case .assignmentBegan(let assignment):
      tell(assignment.technician, into: &actions) { engine, json in
        engine.writeAssignment(assignment, slot, state: "began", &json)
      }
    case .findNext:
      desk.table[slot].queue.append(
        BookingFile.Waiting(wish: .findNext, context: .engine, observed: now))
    case .lookAtSLA:
      lookAtSLA(slot)
    case .watchArrival(let trip, let place):
      beginJourney(trip, place, slot)
    case .stopWatchingArrival(let trip):
      endWatching(trip, slot)
    case .summarize(let trip):
      desk.journeys.remove(trip)
    }
  }

  /// The booking belongs to somebody from now on.
  private mutating func beginAssignment(_ assignment: Assignment, _ slot: Int) {
    desk.jobs.begin(desk.table[slot].id, of: assignment.technician)
    refreshLoad(of: assignment.technician)
    desk.table[slot].nobodySince = nil
    openTrip(assignment.trip, slot)
  }

  /// The booking does not belong to somebody any more: shares and topics of this assignment end before anything
  /// about the next one can be published.
  private mutating func endAssignment(
    _ version: UInt32, of technician: ClientID, _ before: BookingLife?, _ step: LifeStep, _ slot: Int,
    into actions: inout ActionList
  ) {
    desk.jobs.end(desk.table[slot].id, of: technician)
    refreshLoad(of: technician)
    endShares(version, slot, into: &actions)
    publishOnTrip(step, before, slot)
    closeTrip(slot, into: &actions)
    guard let assignment = before?.booking.assignment, assignment.version == version else { return }
    tell(technician, into: &actions) { engine, json in
      engine.writeAssignment(assignment, slot, state: "ended", &json)
    }
  }

  private mutating func scheduleForgetting(_ slot: Int) {
    guard !desk.table[slot].isForgetting else { return }
    desk.table[slot].isForgetting = true
    desk.alarms.set(
      .forget(desk.table[slot].id), at: now.advanced(byMilliseconds: Self.lingerMilliseconds))
  }

  /// How long a booking that has ended stays in service, so that viewers whose connection broke just then still
  /// see its end.
  static let lingerMilliseconds: Int64 = 60_000
}
