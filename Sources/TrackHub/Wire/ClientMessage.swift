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
    case .bye: .bye
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
    /// See ``ClientMessage/bye``.
    case bye
  }
}

/// The content of a `hello`.
public struct Hello: Sendable, Equatable {
  /// A JWT. Never logged.
  public var token: String
  /// Which of the technician's devices this is; sequence numbers are counted per device.
  public var device: ClientID
  /// The topics that the viewer watched before, with the last offset it has seen of each.
  public var resume: [TopicResume]

  /// The device of a client that names none.
  public static let defaultDevice = ClientID(trusted: "default")

  /// Describes a greeting.
  public init(token: String, device: ClientID = Hello.defaultDevice, resume: [TopicResume] = []) {
    self.token = token
    self.device = device
    self.resume = resume
  }
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
