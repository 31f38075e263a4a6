// Time passes for bookings: deadlines, clocks of promises, second attempts.

import Bedrock
import TrackHub
import Trips

extension TenantEngine {
  /// Looks at everything that is due. O(due log alarms).
  mutating func ring(into actions: inout ActionList) {
    while let (alarm, at) = desk.alarms.takeDue(now) {
      switch alarm {
      case .offer(let offer):
        guard let slot = desk.table.slot(ofOffer: offer) else { break }
        enqueue(.timeOut(offer: offer), .engine, slot, observed: at, into: &actions)
      case .sla(let booking):
        guard let slot = desk.table.slot(of: booking) else { break }
        if desk.table[slot].slaAlarmAt == at { desk.table[slot].slaAlarmAt = nil }
        lookAtSLA(slot)
      case .search(let booking):
        guard let slot = desk.table.slot(of: booking) else { break }
        if desk.table[slot].searchAlarmAt == at { desk.table[slot].searchAlarmAt = nil }
        enqueue(.findNext, .engine, slot, into: &actions)
      case .retry(let booking):
        guard let slot = desk.table.slot(of: booking) else { break }
        let again = desk.table[slot].postponed
        desk.table[slot].postponed = []
        for waiting in again {
          enqueue(waiting.wish, .engine, slot, observed: waiting.observed, into: &actions)
        }
      case .read(let booking):
        guard let slot = desk.table.slot(of: booking), desk.table[slot].flight?.isInDoubt == true else {
          break
        }
        desk.orders.append(.read(booking))
      case .points:
        resendPoints()
      case .forget(let booking):
        forget(booking, into: &actions)
      case .share(let share):
        expireShare(share, into: &actions)
      case .promise(let booking):
        if let slot = desk.table.slot(of: booking) { lookAtPromise(slot) }
      }
    }
  }

  /// Reads the clocks of a booking's promises, tells whoever watches when one of them reads differently, and sets
  /// the next alarm.
  /// - Parameter tells: false when a booking comes into service again.
  mutating func lookAtSLA(_ slot: Int, tells: Bool = true) {
    guard let life = desk.table[slot].life else { return }
    let arrival = eta(life).map { Int64($0.estimate.expectedSeconds * 1000) }
    let reading = life.booking.sla(now: now, etaMilliseconds: arrival, thresholds: settings.sla.thresholds)
    if reading.mark != desk.table[slot].mark {
      desk.table[slot].mark = reading.mark
      if tells, let mark = reading.mark { publish(mark, reading, slot) }
    }
    guard let next = reading.lookAgainAt else { return }
    if let set = desk.table[slot].slaAlarmAt, set <= next, set > now { return }
    desk.table[slot].slaAlarmAt = next
    desk.alarms.set(.sla(desk.table[slot].id), at: next)
  }

  private mutating func publish(_ mark: SLAMark, _ reading: BookingSLA, _ slot: Int) {
    if mark == .breached { desk.counters.breached += 1 }
    let booking = desk.table[slot].id
    let row = desk.ops == nil ? [] : desk.table[slot].life.map { overviewRow($0) } ?? []
    for subject in [desk.table[slot].subject, desk.ops].compactMap({ $0 }) {
      let isOverview = subject == desk.ops
      hub.publish(subject, kind: "sla", at: now) { json in
        json.member("booking", booking.text)
        json.key("mark")
        json.string(mark.name)
        if let assign = reading.assign {
          json.key("assign")
          json.string(assign.mark.name)
        }
        if let arrive = reading.arrive {
          json.key("arrive")
          json.string(arrive.mark.name)
        }
        if isOverview, !row.isEmpty {
          json.key("row")
          json.raw(row)
        }
      }
    }
    refreshStates(slot)
  }

  /// A booking that has ended leaves service when nothing is under way.
  private mutating func forget(_ booking: ClientID, into actions: inout ActionList) {
    guard let slot = desk.table.slot(of: booking), desk.table[slot].isForgetting else { return }
    guard desk.table[slot].flight == nil, desk.table[slot].queue.isEmpty, desk.table[slot].postponed.isEmpty
    else {
      return desk.alarms.set(.forget(booking), at: now.advanced(byMilliseconds: Self.retryMilliseconds))
    }
    leaveService(slot, into: &actions)
    desk.table.close(slot)
    publishLeaving(booking)
  }
}
