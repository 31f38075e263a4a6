// The booking as it stands: what was asked for, who has it, and how changes alter it.

public import Bedrock

/// A customer's request through its whole life. A value without I/O: changes in, effects out.
public struct Booking: Hashable, Sendable {
  /// The name: the client's own, or the text of a UUIDv7 made by the server.
  public let id: ClientID
  /// What was asked for, with the window and promises of the last rescheduling.
  public private(set) var terms: BookingTerms
  /// Where it is in its life.
  public private(set) var state: BookingState
  /// Rises by one with every change, from 1 when placed; for optimistic updates.
  public private(set) var version: UInt32
  /// When it was placed.
  public let placedAt: Instant
  /// The offer that is live; present exactly in the state `offering`.
  public private(set) var liveOffer: UUIDv7?
  /// Offers sent since it was placed or rescheduled, or since nobody was left.
  public private(set) var wavesSent: Int
  /// Technicians who were asked since then, or gave it back; they are not asked again.
  public private(set) var asked: [ClientID]
  /// The last assignment; live exactly in the states `assigned` and `inTrip`.
  public private(set) var assignment: Assignment?
  /// Where the trip of the assignment is; nil before it begins.
  public private(set) var tripState: TripState?
  /// When the technician of the last assignment arrived.
  public private(set) var arrivedAt: Instant?

  /// A booking at the beginning of its life.
  init(id: ClientID, terms: BookingTerms, at time: ChangeTime) {
    self.id = id
    self.terms = terms
    state = .open
    version = 1
    placedAt = time.observed
    wavesSent = 0
    asked = []
  }

  /// How many assignments there were; shares name this number.
  public var assignmentVersion: UInt32 { assignment?.version ?? 0 }

  /// The assignment, when it is live.
  public var liveAssignment: Assignment? { assignment.flatMap { $0.isLive ? $0 : nil } }

  /// The assignment that a share shows which is made now: the live one, or the one to come; nil when the booking has
  /// ended and there will be none.
  public var shareVersion: UInt32? {
    if state.isFinal { return nil }
    return liveAssignment?.version ?? assignmentVersion + 1
  }

  /// What the table and its guards say about a change: the next state, or the refusal. O(1).
  public func next(_ change: BookingChange) throws(BookingRefusal) -> BookingState {
    let kind = change.kind
    switch Self.rule(state, kind) {
    case .refuse(let reason):
      throw BookingRefusal(state: state, version: version, kind: kind, reason: reason)
    case .move(let next, let guards):
      if let reason = failing(guards, change) {
        throw BookingRefusal(state: state, version: version, kind: kind, reason: reason)
      }
      return next
    }
  }

  /// Makes a change: state, version, content. Throws before anything is altered.
  /// - Returns: what has to be done because of it, in order.
  mutating func make(_ change: BookingChange, at time: ChangeTime) throws(BookingRefusal) -> [LifeEffect] {
    let previous = self
    let next = try next(change)
    enter(next, because: change, at: time)
    return effects(since: previous)
  }

  private func failing(_ guards: Guard, _ change: BookingChange) -> BookingReason? {
    if guards.contains(.offerMatches), change.namedOffer != liveOffer { return .notOffering }
    if guards.contains(.tripMatches), change.namedTrip != liveAssignment?.trip { return .noTrip }
    if guards.contains(.technicianDiffers), change.namedTechnician == liveAssignment?.technician {
      return .sameTechnician
    }
    if guards.contains(.tripArrived), tripState != .arrived { return .notArrived }
    return nil
  }

  private mutating func enter(_ next: BookingState, because change: BookingChange, at time: ChangeTime) {
    if !next.hasAssignment { endAssignment(time, isOpenAgain: next == .open) }
    if next != .offering { liveOffer = nil }
    state = next
    version += 1
    switch change {
    case .offered(let offer, let technicians):
      liveOffer = offer
      wavesSent += 1
      asked += technicians
    case .nobodyLeft:
      startAskingAnew()
    case .accepted(let offer, let technician, let trip):
      beginAssignment(technician, trip, .offer(offer), time)
    case .assigned(let technician, let trip, let reason):
      beginAssignment(technician, trip, .hand(reason: reason), time)
    case .rescheduled(let window, let sla, _):
      terms = terms.rescheduled(window: window, sla: sla)
      startAskingAnew()
    case .tripChanged(_, let trip) where next != .open:
      tripState = trip
      if trip == .arrived { arrivedAt = time.observed }
    case .placed, .offerEnded, .released, .cancelled, .noShow, .tripChanged:
      break
    }
  }

  private mutating func startAskingAnew() {
    wavesSent = 0
    asked = []
  }

  private mutating func beginAssignment(
    _ technician: ClientID, _ trip: UUIDv7, _ origin: Assignment.Origin, _ time: ChangeTime
  ) {
    assignment = Assignment(
      technician: technician, trip: trip, version: assignmentVersion + 1, origin: origin,
      since: time.observed)
    tripState = nil
    arrivedAt = nil
  }

  /// Ends a live assignment. A booking that is open again asks anew, but not the one who gave it back.
  private mutating func endAssignment(_ time: ChangeTime, isOpenAgain: Bool) {
    guard let ending = liveAssignment else { return }
    assignment?.endedAt = time.observed
    guard isOpenAgain else { return }
    wavesSent = 0
    if !asked.contains(ending.technician) { asked.append(ending.technician) }
    tripState = nil
    arrivedAt = nil
  }

  /// What follows from a change, told by what is different now.
  private func effects(since previous: Booking) -> [LifeEffect] {
    var effects: [LifeEffect] = []
    if let old = previous.liveAssignment, old.version != liveAssignment?.version {
      effects.append(.assignmentEnded(technician: old.technician, version: old.version))
    }
    if let new = liveAssignment, new.version != previous.liveAssignment?.version {
      effects.append(.assignmentBegan(new))
    }
    if state == .open { effects.append(.findNext) }
    effects.append(.lookAtSLA)
    return effects
  }
}

extension BookingChange {
  /// The offer that the change is about.
  var namedOffer: UUIDv7? {
    switch self {
    case .offered(let offer, _), .offerEnded(let offer, _), .accepted(let offer, _, _): offer
    default: nil
    }
  }

  /// The trip that the change is about.
  var namedTrip: UUIDv7? {
    if case .tripChanged(let trip, _) = self { trip } else { nil }
  }

  /// The technician who gets the booking.
  var namedTechnician: ClientID? {
    switch self {
    case .accepted(_, let technician, _), .assigned(let technician, _, _): technician
    default: nil
    }
  }
}
