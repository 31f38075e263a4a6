// The cell of a transition table, and what somebody gets who asks for what the table refuses.

public import Bedrock

/// What a table says about one state and one kind of change.
///
/// Each machine has one table, a `switch` without `default` over all pairs, so the compiler knows that no
/// pair was forgotten. A `Guard` is a condition on the data beyond the state; each has one reason.
public enum TransitionRule<State, Guard, Reason>: Hashable, Sendable
where
  State: Hashable & Sendable, Guard: OptionSet & Hashable & Sendable, Reason: Hashable & Sendable
{
  /// The change moves the machine to a state (perhaps the same) if all guards hold.
  case move(to: State, if: Guard)
  /// The change is refused in this state.
  case refuse(Reason)

  /// A move without conditions.
  static func move(to state: State) -> Self { .move(to: state, if: []) }
}

/// A change that was refused; nothing happened. Answers 409 with the current state.
public struct Refusal<State, Kind, Reason>: Error, Hashable, Sendable
where State: Hashable & Sendable, Kind: Hashable & Sendable, Reason: Hashable & Sendable {
  /// The state that the machine is in, before and after.
  public var state: State
  /// The version that the machine has.
  public var version: UInt32
  /// What was asked for.
  public var kind: Kind
  /// Why not.
  public var reason: Reason

  /// Describes a refusal.
  public init(state: State, version: UInt32, kind: Kind, reason: Reason) {
    self.state = state
    self.version = version
    self.kind = kind
    self.reason = reason
  }
}

/// When something happened, and when it was decided.
///
/// They differ for what geod notices by itself (an arrival, a deadline) while the store is away: the change
/// waits, and is applied later with the time at which it was observed.
public struct ChangeTime: Hashable, Sendable {
  /// Engine time at which it happened or became known. All durations and deadlines use this one.
  public let observed: Instant
  /// Engine time at which the change was decided; never before `observed`.
  public let applied: Instant

  /// Something that is decided when it happens.
  public init(_ now: Instant) {
    observed = now
    applied = now
  }

  /// Something that is decided later. An application before the observation is a bug of ours.
  public init(observed: Instant, applied: Instant) {
    precondition(observed <= applied, "applied before it was observed")
    self.observed = observed
    self.applied = applied
  }
}
