// Everything that can happen to a trip, and the states that it passes.

public import Bedrock
public import GeoIndex

/// The states of a trip, in the order of life.
public enum TripState: UInt8, Sendable, CaseIterable {
  /// The technician is on the way.
  case enRoute
  /// The technician is at the place.
  case arrived
  /// The work is going on.
  case inService
  /// The work is done.
  case completed
  /// The trip was broken off.
  case cancelled

  /// The word on the wire and in the store.
  public var name: StaticString {
    switch self {
    case .enRoute: "enRoute"
    case .arrived: "arrived"
    case .inService: "inService"
    case .completed: "completed"
    case .cancelled: "cancelled"
    }
  }

  /// Whether nothing can happen any more.
  public var isFinal: Bool { self == .completed || self == .cancelled }
}

/// What a trip is about.
public struct TripTerms: Hashable, Sendable {
  /// Who travels.
  public let technician: ClientID
  /// The assignment that it follows.
  public let assignmentVersion: UInt32
  /// Where it goes.
  public let place: GeoPoint

  /// Describes a trip.
  public init(technician: ClientID, assignmentVersion: UInt32, place: GeoPoint) {
    self.technician = technician
    self.assignmentVersion = assignmentVersion
    self.place = place
  }
}

/// A change of a trip. As a request it may be refused; in the log it is a fact.
public enum TripChange: Hashable, Sendable {
  /// The technician sets out.
  case started(TripTerms)
  /// The technician is there.
  case arrived(ArrivalSource)
  /// The work begins.
  case began
  /// The work is done.
  case completed
  /// The trip is broken off; the event's actor says by whom.
  case cancelled(reason: Note)

  /// How an arrival became known.
  public enum ArrivalSource: UInt8, Sendable, CaseIterable {
    /// Positions showed it.
    case positions
    /// Somebody said it.
    case said

    /// The word on the wire.
    public var name: StaticString {
      switch self {
      case .positions: "positions"
      case .said: "said"
      }
    }
  }

  /// The columns of the trip's table.
  public enum Kind: UInt8, Sendable, CaseIterable {
    /// See ``TripChange/started(_:)``.
    case started
    /// See ``TripChange/arrived(_:)``.
    case arrived
    /// See ``TripChange/began``.
    case began
    /// See ``TripChange/completed``.
    case completed
    /// See ``TripChange/cancelled(reason:)``.
    case cancelled

    /// The word on the wire and in the store.
    public var name: StaticString {
      switch self {
      case .started: "started"
      case .arrived: "arrived"
      case .began: "began"
      case .completed: "completed"
      case .cancelled: "cancelled"
      }
    }
  }

  /// The column of the table.
  public var kind: Kind {
    switch self {
    case .started: .started
    case .arrived: .arrived
    case .began: .began
    case .completed: .completed
    case .cancelled: .cancelled
    }
  }
}
