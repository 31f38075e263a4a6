// One wave of asking: who was asked, until when, and who said what.

public import Bedrock

/// A booking shown to one or several technicians until a deadline. Exactly one of them can win.
public struct Offer: Hashable, Sendable {
  /// Made by the server.
  public let id: UUIDv7
  /// The booking that is offered.
  public let booking: ClientID
  /// Who was asked, until when, in which wave.
  public let terms: OfferTerms
  /// When it went out.
  public let madeAt: Instant
  /// Where it is in its life.
  public private(set) var state: OfferState
  /// Rises by one with every change, from 1 when made.
  public private(set) var version: UInt32
  /// Who declined, in the order of declining.
  public private(set) var decliners: [ClientID]
  /// Who took it.
  public private(set) var winner: ClientID?
  /// When it ended.
  public private(set) var endedAt: Instant?

  /// An offer that goes out.
  init(id: UUIDv7, booking: ClientID, terms: OfferTerms, at time: ChangeTime) {
    self.id = id
    self.booking = booking
    self.terms = terms
    madeAt = time.observed
    state = .pending
    version = 1
    decliners = []
  }

  /// Technicians who may still answer: these, and only these, have a lease for this offer.
  public var waiting: [ClientID] {
    state == .pending ? terms.technicians.filter { !decliners.contains($0) } : []
  }

  /// What it came to for one technician; nil for somebody who was not asked.
  public func outcome(for technician: ClientID) -> OfferOutcome? {
    guard terms.technicians.contains(technician) else { return nil }
    if decliners.contains(technician) { return .declined }
    return switch state {
    case .pending: .waiting
    case .accepted: technician == winner ? .won : .taken
    case .declined: .declined
    case .timedOut: .late
    case .withdrawn: .withdrawn
    }
  }

  /// The column of the table for a change: a decline counts as the last when nobody else is waiting.
  public func kind(of change: OfferChange) -> OfferChange.Kind {
    switch change {
    case .made: .made
    case .accepted: .accepted
    case .declined(let technician, _): waiting == [technician] ? .lastDeclined : .declined
    case .timedOut: .timedOut
    case .withdrawn: .withdrawn
    }
  }

  /// What the table and its guards say about a change: the next state, or the refusal.
  public func next(_ change: OfferChange, at time: ChangeTime) throws(OfferRefusal) -> OfferState {
    let kind = kind(of: change)
    switch Self.rule(state, kind) {
    case .refuse(let reason):
      throw OfferRefusal(state: state, version: version, kind: kind, reason: reason)
    case .move(let next, let guards):
      if let reason = failing(guards, change, time) {
        throw OfferRefusal(state: state, version: version, kind: kind, reason: reason)
      }
      return next
    }
  }

  /// Makes a change. Throws before anything is altered.
  /// - Returns: what has to be done because of it, in order.
  mutating func make(_ change: OfferChange, at time: ChangeTime) throws(OfferRefusal) -> [LifeEffect] {
    let next = try next(change, at: time)
    let waitingBefore = waiting
    switch change {
    case .accepted(let technician): winner = technician
    case .declined(let technician, _): decliners.append(technician)
    case .made, .timedOut, .withdrawn: break
    }
    state = next
    version += 1
    if next.isFinal { endedAt = time.observed }
    return endings(of: waitingBefore)
  }

  /// What has to be done when the offer goes out.
  var openingEffects: [LifeEffect] {
    terms.technicians.map { LifeEffect.takeLease(technician: $0, offer: id) }
      + terms.technicians.map { LifeEffect.showOffer(technician: $0, offer: id) }
      + [.wake(offer: id, at: terms.deadline)]
  }

  private func failing(_ guards: Guard, _ change: OfferChange, _ time: ChangeTime) -> OfferReason? {
    if let technician = change.technician {
      if guards.contains(.isAsked), !terms.technicians.contains(technician) { return .notAsked }
      if guards.contains(.isWaiting), decliners.contains(technician) { return .declined }
    }
    if guards.contains(.isInTime), time.observed >= terms.deadline { return .late }
    if guards.contains(.isDue), time.observed < terms.deadline { return .notDue }
    return nil
  }

  /// Everybody who was waiting and is not any more gives the lease back and learns why.
  private func endings(of waitingBefore: [ClientID]) -> [LifeEffect] {
    let waitingNow = waiting
    var effects: [LifeEffect] = []
    for technician in waitingBefore where !waitingNow.contains(technician) {
      effects.append(.releaseLease(technician: technician, offer: id))
      if let outcome = outcome(for: technician) {
        effects.append(.tellOutcome(technician: technician, offer: id, outcome: outcome))
      }
    }
    return effects
  }
}

extension OfferChange {
  /// The technician who answers.
  var technician: ClientID? {
    switch self {
    case .accepted(let technician), .declined(let technician, _): technician
    case .made, .timedOut, .withdrawn: nil
    }
  }
}
