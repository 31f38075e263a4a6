// The whole life of a booking, as one table. Nothing else decides what may follow what.

/// Why a booking did not change.
public enum BookingReason: UInt8, Sendable, CaseIterable {
  /// It exists already.
  case alreadyPlaced
  /// Somebody is being asked; that offer has to end first.
  case offerLive
  /// No offer is live, or another one than was named.
  case notOffering
  /// It belongs to a technician.
  case alreadyAssigned
  /// It belongs to this very technician.
  case sameTechnician
  /// It belongs to nobody.
  case notAssigned
  /// The technician has not arrived, or the work has begun.
  case notArrived
  /// The trip has begun; cancel the trip or the booking.
  case tripStarted
  /// No trip is under way, or another one than was named.
  case noTrip
  /// It is known already that nobody took it.
  case alreadyUnfilled
  /// Its life is over.
  case ended

  /// The code on the wire.
  public var code: StaticString {
    switch self {
    case .alreadyPlaced: "alreadyPlaced"
    case .offerLive: "offerLive"
    case .notOffering: "notOffering"
    case .alreadyAssigned: "alreadyAssigned"
    case .sameTechnician: "sameTechnician"
    case .notAssigned: "notAssigned"
    case .notArrived: "notArrived"
    case .tripStarted: "tripStarted"
    case .noTrip: "noTrip"
    case .alreadyUnfilled: "alreadyUnfilled"
    case .ended: "ended"
    }
  }
}

/// A refused change of a booking.
public typealias BookingRefusal = Refusal<BookingState, BookingChange.Kind, BookingReason>

extension Booking {
  /// Conditions beyond the state.
  public struct Guard: OptionSet, Hashable, Sendable {
    /// One bit per condition.
    public let rawValue: UInt8

    /// Wraps bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The named offer is the live one; else `notOffering`.
    public static let offerMatches = Guard(rawValue: 1)
    /// The named trip is the assignment's; else `noTrip`.
    public static let tripMatches = Guard(rawValue: 2)
    /// The technician is another than the assigned one; else `sameTechnician`.
    public static let technicianDiffers = Guard(rawValue: 4)
    /// The trip stands at `arrived`; else `notArrived`.
    public static let tripArrived = Guard(rawValue: 8)
  }

  /// A cell of the table.
  public typealias Rule = TransitionRule<BookingState, Guard, BookingReason>

  /// The table.
  public static func rule(_ state: BookingState, _ kind: BookingChange.Kind) -> Rule {
    switch state {
    case .open: ruleWhenOpen(kind)
    case .offering: ruleWhenOffering(kind)
    case .assigned: ruleWhenAssigned(kind)
    case .inTrip: ruleWhenInTrip(kind)
    case .unfilled: ruleWhenUnfilled(kind)
    case .completed, .cancelled, .noShow: .refuse(kind == .placed ? .alreadyPlaced : .ended)
    }
  }

  private static func ruleWhenOpen(_ kind: BookingChange.Kind) -> Rule {
    switch kind {
    case .placed: .refuse(.alreadyPlaced)
    case .offered: .move(to: .offering)
    case .offerDeclined, .offerTimedOut, .offerWithdrawn, .accepted: .refuse(.notOffering)
    case .nobodyLeft: .move(to: .unfilled)
    case .assigned: .move(to: .assigned)
    case .released: .refuse(.notAssigned)
    case .rescheduled: .move(to: .open)
    case .cancelled: .move(to: .cancelled)
    case .noShow: .refuse(.notArrived)
    case .tripEnRoute: .refuse(.notAssigned)
    case .tripArrived, .tripInService, .tripCompleted, .tripCancelled: .refuse(.noTrip)
    }
  }

  private static func ruleWhenOffering(_ kind: BookingChange.Kind) -> Rule {
    switch kind {
    case .placed: .refuse(.alreadyPlaced)
    case .offered, .nobodyLeft: .refuse(.offerLive)
    case .offerDeclined, .offerTimedOut, .offerWithdrawn: .move(to: .open, if: .offerMatches)
    case .accepted: .move(to: .assigned, if: .offerMatches)
    case .assigned: .move(to: .assigned)
    case .released: .refuse(.notAssigned)
    case .rescheduled: .move(to: .open)
    case .cancelled: .move(to: .cancelled)
    case .noShow: .refuse(.notArrived)
    case .tripEnRoute: .refuse(.notAssigned)
    case .tripArrived, .tripInService, .tripCompleted, .tripCancelled: .refuse(.noTrip)
    }
  }

  private static func ruleWhenAssigned(_ kind: BookingChange.Kind) -> Rule {
    switch kind {
    case .placed: .refuse(.alreadyPlaced)
    case .offered, .nobodyLeft, .accepted: .refuse(.alreadyAssigned)
    case .offerDeclined, .offerTimedOut, .offerWithdrawn: .refuse(.notOffering)
    case .assigned: .move(to: .assigned, if: .technicianDiffers)
    case .released: .move(to: .open)
    case .rescheduled: .move(to: .assigned)
    case .cancelled: .move(to: .cancelled)
    case .noShow: .refuse(.notArrived)
    case .tripEnRoute: .move(to: .inTrip, if: .tripMatches)
    case .tripArrived, .tripInService, .tripCompleted, .tripCancelled: .refuse(.noTrip)
    }
  }

  private static func ruleWhenInTrip(_ kind: BookingChange.Kind) -> Rule {
    switch kind {
    case .placed: .refuse(.alreadyPlaced)
    case .offered, .nobodyLeft, .accepted: .refuse(.alreadyAssigned)
    case .offerDeclined, .offerTimedOut, .offerWithdrawn: .refuse(.notOffering)
    case .assigned: .move(to: .assigned, if: .technicianDiffers)
    case .released, .rescheduled, .tripEnRoute: .refuse(.tripStarted)
    case .cancelled: .move(to: .cancelled)
    case .noShow: .move(to: .noShow, if: .tripArrived)
    case .tripArrived, .tripInService: .move(to: .inTrip, if: .tripMatches)
    case .tripCompleted: .move(to: .completed, if: .tripMatches)
    case .tripCancelled: .move(to: .open, if: .tripMatches)
    }
  }

  private static func ruleWhenUnfilled(_ kind: BookingChange.Kind) -> Rule {
    switch kind {
    case .placed: .refuse(.alreadyPlaced)
    case .offered: .move(to: .offering)
    case .offerDeclined, .offerTimedOut, .offerWithdrawn, .accepted: .refuse(.notOffering)
    case .nobodyLeft: .refuse(.alreadyUnfilled)
    case .assigned: .move(to: .assigned)
    case .released: .refuse(.notAssigned)
    case .rescheduled: .move(to: .open)
    case .cancelled: .move(to: .cancelled)
    case .noShow: .refuse(.notArrived)
    case .tripEnRoute: .refuse(.notAssigned)
    case .tripArrived, .tripInService, .tripCompleted, .tripCancelled: .refuse(.noTrip)
    }
  }
}
