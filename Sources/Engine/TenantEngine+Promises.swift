// What customers are promised about the arrival: kept per journey, compared with each new expectation, and told when
// it reads differently.

import Bedrock
import TrackHub
import Trips

extension TenantEngine {
  /// What the customer is promised now: the booking's window until the technician has set out and it is known from
  /// where; nothing while nobody has the booking, and nothing from the arrival on.
  func promise(_ life: BookingLife) -> ArrivalPromise? {
    guard let assignment = life.booking.liveAssignment else { return nil }
    switch life.booking.tripState {
    case nil: break
    case .enRoute:
      if let journey = desk.journeys[assignment.trip] { return journey.promise }
    default: return nil
    }
    return ArrivalPromise(window: life.booking.terms.window, madeAt: assignment.since)
  }

  /// Compares the promise with what is expected now; also when nothing is heard of the technician, who comes later
  /// and later then.
  mutating func lookAtPromise(_ slot: Int) {
    guard let life = desk.table[slot].life, let arrival = eta(life) else { return }
    keepPromise(arrival, slot)
  }

  /// Compares the promise of a journey with a new expectation, tells whoever watches when it reads differently, and sets
  /// the next alarm.
  mutating func keepPromise(_ arrival: Arrival, _ slot: Int) {
    guard let trip = desk.table[slot].life?.booking.liveAssignment?.trip else { return }
    let forecast = ArrivalForecast(arrival.estimate, at: arrival.madeAt)
    let now = now
    var isOther = false
    var alarmAt: Instant?
    desk.journeys.change(trip) { journey in
      isOther = journey.promise.observe(forecast)
      let next = journey.promise.looksAgainAt(after: forecast)
      if let set = journey.promiseAlarmAt, set <= next, set > now { return }
      journey.promiseAlarmAt = next
      alarmAt = next
    }
    if let alarmAt { desk.alarms.set(.promise(desk.table[slot].id), at: alarmAt) }
    if isOther { publishPromise(slot) }
  }

  /// Tells the promise on the booking's topics.
  mutating func publishPromise(_ slot: Int) {
    let file = desk.table[slot]
    guard let promise = file.life.flatMap({ promise($0) }) else { return }
    for subject in [file.subject, file.tripSubject, file.shareSubject].compactMap({ $0 }) {
      hub.publish(subject, kind: "promise", at: now) { json in promise.write(&json) }
    }
    refreshStates(slot)
  }
}
