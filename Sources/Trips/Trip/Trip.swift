// The journey that follows an assignment: when each of its states began.

public import Bedrock

/// A trip through its whole life. A value without I/O: changes in, effects out.
public struct Trip: Hashable, Sendable {
  /// Made by the server when the assignment began.
  public let id: UUIDv7
  /// The booking that it serves.
  public let booking: ClientID
  /// Who travels where, under which assignment.
  public let terms: TripTerms
  /// Where it is in its life.
  public private(set) var state: TripState
  /// Rises by one with every change, from 1 when started.
  public private(set) var version: UInt32
  /// When the technician set out. All moments here are observed times.
  public let startedAt: Instant
  /// When the technician arrived.
  public private(set) var arrivedAt: Instant?
  /// How the arrival became known.
  public private(set) var arrivalSource: TripChange.ArrivalSource?
  /// When the work began.
  public private(set) var beganAt: Instant?
  /// When it was completed or cancelled.
  public private(set) var endedAt: Instant?

  /// A trip that sets out.
  init(id: UUIDv7, booking: ClientID, terms: TripTerms, at time: ChangeTime) {
    self.id = id
    self.booking = booking
    self.terms = terms
    state = .enRoute
    version = 1
    startedAt = time.observed
  }

  /// When the present state began.
  public var since: Instant { endedAt ?? beganAt ?? arrivedAt ?? startedAt }

  /// How long a state lasted, in milliseconds; up to `now` for the present one, 0 for one never entered and
  /// for the ends.
  public func milliseconds(in state: TripState, now: Instant) -> Int64 {
    let end = endedAt ?? now
    let span: (from: Instant?, to: Instant) =
      switch state {
      case .enRoute: (startedAt, arrivedAt ?? end)
      case .arrived: (arrivedAt, beganAt ?? end)
      case .inService: (beganAt, end)
      case .completed, .cancelled: (nil, end)
      }
    return span.from.map { max(0, span.to.milliseconds(since: $0)) } ?? 0
  }

  /// What the table and its guards say about a change: the next state, or the refusal. O(1).
  public func next(_ change: TripChange, at time: ChangeTime) throws(TripRefusal) -> TripState {
    switch Self.rule(state, change.kind) {
    case .refuse(let reason):
      throw TripRefusal(state: state, version: version, kind: change.kind, reason: reason)
    case .move(let next, let guards):
      if guards.contains(.isInOrder), time.observed < since {
        throw TripRefusal(state: state, version: version, kind: change.kind, reason: .tooOld)
      }
      return next
    }
  }

  /// Makes a change. Throws before anything is altered.
  /// - Returns: what has to be done because of it, in order.
  mutating func make(_ change: TripChange, at time: ChangeTime) throws(TripRefusal) -> [LifeEffect] {
    let next = try next(change, at: time)
    // A cancellation that was observed before the present state began ends it at its beginning.
    let observed = max(time.observed, since)
    if case .arrived(let source) = change { arrivalSource = source }
    switch next {
    case .arrived: arrivedAt = observed
    case .inService: beganAt = observed
    case .completed, .cancelled: endedAt = observed
    case .enRoute: break
    }
    let wasEnRoute = state == .enRoute
    state = next
    version += 1
    var effects: [LifeEffect] = []
    if wasEnRoute { effects.append(.stopWatchingArrival(trip: id)) }
    if next.isFinal { effects.append(.summarize(trip: id)) }
    return effects
  }

  /// What has to be done when the trip sets out.
  var openingEffects: [LifeEffect] { [.watchArrival(trip: id, place: terms.place)] }
}
