// What clients say over a WebSocket, as values. The bytes are read by ClientMessageDecoder.

public import Bedrock

/// One message from a client.
public enum ClientMessage: Sendable, Equatable {
  /// The first message: who is there.
  case hello(Hello)
  /// One GPS report.
  case fix(Fix)
  /// Several GPS reports, the oldest first; they are in `ClientMessageDecoder.fixes`.
  case fixes(count: Int)
  /// Begin to watch a topic. `since` asks for the events after an offset instead of only what is now.
  case subscribe(topic: String, since: EventOffset?)
  /// Stop watching a topic.
  case unsubscribe(topic: String)
  /// A technician takes an offer.
  case accept(offer: UUIDv7, ref: ClientID?)
  /// A technician does not want an offer. `reason` is what a person typed: 1 to 255 bytes of UTF-8.
  case decline(offer: UUIDv7, reason: String?, ref: ClientID?)
  /// A technician moves a trip on. Only `cancel` carries a reason, as long as that of a decline.
  case trip(id: UUIDv7, action: TripAction, reason: String?, ref: ClientID?)
  /// A polite end: the technician is offline at once.
  case bye

  /// The word on the wire, for the access table and the counters.
  public var kind: Kind {
    switch self {
    case .hello: .hello
    case .fix: .fix
    case .fixes: .fixes
    case .subscribe: .sub
    case .unsubscribe: .unsub
    case .accept: .accept
    case .decline: .decline
    case .trip: .trip
    case .bye: .bye
    }
  }

  /// What the client wants to see again in the answer; only commands have it.
  public var ref: ClientID? {
    switch self {
    case .accept(_, let ref), .decline(_, _, let ref), .trip(_, _, _, let ref): ref
    case .hello, .fix, .fixes, .subscribe, .unsubscribe, .bye: nil
    }
  }

  /// The words that `type` may have in a client's message.
  public enum Kind: String, CaseIterable, Sendable {
    /// See ``ClientMessage/hello(_:)``.
    case hello
    /// See ``ClientMessage/fix(_:)``.
    case fix
    /// See ``ClientMessage/fixes(count:)``.
    case fixes
    /// See ``ClientMessage/subscribe(topic:since:)``.
    case sub
    /// See ``ClientMessage/unsubscribe(topic:)``.
    case unsub
    /// See ``ClientMessage/accept(offer:ref:)``.
    case accept
    /// See ``ClientMessage/decline(offer:reason:ref:)``.
    case decline
    /// See ``ClientMessage/trip(id:action:reason:ref:)``.
    case trip
    /// See ``ClientMessage/bye``.
    case bye
  }
}

/// What a technician does with a trip; the raw value is the word on the wire.
public enum TripAction: String, Sendable, CaseIterable {
  /// Sets out.
  case start
  /// Is there.
  case arrive
  /// Begins the work.
  case begin
  /// Has done the work.
  case complete
  /// Breaks the trip off.
  case cancel
}

/// A topic that is to be watched again from where it was left.
public struct TopicResume: Sendable, Equatable {
  /// The topic's name.
  public var topic: String
  /// The last event that was seen.
  public var since: EventOffset

  /// Describes where one topic was left.
  public init(topic: String, since: EventOffset) {
    self.topic = topic
    self.since = since
  }
}

/// A place in a topic's events: offsets count from 1 within an epoch, and an epoch ends when the events
/// in memory are lost (a restart).
public struct EventOffset: Sendable, Hashable {
  /// Names one life of the event log; Unix milliseconds of its begin.
  public var epoch: UInt64
  /// The event's number within its topic; 0 is before the first.
  public var offset: UInt64

  /// Describes a place.
  public init(epoch: UInt64, offset: UInt64) {
    self.epoch = epoch
    self.offset = offset
  }
}
