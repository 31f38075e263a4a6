// The fleet's record against what the server answers: nothing that was acknowledged may be missing or different.

import Bedrock
import FleetClient

/// Compares by the public interface.
enum RecordCheck {
  /// How much was compared, and what was wrong.
  struct Outcome: Sendable {
    var bookings = 0
    var trips = 0
    var events = 0
    var fixes = 0
    var shares = 0
    var faults: [String] = []

    mutating func add(_ other: Outcome) {
      bookings += other.bookings
      trips += other.trips
      events += other.events
      fixes += other.fixes
      shares += other.shares
      faults += other.faults
    }
  }

  /// Compares every booking of the record.
  static func compare(_ record: FleetRecord, by service: ServiceAPI) -> Outcome {
    var outcome = Outcome()
    for (id, account) in record.bookings.sorted(by: { $0.key.text < $1.key.text }) {
      outcome.bookings += 1
      do throws(FleetError) {
        outcome.faults += faults(of: try service.booking(id).document, id: id, account, record)
      } catch {
        outcome.faults.append("\(id): \(error)")
      }
    }
    return outcome
  }

  /// What is wrong with the document of a booking that was read after everything in its account.
  static func faults(
    of document: BookingAnswer.Document, id: ClientID, _ account: BookingAccount, _ record: FleetRecord
  ) -> [String] {
    var faults: [String] = []
    if let contradiction = account.contradiction { faults.append(contradiction) }
    if let last = account.lastAnswer?.document {
      if document.version < last.version {
        faults.append("has version \(document.version), version \(last.version) was answered")
      } else if document.version == last.version, document.state != last.state {
        faults.append("is \(document.state), \(last.state) was answered with the same version")
      }
      if document.lat != last.lat || document.lon != last.lon { faults.append("is at another place") }
    }
    if let state = account.finalState, document.state != state {
      faults.append("is \(document.state) after it was \(state)")
    }
    for (trip, technician) in account.winners where document.assignment?.trip == trip.description {
      if document.assignment?.technician != technician.text {
        faults.append(
          "belongs to \(document.assignment?.technician ?? ""), \(technician) was told to have won")
      }
    }
    if !account.winners.isEmpty, document.assignment == nil {
      faults.append("belongs to nobody, though somebody was told to have won")
    }
    if let trip = document.trip, let id = UUIDv7(trip.id), let told = record.trip(id) {
      faults += Self.faults(of: trip.state, told)
    }
    return faults.map { "\(id): \($0)" }
  }

  /// What is wrong with the state of a trip that was read after its account.
  static func faults(of state: String, _ account: TripAccount) -> [String] {
    guard let told = account.state else { return [] }
    let (now, before) = (TripAccount.rank(state), TripAccount.rank(told))
    return now > before || state == told ? [] : ["its trip is \(state) after \(told) was told"]
  }
}
