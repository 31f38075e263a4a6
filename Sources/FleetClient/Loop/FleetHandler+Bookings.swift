// What phones do about bookings: hear of offers, say what they do, know which trip is under way.

import Bedrock
import Transport

extension FleetHandler {
  /// Says something, at once or after the next welcome.
  func say(_ command: PhoneCommand, phone: Int, _ loop: inout LoopControl) {
    guard let entry = phones[phone].commands.note(command) else {
      return statistics.noteError("phone \(phones[phone].id) has too many commands without an answer")
    }
    // From here on a fix may come after the end of the trip.
    if case .trip(_, .complete, _) = command { phones[phone].trip = nil }
    if case .trip(_, .cancel, _) = command { phones[phone].trip = nil }
    guard phones[phone].stage == .ready, let connection = phones[phone].connection else { return }
    encoder.encode(command, ref: entry.ref)
    transmit(to: connection, &loop)
  }

  /// After a welcome: what has no answer is said again.
  func resumeCommands(of phone: Int, _ loop: inout LoopControl) {
    news.add(PhoneNews(phone: phone, notice: .welcomed, command: nil))
    guard let connection = phones[phone].connection else { return }
    for entry in phones[phone].commands.outstanding {
      encoder.encode(entry.command, ref: entry.ref)
      transmit(to: connection, &loop)
    }
  }

  /// `offer`, `outcome`, `assignment`, `trip`
  func heard(_ kind: ServerFrame, _ payload: borrowing Span<UInt8>, phone: Int) {
    guard let frame = PhoneFrame(payload), let notice = frame.notice(kind) else {
      return statistics.noteError("a malformed message about a booking")
    }
    let command = frame.ref.flatMap { phones[phone].commands.settle($0) }
    switch notice {
    case .offer: statistics.offers += 1
    case .outcome(let outcome):
      if outcome.outcome == "won", let booking = outcome.booking, let trip = outcome.trip {
        configuration.record?.won(outcome.offer, booking, trip: trip, technician: phones[phone].id)
      }
    case .assignment(let assignment): follow(assignment, phone: phone)
    case .trip(let trip):
      follow(trip, phone: phone)
      configuration.record?.told(trip, technician: phones[phone].id)
    case .refused, .welcomed: break
    }
    news.add(PhoneNews(phone: phone, notice: notice, command: command))
  }

  /// `error`: the answer to a command, or something that should not be.
  func refused(_ payload: borrowing Span<UInt8>, phone: Int) {
    guard let frame = PhoneFrame(payload), let ref = frame.ref, let notice = frame.notice(.error) else {
      return noteRefusal(payload)
    }
    let command = phones[phone].commands.settle(ref)
    news.add(PhoneNews(phone: phone, notice: notice, command: command))
  }

  private func follow(_ assignment: PhoneNotice.Assignment, phone: Int) {
    if !assignment.hasBegun {
      if phones[phone].trip == assignment.trip { phones[phone].trip = nil }
    } else if let state = assignment.tripState, isUnderWay(state), !isEnding(assignment.trip, phone) {
      phones[phone].trip = assignment.trip
    }
  }

  private func follow(_ trip: PhoneNotice.Trip, phone: Int) {
    if isUnderWay(trip.state), !isEnding(trip.id, phone) {
      phones[phone].trip = trip.id
    } else if phones[phone].trip == trip.id {
      phones[phone].trip = nil
    }
  }

  private func isUnderWay(_ state: String) -> Bool { (1...3).contains(TripAccount.rank(state)) }

  /// Whether the phone has said that the trip is over and has no answer yet.
  private func isEnding(_ trip: UUIDv7, _ phone: Int) -> Bool {
    phones[phone].commands.outstanding.contains {
      if case .trip(trip, let action, _) = $0.command {
        action == .complete || action == .cancel
      } else {
        false
      }
    }
  }

  /// Enters the fixes that were acknowledged while their trip was under way for sure: when they were made, and still
  /// when the acknowledgement came.
  func keepTripFixes(of phone: Int) {
    guard let record = configuration.record else { return }
    let entries = phones[phone].ledger.takeTripFixes()
    guard let trip = phones[phone].trip else { return }
    let kept = entries.filter { $0.trip == trip }
    guard !kept.isEmpty else { return }
    record.kept(kept.map { AcknowledgedFix(sequence: $0.sequence, fix: $0.fix) }, of: trip)
  }
}
