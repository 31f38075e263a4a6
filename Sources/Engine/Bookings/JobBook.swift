// Who has which bookings: for the gate of the matcher, and for phones that have just come.

import Bedrock

/// The live assignments of a tenant by technician, also of those who have left its roster.
struct JobBook: Equatable {
  /// By technician: the bookings in the order of assignment; never empty.
  private var bookings: [ClientID: [ClientID]] = [:]

  /// How many bookings a technician has. O(1).
  func count(of technician: ClientID) -> Int { bookings[technician]?.count ?? 0 }

  /// The bookings of a technician, in the order of assignment.
  func bookings(of technician: ClientID) -> [ClientID] { bookings[technician] ?? [] }

  /// A booking belongs to a technician.
  mutating func begin(_ booking: ClientID, of technician: ClientID) {
    bookings[technician, default: []].append(booking)
  }

  /// A booking does not belong to a technician any more. One that never did is a bug of ours.
  mutating func end(_ booking: ClientID, of technician: ClientID) {
    guard let place = bookings[technician]?.firstIndex(of: booking) else {
      preconditionFailure("the technician does not have the booking")
    }
    bookings[technician]?.remove(at: place)
    if bookings[technician]?.isEmpty == true { bookings[technician] = nil }
  }

  /// Whether the same technicians have the same bookings, in whatever order.
  func agrees(with other: [ClientID: Set<ClientID>]) -> Bool {
    bookings.mapValues { Set($0) } == other
  }
}
