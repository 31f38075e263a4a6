// What is promised about bookings. Each promise has a name, which a failing run prints with its seed.

/// The promises of the life of a booking.
enum Promise: String, CaseIterable {
  /// An offer has one winner, a booking one live assignment.
  case oneWinner
  /// Whatever was answered, told or published is durable, and stays.
  case nothingLost
  /// The log of a booking tells its life.
  case logIsState
  /// Leases belong to technicians who wait in a pending offer, and nobody has more than the tenant allows.
  case leases
  /// Nobody is asked by the waves who has as many bookings as they can take.
  case capacity
  /// A fix of a trip is acknowledged when it is durable.
  case durableFixes
  /// Events of a topic come without gaps, in order, or a resync says so.
  case losslessEvents
  /// Nothing reaches a share that has ended, and nothing that it may not show.
  case staleShare
  /// At most one transition of a booking is under way.
  case oneTransition
  /// Every offer ends, every booking goes on, every order leads somewhere.
  case nothingStuck
  /// What the engine derives agrees with what it was derived from.
  case agreement
  /// Every request is answered once; a repetition is answered as the first.
  case answers
  /// Frames are what clients can read.
  case frames
}

extension BrokenPromise {
  init(_ promise: Promise, _ text: String) {
    self.init(text: "\(promise.rawValue): \(text)")
  }
}
