// How subjects are named: topics that are neither technicians nor maps, and of which the hub knows nothing but
// what it is told.

public import Bedrock

/// What a subject is about. Unlike ``Topic`` it tells one share from another, which no viewer can spell.
public enum SubjectKey: Sendable, Hashable {
  /// See ``Topic/booking(_:)``.
  case booking(ClientID)
  /// See ``Topic/trip(_:)``.
  case trip(UUIDv7)
  /// See ``Topic/ops``.
  case ops
  /// One share, by a number that only the engine knows. Its viewers call it ``Topic/share``.
  case share(UInt64)

  /// The topic under which viewers watch the subject.
  public var topic: Topic {
    switch self {
    case .booking(let id): .booking(id)
    case .trip(let id): .trip(id)
    case .ops: .ops
    case .share: .share
    }
  }

  /// The topic's one spelling, which frames carry.
  public var name: String {
    switch self {
    case .booking(let id): "booking:\(id)"
    case .trip(let id): "trip:\(id)"
    case .ops: "ops"
    case .share: "share"
    }
  }
}

/// A place in the hub's table of subjects. Using one after its subject was closed is a bug and stops the process,
/// also when the place was given to another subject since.
public struct SubjectSlot: Hashable, Sendable {
  let index: UInt32
  /// How often the place was used before.
  let life: UInt32
}
