// The fleet's own record: everything that the server has acknowledged or told, kept outside of the server, so that it
// can be compared with what is there after the server was killed.

public import Bedrock
internal import Transport

/// What a fleet was told for good. Any thread may write and read.
///
/// Nothing is entered that was only asked for: an answer that never came promises nothing.
public final class FleetRecord: Sendable {
  /// Whether the fixes of trips are kept. There are many.
  public let keepsFixes: Bool

  private struct Books: Sendable {
    var bookings: [ClientID: BookingAccount] = [:]
    var trips: [UUIDv7: TripAccount] = [:]
    var shares: [UUIDv7: ShareAccount] = [:]
    var fixes: [UUIDv7: [AcknowledgedFix]] = [:]
    var fixCount: UInt64 = 0
  }

  private let books = Lock(Books())

  /// An empty record.
  public init(keepsFixes: Bool) { self.keepsFixes = keepsFixes }

  /// All bookings of the record, by name.
  public var bookings: [ClientID: BookingAccount] { books.withLock { $0.bookings } }

  /// All trips of the record, by identifier.
  public var trips: [UUIDv7: TripAccount] { books.withLock { $0.trips } }

  /// All shares of the record, by identifier.
  public var shares: [UUIDv7: ShareAccount] { books.withLock { $0.shares } }

  /// The fixes of a trip that were acknowledged while it was under way for sure, in the order of acknowledgement.
  public func fixes(of trip: UUIDv7) -> [AcknowledgedFix] { books.withLock { $0.fixes[trip] ?? [] } }

  /// How many fixes are kept.
  public var fixCount: UInt64 { books.withLock { $0.fixCount } }

  /// The account of one booking; nil when nothing is known of it.
  public func booking(_ id: ClientID) -> BookingAccount? { books.withLock { $0.bookings[id] } }

  /// The account of one trip; nil when nothing is known of it.
  public func trip(_ id: UUIDv7) -> TripAccount? { books.withLock { $0.trips[id] } }

  /// A booking was answered with its document.
  public func answered(_ answer: BookingAnswer) {
    guard let id = try? ClientID(answer.document.id, field: "id") else { return }
    books.withLock { $0.bookings[id, default: BookingAccount()].note(answer) }
  }

  /// A viewer was told an event of a booking.
  public func told(_ event: TopicEvent) {
    books.withLock { $0.bookings[event.booking, default: BookingAccount()].note(event) }
  }

  /// A phone was told that it has won.
  func won(_ offer: UUIDv7, _ booking: ClientID, trip: UUIDv7, technician: ClientID) {
    books.withLock {
      $0.bookings[booking, default: BookingAccount()].winners[trip] = technician
      $0.trips[trip, default: TripAccount(booking: booking, technician: technician)].offer = offer
    }
  }

  /// A phone was told where a trip stands.
  func told(_ trip: PhoneNotice.Trip, technician: ClientID) {
    books.withLock {
      $0.trips[trip.id, default: TripAccount(booking: trip.booking, technician: technician)].note(trip.state)
    }
  }

  /// Fixes of trips were acknowledged while these were under way for sure.
  func kept(_ fixes: [AcknowledgedFix], of trip: UUIDv7) {
    guard keepsFixes else { return }
    books.withLock {
      $0.fixes[trip, default: []] += fixes
      $0.fixCount += UInt64(fixes.count)
    }
  }

  /// A share was made.
  public func shared(_ share: UUIDv7, of booking: ClientID, assignmentVersion: Int64) {
    books.withLock {
      $0.shares[share] = ShareAccount(booking: booking, assignmentVersion: assignmentVersion)
    }
  }

  /// A share was ended on request.
  public func ended(_ share: UUIDv7) { books.withLock { $0.shares[share]?.isEnded = true } }

  /// Forgets a booking that was compared and will not change any more, with its trips and shares.
  public func forget(_ booking: ClientID) {
    books.withLock { books in
      books.bookings[booking] = nil
      for (id, trip) in books.trips where trip.booking == booking {
        books.trips[id] = nil
        books.fixes[id] = nil
      }
      for (id, share) in books.shares where share.booking == booking { books.shares[id] = nil }
    }
  }
}
