// What the office does by hand: calls off, moves, assigns, notes that nobody was there, ends links, compares.

import Bedrock
import FleetClient

extension OfficeDesk {
  /// Does one of the things that were put off.
  mutating func carryOut(_ task: Task, at now: Instant) {
    switch task {
    case .cancel(let booking):
      if ask(.cancel(reason: "the customer has changed their mind"), of: booking) { findings.cancelled += 1 }
    case .reschedule(let booking):
      let start = now.advanced(byMilliseconds: 300_000)
      let end = start.advanced(byMilliseconds: 2 * 3_600_000)
      if ask(.reschedule(start: start, end: end), of: booking) { findings.rescheduled += 1 }
    case .assign(let order): assign(order)
    case .noShow(let booking):
      if ask(.noShow, of: booking) { findings.noShows += 1 }
    case .endShare(let share, let booking): end(share, of: booking)
    case .compare(let booking): compare(booking)
    }
  }

  /// Asks something of a booking.
  /// - Returns: whether it was done. That it came too late is no fault; anything else is.
  private mutating func ask(_ command: ServiceAPI.BookingCommand, of booking: ClientID) -> Bool {
    do throws(FleetError) {
      tools.record.answered(try tools.dispatcher.ask(command, of: booking, key: key(booking)))
      return true
    } catch {
      refused(error)
      return false
    }
  }

  private mutating func refused(_ error: FleetError) {
    if case .refused(_, let status, _) = error, status == 409 || status == 404 {
      findings.refusals += 1
    } else {
      findings.note("\(error)")
    }
  }

  /// A dispatcher gives a booking to the best who is there, without asking.
  private mutating func assign(_ order: BookingOrder) {
    findings.matches += 1
    do throws(FleetError) {
      let match = try tools.dispatcher.match(order, explaining: [])
      guard let best = match.candidates.first,
        let technician = try? ClientID(best.technician, field: "technician")
      else { return }
      if ask(.assign(technician: technician, reason: "a regular customer"), of: order.id) {
        findings.assignedByHand += 1
      }
    } catch {
      findings.note("\(error)")
    }
  }

  private mutating func end(_ share: String, of booking: ClientID) {
    do throws(FleetError) {
      try tools.service.endShare(share, of: booking)
      if let id = UUIDv7(share) { tools.record.ended(id) }
    } catch {
      refused(error)
    }
  }

  /// Compares a booking that has ended with what was acknowledged of it, and forgets it.
  private mutating func compare(_ booking: ClientID) {
    guard let account = tools.record.booking(booking) else { return }
    do throws(FleetError) {
      let faults = RecordCheck.faults(
        of: try tools.service.booking(booking).document, id: booking, account, tools.record)
      for fault in faults { findings.note(fault) }
      // Where things are broken it is compared once more at the end.
      if !tools.record.keepsFixes { tools.record.forget(booking) }
    } catch {
      findings.note("\(error)")
    }
  }
}
