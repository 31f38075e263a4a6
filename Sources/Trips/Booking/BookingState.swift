// Where a booking is in its life.

/// The states of a booking, in the order of life.
public enum BookingState: UInt8, Sendable, CaseIterable {
  /// Placed; nobody is being asked at the moment.
  case open
  /// One offer is live.
  case offering
  /// It belongs to a technician who has not set out.
  case assigned
  /// The technician is on the trip.
  case inTrip
  /// Done.
  case completed
  /// Called off.
  case cancelled
  /// The technician was there, the customer was not.
  case noShow
  /// Nobody took it. A dispatcher may still offer, assign, reschedule or cancel.
  case unfilled

  /// The word on the wire and in the store.
  public var name: StaticString {
    switch self {
    case .open: "open"
    case .offering: "offering"
    case .assigned: "assigned"
    case .inTrip: "inTrip"
    case .completed: "completed"
    case .cancelled: "cancelled"
    case .noShow: "noShow"
    case .unfilled: "unfilled"
    }
  }

  /// Whether nothing can happen any more.
  public var isFinal: Bool {
    switch self {
    case .completed, .cancelled, .noShow: true
    case .open, .offering, .assigned, .inTrip, .unfilled: false
    }
  }

  /// Whether an assignment is live, which is so in exactly these states.
  public var hasAssignment: Bool { self == .assigned || self == .inTrip }
}
