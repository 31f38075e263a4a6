// What callers may want of a booking, who they are, and what they are answered.

public import Bedrock
public import Trips

/// A wish that concerns a booking. It is decided when its turn comes, on what is durable then.
public enum BookingWish: Sendable, Hashable {
  /// Ask these technicians; nil to ask the best ones now, whatever the automatic waves do.
  case offer(technicians: [ClientID]?)
  /// A technician takes an offer.
  case accept(offer: UUIDv7, technician: ClientID)
  /// A technician does not want an offer.
  case decline(offer: UUIDv7, technician: ClientID, reason: Note)
  /// Take the live offer back.
  case withdraw
  /// Give the booking to a technician by hand.
  case assign(technician: ClientID, reason: Note)
  /// Give the booking back before the trip has begun.
  case release(reason: Note)
  /// Agree on another time.
  case reschedule(window: TimeWindow, sla: SLATerms, reason: Note)
  /// Call the booking off.
  case cancel(reason: Note)
  /// The customer was not there.
  case noShow(reason: Note)
  /// The trip goes on.
  case trip(UUIDv7, TripStep)
  /// The waves go on by themselves. The engine's own.
  case findNext
  /// The deadline of an offer has passed. The engine's own.
  case timeOut(offer: UUIDv7)

  /// What the audit calls it when somebody does it by hand.
  var auditAction: String {
    switch self {
    case .offer, .findNext: "booking.offer"
    case .accept: "offer.accept"
    case .decline: "offer.decline"
    case .withdraw: "booking.withdraw"
    case .assign: "booking.assign"
    case .release: "booking.release"
    case .reschedule: "booking.reschedule"
    case .cancel: "booking.cancel"
    case .noShow: "booking.noShow"
    case .trip(_, let step): "trip.\(step.name)"
    case .timeOut: "offer.timeOut"
    }
  }

  /// The reason that a person gave.
  var reason: Note {
    switch self {
    case .assign(_, let reason), .release(let reason), .reschedule(_, _, let reason), .cancel(let reason),
      .noShow(let reason), .decline(_, _, let reason), .trip(_, .cancel(let reason)):
      reason
    default: .none
    }
  }
}

/// How a trip may be moved on.
public enum TripStep: Sendable, Hashable {
  /// The technician sets out.
  case start
  /// The technician is there.
  case arrive(TripChange.ArrivalSource)
  /// The work begins.
  case begin
  /// The work is done.
  case complete
  /// The trip is broken off.
  case cancel(reason: Note)

  /// The word on the wire.
  public var name: StaticString {
    switch self {
    case .start: "start"
    case .arrive: "arrive"
    case .begin: "begin"
    case .complete: "complete"
    case .cancel: "cancel"
    }
  }
}

/// Names a caller's request while it waits for the store; chosen by the host.
public struct Ticket: Hashable, Sendable {
  /// The number.
  public let value: UInt64

  /// Wraps a number.
  public init(_ value: UInt64) { self.value = value }
}

/// Who wants something, under which conditions, and where the answer goes.
public struct WishContext: Sendable {
  /// Where the answer goes.
  public enum Origin: Sendable, Hashable {
    /// Nobody waits: the engine itself wants it.
    case engine
    /// A request that was given this ticket.
    case request(Ticket)
    /// The session of a phone; `ref` is carried back.
    case phone(SessionKey, ref: ClientID?)
    /// Nobody waits any more: the caller was told that the outcome is uncertain.
    case told
  }

  /// A caller's key, under which a request is carried out once however often it comes.
  public struct Key: Sendable, Hashable {
    /// The key.
    public var text: String
    /// A hash of the request.
    public var requestHash: [UInt8]

    /// Puts the parts together.
    public init(text: String, requestHash: [UInt8]) {
      self.text = text
      self.requestHash = requestHash
    }
  }

  /// Who; goes into the log.
  public var actor: Party
  /// The booking's version that the caller has seen; nil to accept any.
  public var expecting: UInt32?
  /// The caller's key.
  public var key: Key?
  /// Where the answer goes.
  public var origin: Origin

  /// Puts the parts together.
  public init(actor: Party, expecting: UInt32? = nil, key: Key? = nil, origin: Origin) {
    self.actor = actor
    self.expecting = expecting
    self.key = key
    self.origin = origin
  }

  static let engine = WishContext(actor: .system, origin: .engine)
}

/// The answer to a request that was given a ticket.
public struct BookingAnswer: Sendable {
  /// Which request.
  public var ticket: Ticket
  /// What came of it.
  public var outcome: Outcome

  /// What came of a wish.
  public enum Outcome: Sendable, Hashable {
    /// It is done and durable: the document as JSON.
    case done([UInt8])
    /// It was done before, under the same key: the document as it was then.
    case repeated([UInt8])
    /// The booking's state does not allow it.
    case refused(LifeRefusal)
    /// The booking exists already.
    case exists
    /// What the wish names is not there, or contradicts what is.
    case fault(FieldError)
    /// Somebody named is asked by another offer right now, or nobody can be asked.
    case nobody(busy: [ClientID])
    /// The key was used for another request.
    case otherRequest
    /// The key was used before this life of the engine; the store has the answer.
    case lookUp(key: String, requestHash: [UInt8])
    /// Too many wishes wait for this booking.
    case busy
    /// The store does not take it now; nothing has happened.
    case unavailable
    /// The store went away while the transition was on its way: nobody knows yet whether it has happened.
    case uncertain
  }
}
