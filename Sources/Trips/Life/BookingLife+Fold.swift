// Reading the log: the same tables that decided decide again, so live state and log cannot differ.

import Bedrock

/// A log that cannot have been written by these tables. The store is damaged, or belongs to another geod.
public enum TripLogError: Error, Hashable, Sendable {
  /// The log is empty or does not begin with the placing of the booking.
  case noBeginning
  /// A number is missing, repeated or out of order.
  case wrongNumber(expected: UInt64, found: UInt64)
  /// An event of another booking.
  case wrongBooking(number: UInt64)
  /// An event that the state before it refuses.
  case refused(number: UInt64, LifeRefusal)
}

extension BookingLife {
  /// The life that a log tells. O(events).
  public init(folding events: [TripEvent]) throws(TripLogError) {
    guard let first = events.first, case .booking(.placed(let terms)) = first.change else {
      throw .noBeginning
    }
    guard first.number == 1 else { throw .wrongNumber(expected: 1, found: first.number) }
    self.init(first.booking, terms, at: first.time)
    for event in events.dropFirst() { try fold(event) }
  }

  /// Adds the next event of the log. Throws before anything is altered.
  public mutating func fold(_ event: TripEvent) throws(TripLogError) {
    guard event.booking == booking.id else { throw .wrongBooking(number: event.number) }
    guard event.number == lastNumber + 1 else {
      throw .wrongNumber(expected: lastNumber + 1, found: event.number)
    }
    do { _ = try make(event.change, at: event.time) } catch {
      throw .refused(number: event.number, error)
    }
  }
}
