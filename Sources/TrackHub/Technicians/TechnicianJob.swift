// How far a technician is with the most advanced of their bookings, as maps colour it. TrackHub knows no bookings:
// whoever knows them says it.

/// What a technician does for their bookings, in the order of a booking's life.
public enum TechnicianJob: UInt8, Sendable, CaseIterable, Comparable {
  /// Nothing.
  case none = 0
  /// Is being asked whether they take a booking.
  case offered = 1
  /// Has a booking and has not set out.
  case assigned = 2
  /// Is on the way.
  case enRoute = 3
  /// Is at the place.
  case arrived = 4
  /// Does the work.
  case inService = 5

  /// The word on the wire; nil where there is nothing to be said.
  public var name: StaticString? {
    switch self {
    case .none: nil
    case .offered: "offered"
    case .assigned: "assigned"
    case .enRoute: "enRoute"
    case .arrived: "arrived"
    case .inService: "inService"
    }
  }

  /// By how far it is.
  public static func < (a: TechnicianJob, b: TechnicianJob) -> Bool { a.rawValue < b.rawValue }
}
