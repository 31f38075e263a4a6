// The whole life of a trip, as one table. Nothing else decides what may follow what.

/// Why a trip did not change.
public enum TripReason: UInt8, Sendable, CaseIterable {
  /// It began already.
  case alreadyStarted
  /// The technician has not arrived.
  case notArrived
  /// The technician arrived already.
  case alreadyArrived
  /// The work has not begun.
  case notInService
  /// The work began already.
  case alreadyInService
  /// It was observed before the present state began, so it belongs to an earlier one.
  case tooOld
  /// Its life is over.
  case ended

  /// The code on the wire.
  public var code: StaticString {
    switch self {
    case .alreadyStarted: "alreadyStarted"
    case .notArrived: "notArrived"
    case .alreadyArrived: "alreadyArrived"
    case .notInService: "notInService"
    case .alreadyInService: "alreadyInService"
    case .tooOld: "tooOld"
    case .ended: "ended"
    }
  }
}

/// A refused change of a trip.
public typealias TripRefusal = Refusal<TripState, TripChange.Kind, TripReason>

extension Trip {
  /// Conditions beyond the state.
  public struct Guard: OptionSet, Hashable, Sendable {
    /// One bit per condition.
    public let rawValue: UInt8

    /// Wraps bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The observed time is not before the present state's; else `tooOld`.
    public static let isInOrder = Guard(rawValue: 1)
  }

  /// A cell of the table.
  public typealias Rule = TransitionRule<TripState, Guard, TripReason>

  /// The table. A cancellation is taken at any time, because the booking may have left the trip behind.
  public static func rule(_ state: TripState, _ kind: TripChange.Kind) -> Rule {
    switch (state, kind) {
    case (.enRoute, .started): .refuse(.alreadyStarted)
    case (.enRoute, .arrived): .move(to: .arrived, if: .isInOrder)
    case (.enRoute, .began): .refuse(.notArrived)
    case (.enRoute, .completed): .refuse(.notArrived)
    case (.enRoute, .cancelled): .move(to: .cancelled)
    case (.arrived, .started): .refuse(.alreadyStarted)
    case (.arrived, .arrived): .refuse(.alreadyArrived)
    case (.arrived, .began): .move(to: .inService, if: .isInOrder)
    case (.arrived, .completed): .refuse(.notInService)
    case (.arrived, .cancelled): .move(to: .cancelled)
    case (.inService, .started): .refuse(.alreadyStarted)
    case (.inService, .arrived): .refuse(.alreadyArrived)
    case (.inService, .began): .refuse(.alreadyInService)
    case (.inService, .completed): .move(to: .completed, if: .isInOrder)
    case (.inService, .cancelled): .move(to: .cancelled)
    case (.completed, .started), (.completed, .arrived), (.completed, .began), (.completed, .completed),
      (.completed, .cancelled):
      .refuse(.ended)
    case (.cancelled, .started), (.cancelled, .arrived), (.cancelled, .began), (.cancelled, .completed),
      (.cancelled, .cancelled):
      .refuse(.ended)
    }
  }
}
