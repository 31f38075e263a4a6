// What the office does when something happens to a booking: it watches the way, sends the customer a link, and keeps
// an eye on how good the expected times are.

import Bedrock
import FleetClient

extension OfficeDesk {
  /// Something has happened to a booking.
  mutating func follow(_ event: TopicEvent, at now: Instant) {
    switch event.kind {
    case "booking.accepted", "booking.assigned":
      guard let trip = event.trip, let technician = event.technician else { return }
      let phone = tools.people.phone(of: technician)
      tools.fleet.watch("trip:\(trip)", phone: phone)
      if shownBooking == nil {
        shownBooking = event.booking
        share(event.booking, phone: phone, at: now)
      } else if random.chance(0.25) {
        share(event.booking, phone: phone, at: now)
      }
    case "trip.started":
      if let trip = event.trip { noteExpectation(of: trip, event.booking) }
    case "trip.arrived":
      guard let trip = event.trip, let expected = expectations.removeValue(forKey: trip) else { return }
      findings.etaErrorMilliseconds.record(UInt64(abs(event.time.milliseconds(since: expected))))
    case "trip.cancelled":
      findings.brokenOff += 1
      stopShowing(event.booking)
      if let trip = event.trip { expectations[trip] = nil }
    case "booking.released": stopShowing(event.booking)
    case "trip.completed", "booking.cancelled", "booking.noShow":
      stopShowing(event.booking)
      // Where the fleet keeps everything, it is compared at the end.
      if !tools.record.keepsFixes { later(.compare(event.booking), seconds: 30, now) }
    default: break
    }
  }

  private mutating func noteExpectation(of trip: UUIDv7, _ booking: ClientID) {
    guard let answer = try? tools.service.booking(booking), answer.document.trip?.id == trip.description,
      let eta = answer.document.eta
    else { return }
    expectations[trip] = Instant(milliseconds: eta.t + Int64(eta.expectedSeconds * 1_000))
  }

  private mutating func share(_ booking: ClientID, phone: Int?, at now: Instant) {
    do throws(FleetError) {
      let made = try tools.service.share(booking)
      guard let id = UUIDv7(made.share.id) else { return findings.note("a share without an identifier") }
      findings.shares += 1
      tools.record.shared(id, of: booking, assignmentVersion: made.share.assignmentVersion)
      tools.fleet.watchShare(key: made.key, phone: phone)
      if shownBooking == booking {
        findings.customerPath = "/t/\(made.key)"
      } else if random.chance(0.1) {
        later(.endShare(made.share.id, booking), seconds: random.double(in: 20...120), now)
      }
    } catch {
      // The assignment may be over already.
      if case .refused(_, 409, _) = error { findings.refusals += 1 } else { findings.note("\(error)") }
    }
  }

  /// The booking whose link the person at the terminal was given is over: the next one gets its turn.
  private mutating func stopShowing(_ booking: ClientID) {
    if shownBooking == booking { shownBooking = nil }
  }
}
